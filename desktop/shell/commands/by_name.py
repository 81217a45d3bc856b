"""Commands for one session, model, connection or prompt each, for those who type its name."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from desktop.qt.icons import Icon
from desktop.session.feature import SessionFeature
from desktop.shell.actions import Command
from desktop.texts import comparing as writing
from desktop.texts import packs as pack_texts
from desktop.texts import shell as texts
from desktop.texts import tr
from engine.domain.ids import ProfileId, SessionId
from engine.domain.packs import PromptPack
from engine.domain.providers import Connection
from engine.domain.sessions import SessionSummary
from engine.settings import Settings

if TYPE_CHECKING:  # it comes later
    pass


def session_commands(
    summaries: Iterable[SessionSummary], open_session: Callable[[SessionId], object]
) -> tuple[Command, ...]:
    """A way into every session, for those who type its name."""
    return tuple(
        Command(
            menu=summary.adventure_title,
            name=texts.OPEN_SESSION.format(name=summary.name),
            icon=Icon.SESSION,
            run=partial(open_session, summary.id),
        )
        for summary in summaries
    )


def writer_commands(session: SessionFeature, settings: Settings) -> tuple[Command, ...]:
    """Who writes: for everybody in the story, in the next turn, and another version."""
    ids = [profile.id for profile in settings.profiles]
    return (
        *(
            Command(
                menu=texts.STORY,
                name=writing.MODEL_FOR_IN_PALETTE.format(name=who.name),
                icon=Icon.CHARACTER,
                run=partial(session.casting.choose_for, who),
            )
            for who in session.casting.people
        ),
        *(_writer_command(writing.REPLY_BY, id_, session.composing.answer_by) for id_ in ids),
        *(_writer_command(writing.WRITE_AGAIN_BY, id_, session.write_last_again) for id_ in ids),
    )


def _writer_command(name: str, id_: ProfileId, run: Callable[[ProfileId], object]) -> Command:
    return Command(
        menu=texts.STORY, name=name.format(profile=id_), icon=Icon.MODEL, run=partial(run, id_)
    )


def switch_commands(
    connections: Iterable[Connection], switch: Callable[[str], object]
) -> tuple[Command, ...]:
    """A way to point all three roles at every connection, by its name."""
    return tuple(
        Command(
            menu=texts.CONNECTIONS,
            name=texts.SWITCH_TO.format(label=connection.label),
            icon=Icon.SWITCH,
            run=partial(switch, connection.id),
        )
        for connection in connections
    )


def pack_commands(
    packs: Iterable[PromptPack],
    open_pack: Callable[[PromptPack], object],
    show_prompts: Callable[[], object],
) -> tuple[Command, ...]:
    """What models can be asked for beside the story; of messages, it is the last that is meant."""
    asked = (
        Command(
            menu=texts.STORY,
            name=tr(pack.label),
            icon=Icon.ASSISTANT,
            run=partial(open_pack, pack),
        )
        for pack in packs
    )
    prompts = Command(
        menu=texts.STORY, name=pack_texts.PROMPTS, icon=Icon.DOCUMENT, run=show_prompts
    )
    return (*asked, prompts)
