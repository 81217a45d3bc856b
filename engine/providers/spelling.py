"""Descriptions of providers as other programs' registries spell them, in our own spelling. Pure."""

from collections.abc import Mapping
from typing import Final

from engine.domain.tasks import ModelRole
from engine.providers.overlay import merged

_OURS: Final = {"base": "base_url", "name": "label"}


def spelled(
    document: Mapping[str, object], known: Mapping[str, Mapping[str, object]]
) -> dict[str, object]:
    """`document` in our spelling; what has no place of its own stays as it is.

    `provider` names a provider of `known` that this one is like; `defaults` may name a `model`,
    which is then proposed for every model role that has none.
    """
    ours = {name: value for name, value in document.items() if name not in (*_OURS, "provider")}
    for theirs, name in _OURS.items():
        if theirs in document:
            ours.setdefault(name, document[theirs])
    if isinstance(models := ours.get("models"), list):
        ours["models"] = [_model(each) for each in models]
    like = known.get(str(document.get("provider", "")), {})
    whole = merged({name: value for name, value in like.items() if name != "id"}, ours)
    return _proposing(whole)


def _model(entry: object) -> object:
    if isinstance(entry, Mapping) and "model" not in entry and "id" in entry:
        return {"model": entry["id"], **{k: v for k, v in entry.items() if k != "id"}}
    return {"model": entry} if isinstance(entry, str) else entry


def _proposing(document: dict[str, object]) -> dict[str, object]:
    defaults, proposed = document.get("defaults"), document.get("proposed") or {}
    model = defaults.get("model") if isinstance(defaults, Mapping) else None
    if not isinstance(model, str) or not isinstance(proposed, Mapping):
        return document
    everywhere = {role.value: model for role in ModelRole}
    return {**document, "proposed": merged(everywhere, proposed)}
