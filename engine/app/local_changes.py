"""What becomes of the settings when models of this computer come, change and go. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from engine.settings import LocalModelSetting, Settings, with_local_model

KeptChange = Callable[[LocalModelSetting], LocalModelSetting]
"""What becomes of what is kept of one model."""


def plain(kept: LocalModelSetting) -> LocalModelSetting:
    """Nothing is kept of it any more."""
    return LocalModelSetting(model=kept.model)


def with_each(settings: Settings, models: Sequence[str], change: KeptChange) -> Settings:
    """`settings` with what is kept of these models changed."""
    for model in models:
        settings = with_local_model(settings, change(settings.local_model(model)))
    return settings


def with_folder(settings: Settings, folder: Path) -> Settings:
    """`settings` in which models are looked for in `folder` too."""
    return replace(settings, model_folders=tuple(dict.fromkeys((*settings.model_folders, folder))))


def with_file(settings: Settings, file: Path) -> Settings:
    """`settings` in which `file` is a model."""
    return replace(settings, model_files=tuple(dict.fromkeys((*settings.model_files, file))))


def without_file(settings: Settings, file: Path) -> Settings:
    """`settings` in which `file` is none, unless it lies where models are looked for."""
    kept = tuple(each for each in settings.model_files if each != file)
    return replace(settings, model_files=kept)
