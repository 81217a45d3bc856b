"""What a turn changes by itself: time passes, and the player goes where they wanted to."""

from engine.domain.adventure import Adventure
from engine.domain.ids import PlaceId
from engine.domain.world import (
    Cause,
    CauseKind,
    Effect,
    PlayerMoved,
    TimePassed,
    WorldState,
    apply,
)
from engine.play.events import EffectApplied


def time_passed(adventure: Adventure) -> Effect:
    """What every turn takes."""
    return Effect(
        change=TimePassed(minutes=adventure.minutes_per_turn), cause=Cause(kind=CauseKind.TURN)
    )


def moved_to(place: PlaceId) -> Effect:
    return Effect(change=PlayerMoved(to=place), cause=Cause(kind=CauseKind.MOVE))


def told(adventure: Adventure, state: WorldState, effect: Effect) -> EffectApplied:
    """One of these effects as the turn's stream tells it; `state` is the world before it."""
    after = apply(state, effect)
    if isinstance(effect.change, PlayerMoved):
        names = (adventure.place(state.place).name, adventure.place(after.place).name)
        return EffectApplied(effect=effect, description="place", before=names[0], after=names[1])
    return EffectApplied(
        effect=effect,
        description="time",
        before=f"{state.time:%H:%M}",
        after=f"{after.time:%H:%M}",
    )
