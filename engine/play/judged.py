"""What rules go by at a point of the story, while it is played and when it is looked back at."""

from collections.abc import Sequence

from engine.domain.adventure import Adventure, opening_state
from engine.domain.ids import CharacterId
from engine.domain.messages import Message
from engine.domain.world import WorldState, fold
from engine.play.scenes import SceneLines
from engine.rules.facts import Facts


def facts_at(
    adventure: Adventure,
    state: WorldState,
    before: Sequence[Message],
    player: Message,
    *,
    speaker: CharacterId | None = None,
    reply: str = "",
) -> Facts:
    """The facts at `player`, which follows `before`, or at the reply to it by `speaker`."""
    return Facts(
        adventure=adventure,
        state=state,
        user_message=player.text if player.is_deed else "",
        history=SceneLines(before, () if player.is_deed else (player,)),
        reply=reply,
        speaker=speaker,
    )


def state_after(adventure: Adventure, path: Sequence[Message]) -> WorldState:
    return fold(opening_state(adventure), (e for message in path for e in message.effects))


def player_before(path: Sequence[Message], index: int) -> int | None:
    """Where the player's message is that the one at `index` is or answers."""
    places = range(index, -1, -1)
    return next((i for i in places if path[i].by_player), None)
