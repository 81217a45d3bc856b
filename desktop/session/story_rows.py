"""The story as rows of the transcript, followed through a turn."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from desktop.parts.figures import cost_text, seconds_text
from desktop.parts.model_roles import badge, tone
from desktop.session.people import portrait
from desktop.session.scenes import Scenes
from desktop.texts import composer as texts
from desktop.texts import story as story_texts
from desktop.widgets.transcript import Action, Foot, Row, RowKind, TranscriptModel
from engine.domain.adventure import Adventure
from engine.domain.calls import (
    AttemptFailed,
    AttemptStarted,
    CallFinished,
    CallQueued,
    CircuitOpened,
    CooledDown,
    FellBack,
    PicturesLeftOut,
    ProfileSkipped,
)
from engine.domain.ids import MessageId
from engine.domain.images import Picture
from engine.domain.messages import AuthorKind, Message, MessageStatus, ReplyFacts
from engine.domain.sessions import OpenSession
from engine.domain.tasks import ModelRole
from engine.play.events import (
    EffectApplied,
    IntentRead,
    MessageDropped,
    MessageFinished,
    MessageRewritten,
    MessageStarted,
    PromptAssembled,
    QuestionAsked,
    ReasoningDelta,
    ReplyDelta,
    RuleFired,
    TurnEvent,
    TurnFinished,
    TurnStarted,
    TurnStopped,
    VerdictGiven,
)

Swipes = Mapping[MessageId, tuple[MessageId, ...]]

_KINDS = {
    AuthorKind.PLAYER: RowKind.PLAYER,
    AuthorKind.NARRATOR: RowKind.NARRATOR,
    AuthorKind.CHARACTER: RowKind.CHARACTER,
}


class StoryRows:
    """Keeps a `TranscriptModel` at what the session holds and the turn's events say."""

    def __init__(self, model: TranscriptModel) -> None:
        self._model = model
        self._adventure: Adventure | None = None
        self._scenes = Scenes()

    def show(self, session: OpenSession, swipes: Swipes) -> None:
        """Show the session; rows that stay as they are are not touched."""
        self._adventure = session.adventure
        self._scenes.show(session.path)
        dividers = self._scenes.dividers()
        rows = [
            replace(
                story_row(
                    each,
                    session.adventure,
                    swipes.get(each.id, ()),
                    is_last=each is session.path[-1],
                ),
                divider=dividers.get(each.id, ""),
            )
            for each in session.path
        ]
        count = self._model.rowCount()
        shown = [self._model.row(place) for place in range(count)]
        if [row.id for row in shown] != [row.id for row in rows]:
            self._model.set_rows(rows)
            return
        for before, row in zip(shown, rows, strict=True):
            if before != row:
                self._model.replace(row)

    def cut_before(self, message: MessageId) -> None:
        """Take a message and all after it out of view: another is being written in its place."""
        if message in self._model:
            place = self._model.place_of(message)
            self._scenes.cut_before(message)
            self._model.truncate_after(self._model.row(place - 1).id)

    def take(self, event: TurnEvent) -> None:
        match event:
            case TurnStarted(message=message):
                if message.id not in self._model:
                    self._model.append(self._row(message))
            case MessageStarted(message=message):
                self._model.append(
                    replace(self._row(message), caption=story_texts.WRITING, foot=None, open=True)
                )
            case ReplyDelta(message=id_, text=text):
                self._model.extend(id_, text)
            case ReasoningDelta(message=id_, text=text):
                row = self._model.row(self._model.place_of(id_))
                self._model.replace(replace(row, reasoning=row.reasoning + text))
            case MessageDropped(message=id_):
                self._scenes.drop(id_)
                self._model.remove(id_)
            case EffectApplied(effect=effect):
                self._scenes.take(effect.change)
            case MessageFinished(message=message):
                self._model.replace(self._row(message))
            case (
                IntentRead()
                | QuestionAsked()
                | VerdictGiven()
                | RuleFired()
                | PromptAssembled()
                | AttemptStarted()
                | AttemptFailed()
                | CallQueued()
                | CooledDown()
                | CircuitOpened()
                | ProfileSkipped()
                | FellBack()
                | PicturesLeftOut()
                | CallFinished()
                | MessageRewritten()
                | TurnStopped()
                | TurnFinished()
            ):
                return
            case _:
                assert_never(event)

    def _row(self, message: Message) -> Row:
        assert self._adventure is not None  # noqa: S101 - a turn plays in a session that is shown
        self._scenes.begin(message.id)
        divider = self._scenes.dividers().get(message.id, "")
        return replace(story_row(message, self._adventure, ()), divider=divider)


def story_row(
    message: Message,
    adventure: Adventure,
    swipes: tuple[MessageId, ...],
    *,
    is_last: bool = False,
) -> Row:
    """A saved message as it is shown; `swipes` are all its versions, () for only this one."""
    versions = swipes if len(swipes) > 1 else ()
    return Row(
        id=message.id,
        kind=_KINDS[message.author.kind],
        text=message.text,
        name=message.author.name,
        caption=_caption(message),
        foot=_foot(message.facts),
        portrait=portrait(message.author, adventure),
        reasoning=message.reasoning,
        swipe=(versions.index(message.id) + 1, len(versions)) if versions else None,
        actions=_actions(message, is_last=is_last),
        pictures=tuple(f"{each.mime_type} {each.hash}" for each in message.pictures),
    )


def picture_named(name: str) -> Picture:
    """The picture that a row calls by this name."""
    mime_type, _, hash_ = name.partition(" ")
    return Picture(hash=hash_, mime_type=mime_type)


def _caption(message: Message) -> str:
    marks = [story_texts.TURN.format(number=message.turn)] if message.turn else []
    if message.by_player and not message.is_deed:
        marks.append(texts.BY_YOU)
    if message.status is MessageStatus.INTERRUPTED:
        marks.append(story_texts.INTERRUPTED)
    if message.pictures:
        marks.append(story_texts.pictures(len(message.pictures)))
    if message.edited:
        marks.append(story_texts.EDITED)
    return " · ".join(marks)


def _foot(facts: ReplyFacts | None) -> Foot | None:
    if facts is None:
        return None
    text = f"{facts.model} · {_figures(facts)}"
    return Foot(text=text, badge=badge(ModelRole.MAIN), tone=tone(ModelRole.MAIN))


def figures(message: Message) -> str:
    """How long a reply took and is, and what it cost; "" where nobody knows."""
    return _figures(message.facts) if message.facts else ""


def _figures(facts: ReplyFacts) -> str:
    tokens = story_texts.tokens(facts.usage.output)
    if facts.usage.estimated:
        tokens = story_texts.ABOUT.format(tokens=tokens)
    return " · ".join((seconds_text(facts.seconds), tokens, cost_text(facts.cost)))


def _actions(message: Message, *, is_last: bool) -> tuple[Action, ...]:
    if message.parent is None:
        return (Action.COPY,)
    writing = () if message.by_player else (Action.REGENERATE,)
    # What stands before other words cannot grow without leaving them behind.
    going_on = (Action.CONTINUE,) if is_last and writing else ()
    shown = (Action.SHOW_PICTURES,) if message.pictures else ()
    return (*writing, *going_on, *shown, Action.EDIT, Action.BRANCH, Action.COPY)
