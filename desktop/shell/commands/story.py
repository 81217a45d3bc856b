"""Commands of the story that is played."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from desktop.qt.icons import Icon
from desktop.session.feature import SessionFeature
from desktop.session.page import SessionPage
from desktop.shell.actions import Command
from desktop.texts import comparing as writing
from desktop.texts import shell as texts
from desktop.texts import story as story_texts
from desktop.widgets.transcript import Action
from engine.domain.manners import Manner

if TYPE_CHECKING:  # it comes later
    pass


def story_commands(
    session: SessionFeature,
    page: SessionPage,
    show: Callable[[], object],
    find: Callable[[], object],
) -> tuple[Command, ...]:
    return (
        Command(
            menu=texts.STORY,
            name=texts.STOP,
            icon=Icon.STOP,
            shortcut="Esc",
            run=session.turns.stop,
            is_enabled=lambda: session.turns.is_busy,
        ),
        Command(
            menu=texts.STORY,
            name=texts.UNDO,
            icon=Icon.UNDO,
            shortcut="Ctrl+Alt+Z",
            run=session.undo,
            is_enabled=lambda: session.can_undo,
        ),
        Command(
            menu=texts.STORY,
            name=texts.REDO,
            icon=Icon.REDO,
            shortcut="Ctrl+Alt+Y",
            run=session.redo,
            is_enabled=lambda: session.can_redo,
        ),
        Command(
            menu=texts.STORY,
            name=texts.TAKE_BACK,
            icon=Icon.TAKE_BACK,
            shortcut="Ctrl+Alt+Backspace",
            run=session.delete_last,
            is_enabled=lambda: session.can_delete_last,
        ),
        Command(menu=texts.STORY, name=texts.WRITE, icon=Icon.WRITE, shortcut="Ctrl+L", run=show),
        *_writing_commands(session, page),
        Command(
            menu=texts.STORY,
            name=writing.REPLY_WITH,
            icon=Icon.MODEL,
            shortcut="Ctrl+Shift+W",
            run=session.composing.choose_answerer,
            is_enabled=page.composer.answerer.button.isEnabled,
        ),
        Command(
            menu=texts.STORY,
            name=writing.COMPARE,
            icon=Icon.SWITCH,
            shortcut="Ctrl+Shift+R",
            run=session.comparing.compare_last,
            is_enabled=lambda: session.comparing.can_compare,
        ),
        *_last_message_commands(session),
        *_find_commands(page, find),
        Command(
            menu=texts.STORY,
            name=texts.NEWEST,
            icon=Icon.NEWEST,
            shortcut="Ctrl+End",
            run=page.story.scroll_to_newest,
            is_enabled=lambda: not page.newest.isHidden(),
        ),
    )


_MANNERS: Final[Mapping[Manner, tuple[str, Icon, str]]] = {
    Manner.DO: (texts.WRITE_DEED, Icon.DO, "Ctrl+Shift+1"),
    Manner.SAY: (texts.WRITE_SPEECH, Icon.SAY, "Ctrl+Shift+2"),
    Manner.STORY: (texts.WRITE_STORY, Icon.TELL, "Ctrl+Shift+3"),
    Manner.AS: (texts.WRITE_AS, Icon.SPEAK_AS, "Ctrl+Shift+4"),
}


def _writing_commands(session: SessionFeature, page: SessionPage) -> tuple[Command, ...]:
    manners = (
        Command(
            menu=texts.STORY,
            name=name,
            icon=icon,
            shortcut=keys,
            run=partial(page.composer.choose_manner, manner),
        )
        for manner, (name, icon, keys) in _MANNERS.items()
    )
    suggest = Command(
        menu=texts.STORY,
        name=texts.SUGGEST,
        icon=Icon.SUGGEST,
        shortcut="Ctrl+Shift+M",
        run=session.composing.suggest,
    )
    attach = Command(
        menu=texts.STORY,
        name=texts.ATTACH,
        icon=Icon.IMAGE,
        run=session.composing.attaching.choose,
    )
    return (*manners, suggest, attach)


_ON_THE_LAST: Final[Mapping[Action, tuple[str, Icon, str]]] = {
    Action.REGENERATE: (texts.WRITE_AGAIN, Icon.REGENERATE, "Ctrl+R"),
    Action.CONTINUE: (texts.CONTINUE, Icon.CONTINUE, "Ctrl+Shift+G"),
    Action.PREVIOUS: (texts.PREVIOUS_VERSION, Icon.CHEVRON_LEFT, "Ctrl+["),
    Action.NEXT: (texts.NEXT_VERSION, Icon.CHEVRON_RIGHT, "Ctrl+]"),
    Action.EDIT: (texts.EDIT_LAST, Icon.EDIT, "Ctrl+E"),
    Action.BRANCH: (texts.BRANCH_LAST, Icon.BRANCH, ""),
    Action.COPY: (texts.COPY_LAST, Icon.COPY, "Ctrl+Shift+C"),
}


def _last_message_commands(session: SessionFeature) -> tuple[Command, ...]:
    return tuple(
        Command(
            menu=texts.STORY,
            name=name,
            icon=icon,
            shortcut=keys,
            run=partial(session.act_on_last, action),
            is_enabled=partial(session.can_act_on_last, action),
        )
        for action, (name, icon, keys) in _ON_THE_LAST.items()
    )


def _find_commands(page: SessionPage, find: Callable[[], object]) -> tuple[Command, ...]:
    return (
        Command(
            menu=texts.STORY,
            name=story_texts.FIND,
            icon=Icon.SEARCH,
            shortcut="Ctrl+F",
            run=find,
        ),
        Command(
            menu=texts.STORY,
            name=story_texts.NEXT_HIT,
            icon=Icon.CHEVRON_DOWN,
            shortcut="F3",
            run=lambda: page.find_next(forward=True),
        ),
        Command(
            menu=texts.STORY,
            name=story_texts.PREVIOUS_HIT,
            icon=Icon.CHEVRON_UP,
            shortcut="Shift+F3",
            run=lambda: page.find_next(forward=False),
        ),
    )
