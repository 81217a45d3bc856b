"""What a provider is, read from its description: a file's, or one given in code. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Final

from pydantic import TypeAdapter, ValidationError

from engine.domain.providers import (
    CreditSource,
    Dialect,
    ModelFacts,
    ModelFamily,
    ModuleDefault,
    Price,
    Provider,
)
from engine.errors import FormatError
from engine.providers.adapters import ADAPTER_NAMES
from engine.providers.overlay import merged
from engine.providers.spelling import spelled

Document = Mapping[str, object]

_provider: TypeAdapter[Provider] = TypeAdapter(Provider)
_ID: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def described(document: object, known: Mapping[str, Document]) -> tuple[Provider, Document]:
    """The provider of `document`, and the whole of its description.

    One that names an id of `known` changes only the fields it has. It may be in the spelling of
    other programs' registries. Fields of its own are kept in the metadata. Raise `FormatError` with the place of the mistake.
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("id"), str):
        raise FormatError("it must be an object with an `id`")
    if not _ID.fullmatch(document["id"]):
        raise FormatError("`id` may only have letters, digits, dots, dashes and underscores")
    whole = merged(known.get(document["id"], {}), spelled(document, known))
    return _parsed(whole), whole


def document_of(provider: Provider) -> Document:
    """A description that `described` makes `provider` of."""
    document: Document = _provider.dump_python(provider, mode="json")
    return document


def _parsed(document: Document) -> Provider:
    names = {field.name for field in fields(Provider)}
    known = {name: value for name, value in document.items() if name in names}
    unknown = {name: value for name, value in document.items() if name not in names}
    for place, mistake in _strangers(known):
        raise FormatError(f"`{place}` has no field `{mistake}`")
    try:
        provider = _provider.validate_python(known)
    except ValidationError as error:
        first = error.errors()[0]
        raise FormatError(f"`{'.'.join(map(str, first['loc']))}`: {first['msg']}") from error
    if provider.adapter not in ADAPTER_NAMES:
        raise FormatError(f"there is no adapter `{provider.adapter}`")
    if provider.base_url and not provider.base_url.startswith(("http://", "https://")):
        raise FormatError("`base_url` must begin with http:// or https://")
    return replace(provider, metadata={**unknown, **provider.metadata})


def _strangers(document: Document) -> Iterator[tuple[str, str]]:
    """Fields inside the parts of a provider that nothing reads: slips of the pen."""
    dialect = document.get("dialect")
    models = _mappings(document.get("models"))
    defaults = document.get("defaults")
    modules = defaults.get("modules") if isinstance(defaults, Mapping) else None
    sources = _mappings(dialect.get("credit")) if isinstance(dialect, Mapping) else []
    parts: list[tuple[str, object, type]] = [
        ("dialect", dialect, Dialect),
        *(("dialect.credit", source, CreditSource) for source in sources),
        *(
            (f"defaults.modules.{name}", each, ModuleDefault)
            for name, each in (modules.items() if isinstance(modules, Mapping) else ())
        ),
        *(("models", model, ModelFacts) for model in models),
        *(("models.price", model.get("price"), Price) for model in models),
        *(("families", each, ModelFamily) for each in _mappings(document.get("families"))),
    ]
    for place, value, kind in parts:
        if isinstance(value, Mapping):
            names = {field.name for field in fields(kind)}
            yield from ((place, str(name)) for name in value if name not in names)


def _mappings(value: object) -> list[Document]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
