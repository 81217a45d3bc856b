"""Small worlds and messages for tests; each builder fills in what a test is not about."""

from datetime import UTC, datetime

from engine.domain.adventure import (
    Adventure,
    Character,
    Exit,
    Item,
    LoreEntry,
    Persona,
    Place,
    opening_state,
)
from engine.domain.ids import (
    AdventureId,
    CallId,
    CharacterId,
    ConnectionId,
    ItemId,
    LoreId,
    MessageId,
    PlaceId,
    SessionId,
)
from engine.domain.manners import Manner
from engine.domain.messages import Author, AuthorKind, ChatMessage, ChatRole, Message
from engine.domain.model_checks import CheckSpeed, ModelCheck, Tally
from engine.domain.rules import Rule
from engine.domain.sessions import OpenSession
from engine.domain.tasks import Task
from engine.domain.world import Holder, HolderKind
from engine.routing.requests import CallRequest

NOON = datetime(1200, 1, 3, 12, 0)  # noqa: DTZ001 - story time has no zone
TODAY = datetime(2030, 5, 1, 12, 0, tzinfo=UTC)

INN = PlaceId("inn")
QUAY = PlaceId("quay")
TOWER = PlaceId("tower")
MIRA = CharacterId("mira")
TAM = CharacterId("tam")
LETTER = ItemId("letter")
SESSION = SessionId("session")


def an_adventure(*, rules: tuple[Rule, ...] = (), lore: tuple[LoreEntry, ...] = ()) -> Adventure:
    return Adventure(
        id=AdventureId("test"),
        title="A test",
        summary="Two people in an inn.",
        intro="Rain falls on the inn.",
        instructions="Narrate briefly.",
        persona=Persona(name="Ada", description="A courier."),
        start=INN,
        time=NOON,
        places=(
            Place(
                id=INN,
                name="The Gull",
                description="A low room.",
                exits=(Exit(to=QUAY, words=("door", "outside")), Exit(to=TOWER, words=("stairs",))),
                variables={"light": 3},
            ),
            Place(id=QUAY, name="The Quay", description="Wet stone.", exits=(Exit(to=INN),)),
            Place(id=TOWER, name="The Tower", description="Wind.", exits=(Exit(to=INN),)),
        ),
        characters=(
            Character(
                id=MIRA,
                name="Mira Oduya",
                place=INN,
                description="The innkeeper.",
                talkativeness=1.0,
                variables={"trust": 1},
            ),
            Character(id=TAM, name="Tam", place=INN, description="A boy.", talkativeness=0.0),
        ),
        items=(
            Item(
                id=LETTER, name="letter", description="Sealed.", at=Holder(kind=HolderKind.PLAYER)
            ),
        ),
        lore=lore,
        rules=rules,
        variables={"letter": "carried"},
        player_variables={"courage": 5},
        moves=("I greet Mira.", "I wait.", "I go outside."),
    )


def a_lore_entry(number: int, *keys: str, constant: bool = False) -> LoreEntry:
    return LoreEntry(
        id=LoreId(f"lore-{number}"), keys=keys, text=f"Lore number {number}.", constant=constant
    )


PLAYER_AUTHOR = Author(kind=AuthorKind.PLAYER, name="Ada")
NARRATOR = Author(kind=AuthorKind.NARRATOR, name="Narrator")
MIRA_AUTHOR = Author(kind=AuthorKind.CHARACTER, name="Mira Oduya", character=MIRA)


def a_message(number: int, text: str = "Something happens.", author: Author = NARRATOR) -> Message:
    return Message(
        id=MessageId(f"m{number}"),
        session=SESSION,
        parent=MessageId(f"m{number - 1}") if number else None,
        author=author,
        text=text,
        turn=(number + 1) // 2,
        written_at=TODAY,
        manner=Manner.DO if author.kind is AuthorKind.PLAYER else None,
    )


def a_path(length: int, words: int = 10) -> tuple[Message, ...]:
    """Messages by turns of narrator and player, beginning with the narrator."""
    return tuple(
        a_message(
            number,
            " ".join(f"word{number}" for _ in range(words)),
            PLAYER_AUTHOR if number % 2 else NARRATOR,
        )
        for number in range(length)
    )


def a_session(adventure: Adventure, path: tuple[Message, ...]) -> OpenSession:
    return OpenSession(
        id=SESSION,
        name="A session",
        adventure=adventure,
        path=path,
        state=opening_state(adventure),
    )


def a_call(task: Task = Task.NARRATION, **wishes: object) -> CallRequest:
    messages = (ChatMessage(chat_role=ChatRole.USER, text="Go on."),)
    body = {"call": CallId("call"), "task": task, "messages": messages, **wishes}
    return CallRequest(**body)  # type: ignore[arg-type]


def a_check(yes: int, no: int, unclear: int, *, of: int = 10, failures: int = 0) -> ModelCheck:
    """So many right answers, `of` questions of each truth having been answered."""
    tallies = [Tally(answered=of, right=right) for right in (yes, no, unclear)]
    return ModelCheck(
        connection=ConnectionId("c"),
        model="m",
        at=TODAY,
        yes=tallies[0],
        no=tallies[1],
        unclear=tallies[2],
        form_kept=3 * of,
        quoted=0,
        verbatim=0,
        json_ok=True,
        failures=failures,
        speed=CheckSpeed(),
    )
