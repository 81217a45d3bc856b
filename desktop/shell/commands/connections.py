"""Commands of models, connections and profiles."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.qt.icons import Icon
from desktop.shell.actions import Command
from desktop.shell.window import MainWindow
from desktop.texts import profiles as profile_texts
from desktop.texts import shell as texts
from desktop.texts.findings import FIND as FIND_SERVERS

if TYPE_CHECKING:  # it comes later
    from desktop.profiles.feature import ProfilesFeature


def connection_commands(window: MainWindow) -> tuple[Command, ...]:
    offered: tuple[tuple[str, Icon, Callable[[], object]], ...] = (
        (texts.ADD_CONNECTION, Icon.PLUS, window.add_connection),
        (FIND_SERVERS, Icon.SERVER, window.find_servers),
        (texts.BUILT_IN_MODELS, Icon.MODEL, window.show_built_in_models),
        (texts.CHECK_JUDGE, Icon.RULES, window.check_judge),
        (texts.PRESETS, Icon.MODEL, window.open_presets),
        (texts.TIERS, Icon.MODEL, window.open_tiers),
        (texts.LIMITS, Icon.COINS, window.open_limits),
    )
    return tuple(
        Command(
            menu=texts.CONNECTIONS,
            name=name,
            icon=icon,
            run=run,
            is_enabled=lambda: window.has_models,
        )
        for name, icon, run in offered
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
