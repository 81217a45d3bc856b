"""Files that name providers in the order in which they are tried."""

from collections.abc import Iterator
from typing import Final

from engine.domain.ids import ProfileId
from engine.formats.profile_access import AccessReading
from engine.formats.profile_document import AUTO, ProfileEntry
from engine.formats.profile_fields import Fields
from engine.formats.profile_keys import kept_of

LOADED: Final = "loaded"
"""The model's name where a server answers with whatever it has loaded."""
_OWN_CHOICE: Final = "openrouter/auto"

Read = tuple[tuple[ProfileId, ...], tuple[ProfileEntry, ...]]


def read_order(fields: Fields | None, access: AccessReading) -> Read:
    """The profiles of `model.provider_order`, and that order."""
    if fields is None:
        return (), ()
    wanted = fields.names("provider_order")
    found: dict[str, tuple[ProfileEntry, ...]] = {}
    switched_on: dict[str, bool] = {}
    for name in dict.fromkeys((*wanted, *_sections(fields))):
        if name == AUTO:
            continue
        section = fields.within(name)
        if section is None:
            fields.say("provider_order", f"“{name}” is described nowhere")
            continue
        switched_on[name] = section.truth("enabled", default=True)
        found[name] = tuple(_entries(name, section, access))
    for name in wanted:
        if not switched_on.get(name, True):
            access.notes.append(f"{name} is switched off in the file: it is kept and not used.")
    entries = tuple(entry for each in found.values() for entry in each)
    return tuple(_order(wanted, found, switched_on)), entries


def _sections(fields: Fields) -> Iterator[str]:
    yield from (name for name, value in fields.rest().items() if isinstance(value, dict))


def _order(
    wanted: tuple[str, ...], found: dict[str, tuple[ProfileEntry, ...]], is_on: dict[str, bool]
) -> Iterator[ProfileId]:
    for name in wanted:
        if name == AUTO:
            yield AUTO
        elif is_on.get(name):
            yield from (entry.id for entry in found[name])


def _entries(name: str, fields: Fields, access: AccessReading) -> Iterator[ProfileEntry]:
    """The section's model, and after it those it falls back to."""
    model = fields.text("name") or fields.text("model")
    reached = access.of(fields, name, model, "" if name == "local" else name)
    if not model and not access.providers[reached.provider].local:
        fields.say("name", "is missing: which model?")
    models = [model or LOADED, *fields.names("fallbacks")]
    own_choice = fields.truth("allow_auto_fallback", default=False)
    if own_choice and reached.provider == "openrouter":
        models.append(_OWN_CHOICE)
        access.notes.append(
            f"After its fallbacks {name} may choose a model itself ({_OWN_CHOICE}). Triptych asks "
            "before that, because it may cost more."
        )
    first = ProfileEntry(
        line=fields.line,
        id=ProfileId(name),
        model=models[0],
        access=reached,
        temperature=fields.number("temperature", 0, 2),
        top_p=fields.number("top_p", 0, 1),
        max_tokens=fields.whole("max_tokens"),
        context_window=fields.whole("context_window"),
        extra_params=kept_of(fields.values("extra_params"), access.notes),
        extras=kept_of(fields.rest(), access.notes),
    )
    yield first
    for other in dict.fromkeys(models[1:]):
        if other != first.model:
            yield _other(first, other)


def _other(first: ProfileEntry, model: str) -> ProfileEntry:
    return ProfileEntry(
        line=first.line,
        id=ProfileId(f"{first.id}:{model}"),
        model=model,
        access=first.access,
        temperature=first.temperature,
        top_p=first.top_p,
        max_tokens=first.max_tokens,
        context_window=first.context_window,
        extra_params=first.extra_params,
    )
