"""The one list of everything that can be done, a function for each menu."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from desktop.qt.icons import Icon
from desktop.qt.theme import SCALES, Scheme, Theme
from desktop.session.column_button import COLUMN_ICONS, COLUMN_KEYS, COLUMN_NAMES
from desktop.session.columns import Column
from desktop.session.feature import SessionFeature
from desktop.session.page import SessionPage
from desktop.shell.actions import Command
from desktop.shell.window import MainWindow
from desktop.texts import comparing as writing
from desktop.texts import packs as pack_texts
from desktop.texts import profiles as profile_texts
from desktop.texts import shell as texts
from desktop.texts import story as story_texts
from desktop.texts import tr
from desktop.texts.findings import FIND as FIND_SERVERS
from desktop.texts.side import LIBRARY
from desktop.texts.usage import TITLE as USAGE
from desktop.widgets.transcript import Action
from engine.domain.ids import ProfileId, SessionId
from engine.domain.manners import Manner
from engine.domain.packs import PromptPack
from engine.domain.providers import Connection
from engine.domain.sessions import SessionSummary
from engine.settings import Settings

if TYPE_CHECKING:  # it comes later
    from desktop.profiles.feature import ProfilesFeature


def program_commands(
    window: MainWindow, page: SessionPage, search: Callable[[], object]
) -> tuple[Command, ...]:
    return (
        Command(
            menu=texts.PROGRAM,
            name=texts.NEW_SESSION,
            icon=Icon.NEW_SESSION,
            shortcut="Ctrl+N",
            run=page.side.new_session.click,
            is_enabled=page.side.new_session.isEnabled,
        ),
        Command(
            menu=texts.PROGRAM,
            name=texts.SEARCH,
            icon=Icon.SEARCH,
            shortcut="Ctrl+K",
            run=search,
        ),
        Command(
            menu=texts.PROGRAM,
            name=texts.TO_NOTICE,
            icon=Icon.NOTICE,
            shortcut="F6",
            run=window.toasts.focus_button,
            is_enabled=lambda: window.toasts.button is not None,
        ),
        Command(
            menu=texts.PROGRAM,
            name=texts.QUIT,
            icon=Icon.QUIT,
            shortcut="Ctrl+Q",
            run=window.close,
        ),
    )


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


def column_commands(page: SessionPage) -> tuple[Command, ...]:
    return tuple(
        Command(
            menu=texts.VIEW,
            name=COLUMN_NAMES[column],
            icon=COLUMN_ICONS[column],
            shortcut=COLUMN_KEYS[column],
            run=partial(page.columns.toggle, column),
            is_enabled=page.isVisible,
            is_checked=partial(page.columns.is_shown, column),
        )
        for column in Column
    )


def view_commands(
    window: MainWindow, theme: Theme, show_story: Callable[[], object]
) -> tuple[Command, ...]:
    return (
        Command(
            menu=texts.VIEW,
            name=texts.SHOW_STORY,
            icon=Icon.STORY,
            shortcut="Ctrl+1",
            run=show_story,
        ),
        Command(
            menu=texts.VIEW,
            name=texts.SHOW_MODELS,
            icon=Icon.CONNECTION,
            shortcut="Ctrl+2",
            run=window.show_models,
            is_enabled=lambda: window.has_models,
        ),
        Command(
            menu=texts.VIEW,
            name=texts.ADD_CONNECTION,
            icon=Icon.PLUS,
            run=window.add_connection,
            is_enabled=lambda: window.has_models,
        ),
        Command(
            menu=texts.VIEW,
            name=texts.CHECK_JUDGE,
            icon=Icon.RULES,
            run=window.check_judge,
            is_enabled=lambda: window.has_models,
        ),
        Command(
            menu=texts.VIEW,
            name=texts.PRESETS,
            icon=Icon.MODEL,
            run=window.open_presets,
            is_enabled=lambda: window.has_models,
        ),
        Command(
            menu=texts.VIEW,
            name=texts.TIERS,
            icon=Icon.MODEL,
            run=window.open_tiers,
            is_enabled=lambda: window.has_models,
        ),
        Command(
            menu=texts.VIEW,
            name=texts.BUILT_IN_MODELS,
            icon=Icon.MODEL,
            run=window.show_built_in_models,
            is_enabled=lambda: window.has_models,
        ),
        Command(
            menu=texts.VIEW,
            name=FIND_SERVERS,
            icon=Icon.SERVER,
            run=window.find_servers,
            is_enabled=lambda: window.has_models,
        ),
        Command(
            menu=texts.VIEW,
            name=LIBRARY,
            icon=Icon.LIBRARY,
            shortcut="Ctrl+3",
            run=window.show_library,
            is_enabled=lambda: window.has_library,
        ),
        Command(
            menu=texts.VIEW,
            name=USAGE,
            icon=Icon.COINS,
            shortcut="Ctrl+4",
            run=window.show_usage,
            is_enabled=lambda: window.has_usage,
        ),
        *_text_size_commands(theme),
        *(_scheme_command(theme, scheme) for scheme in Scheme),
        Command(
            menu=texts.VIEW,
            name=texts.CALM,
            icon=Icon.MOTION,
            run=lambda: theme.set_calm(not theme.is_calm),
            is_checked=lambda: theme.is_calm,
        ),
    )


def _text_size_commands(theme: Theme) -> tuple[Command, ...]:
    return (
        Command(
            menu=texts.VIEW,
            name=texts.LARGER,
            icon=Icon.LARGER,
            shortcut="Ctrl++; Ctrl+=",
            run=lambda: theme.step_scale(1),
            is_enabled=lambda: theme.scale < max(SCALES),
        ),
        Command(
            menu=texts.VIEW,
            name=texts.SMALLER,
            icon=Icon.SMALLER,
            shortcut="Ctrl+-",
            run=lambda: theme.step_scale(-1),
            is_enabled=lambda: theme.scale > min(SCALES),
        ),
        Command(
            menu=texts.VIEW,
            name=texts.NORMAL,
            icon=Icon.TEXT_SIZE,
            shortcut="Ctrl+0",
            run=lambda: theme.wear(theme.scheme, 1.0),
            is_enabled=lambda: theme.scale != 1.0,
        ),
    )


_SCHEMES: Final[Mapping[Scheme, tuple[str, Icon]]] = {
    Scheme.SYSTEM: (texts.AS_THE_SYSTEM, Icon.AS_THE_SYSTEM),
    Scheme.LIGHT: (texts.LIGHT, Icon.LIGHT),
    Scheme.DARK: (texts.DARK, Icon.DARK),
}


def _scheme_command(theme: Theme, scheme: Scheme) -> Command:
    name, icon = _SCHEMES[scheme]
    return Command(
        menu=texts.VIEW,
        name=name,
        icon=icon,
        run=lambda: theme.wear(scheme, theme.scale),
        is_checked=lambda: theme.scheme is scheme,
    )


def help_commands(window: MainWindow, show_welcome: Callable[[], object]) -> tuple[Command, ...]:
    return (
        Command(menu=texts.HELP, name=texts.WELCOME, icon=Icon.WELCOME, run=show_welcome),
        Command(
            menu=texts.HELP,
            name=texts.SHORTCUTS,
            icon=Icon.KEYBOARD,
            shortcut="F1; Ctrl+/",
            run=window.show_shortcuts,
        ),
        Command(
            menu=texts.HELP,
            name=texts.OPEN_MENU,
            icon=Icon.MENU,
            shortcut="F10",
            run=window.top.menu.open,
        ),
    )


def profile_commands(
    profiles: Callable[[], "ProfilesFeature | None"],
) -> tuple[Command, ...]:
    """`profiles` comes later than the menus."""

    def command(name: str, icon: Icon, run: Callable[["ProfilesFeature"], object]) -> Command:
        def do() -> None:
            if feature := profiles():
                run(feature)

        return Command(
            menu=texts.CONNECTIONS,
            name=name,
            icon=icon,
            run=do,
            is_enabled=lambda: profiles() is not None,
        )

    return (
        command(profile_texts.EDIT, Icon.EDIT, lambda feature: feature.open()),
        command(profile_texts.IMPORT, Icon.OPEN_FOLDER, lambda feature: feature.choose_import()),
        command(profile_texts.EXPORT, Icon.SAVE, lambda feature: feature.choose_export()),
    )


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
