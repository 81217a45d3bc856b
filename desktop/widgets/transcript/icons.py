"""The small signs of a message's actions."""

from collections.abc import Mapping
from typing import Final

from desktop.qt.icons import Icon
from desktop.widgets.transcript.rows import Action

SIDE: Final = 15
"""Pixels at a text scale of 1."""
ICONS: Final[Mapping[Action, Icon]] = {
    Action.PREVIOUS: Icon.CHEVRON_LEFT,
    Action.NEXT: Icon.CHEVRON_RIGHT,
    Action.REGENERATE: Icon.REGENERATE,
    Action.CONTINUE: Icon.CONTINUE,
    Action.SHOW_PICTURES: Icon.IMAGE,
    Action.EDIT: Icon.EDIT,
    Action.BRANCH: Icon.BRANCH,
    Action.COPY: Icon.COPY,
    Action.MORE: Icon.MORE,
}
