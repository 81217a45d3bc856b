"""A transcript's style for tests, with the icons that come with the program."""

from dataclasses import replace

from desktop.widgets.transcript import DARK
from engine.paths import resources_folder

STYLE = replace(DARK, icons=resources_folder() / "icons")
