"""Reading the models that are proposed for kinds of writing."""

from pathlib import Path
from typing import Final

from pydantic import ConfigDict, TypeAdapter, ValidationError

from engine.domain.module_presets import ModulePresets
from engine.errors import FormatError
from engine.formats.mistakes import Mistake, field_of, refuse

FILE: Final = Path("presets", "modules.json")
"""Below the folder of resources."""

# In a tuple, because pydantic takes a configuration only for types that cannot hold one themselves.
_PRESETS = TypeAdapter(tuple[ModulePresets], config=ConfigDict(extra="forbid", defer_build=True))


def read_module_presets(path: Path) -> ModulePresets:
    """What is in the file at `path`. Raise one `FormatError` that lists every mistake."""
    try:
        text = path.read_text(encoding="utf-8")
        (presets,) = _PRESETS.validate_json(f"[{text}]")
    except OSError as error:
        raise FormatError(f"{path.name} could not be read ({error.strerror}).") from error
    except ValidationError as error:
        refuse(
            path.name,
            (
                Mistake(file=path.name, field=field_of(each["loc"][1:]), problem=each["msg"])
                for each in error.errors(include_url=False)
            ),
        )
        raise
    refuse(
        path.name,
        (
            Mistake(file=path.name, field=each.model, problem="it names what is not there")
            for each in presets.presets
            if each.module not in presets.modules
            or (each.schema and each.schema not in presets.schemas)
        ),
    )
    return presets
