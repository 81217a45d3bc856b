"""Reading a service's list of models, and what some of them say about each. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from typing import Final

from engine.domain.providers import FREE, ModelFacts, Price, Provider

_RUNNING_PATHS: Final = (
    ("max_model_len",),
    ("meta", "n_ctx"),
    ("parameters", "max_seq_len"),
    ("loaded_context_length",),
)
"""Where servers say how much context they really give a model."""
_CONTEXT_PATHS = (
    ("context_length",),
    ("context_window",),
    *_RUNNING_PATHS,
    ("max_context_length",),
    ("inputTokenLimit",),
    ("max_input_tokens",),
)
_OUTPUT_PATHS = (
    ("top_provider", "max_completion_tokens"),
    ("max_completion_tokens",),
    ("outputTokenLimit",),
    ("max_tokens",),
)
_FOR_A_TOKEN = ("prompt", "completion", "input_cache_read", "input_cache_write")
_FOR_A_MILLION = ("input", "output", "cached_input", "cache_write")
_MILLION = 1_000_000
_NO_CHAT: Final = frozenset({
    "audio", "embedding", "embeddings", "image", "moderation", "rerank", "speech", "transcribe",
    "tts", "video",
})  # fmt: skip
"""Types of models that hold no conversation."""
_DEAREST_TOKEN = Decimal("0.001")
"""US dollars: a thousand for a million tokens."""


def models_in(payload: object, provider: Provider) -> tuple[ModelFacts, ...]:
    """The models in a `GET /models` answer: an object with `data` or `models`, or a bare list.

    What the list says of a model goes before what the provider's own file says.
    """
    entries = _entries(payload)
    return tuple(
        _facts(entry, str(id_), provider)
        for entry in entries
        if (id_ := entry.get("id") or entry.get("name") or entry.get("key"))
        and _writes(entry)
        and not _is_known_silent(str(id_), provider)
    )


def lists_models(payload: object) -> bool:
    """Whether `payload` is a list of models at all, be it an empty one."""
    if isinstance(payload, Mapping):
        payload = payload.get("data", payload.get("models"))
    return isinstance(payload, list)


def _entries(payload: object) -> list[Mapping[str, object]]:
    if isinstance(payload, Mapping):
        payload = payload.get("data") or payload.get("models")
    if not isinstance(payload, list):
        return []
    return [entry for entry in payload if isinstance(entry, Mapping)]


def _facts(entry: Mapping[str, object], id_: str, provider: Provider) -> ModelFacts:
    model = id_.removeprefix("models/")
    known = provider.facts_of(model)
    running = _loaded_window(entry) or _first_count(entry, _RUNNING_PATHS)
    window = _loaded_window(entry) or _first_count(entry, _CONTEXT_PATHS)
    names = [entry.get(field) for field in ("displayName", "display_name", "name")]
    name = next((name for name in names if name), None)
    return replace(
        known,
        name=name if isinstance(name, str) and name != id_ else known.name,
        context_window=window or known.context_window,
        max_output=_first_count(entry, _OUTPUT_PATHS) or known.max_output,
        price=FREE if provider.local or provider.free else _price(entry) or known.price,
        images=_sees(entry, known),
        loaded=_loaded(entry),
        running_window=running if provider.local else None,
        created=_created(entry) or known.created,
    )


def _writes(entry: Mapping[str, object]) -> bool:
    """Whether the model holds conversations, as far as the list says what it does."""
    modalities = _at(entry, ("architecture", "output_modalities"))
    if isinstance(modalities, list) and "text" not in modalities:
        return False
    said = [_at(entry, ("capabilities", name)) for name in ("chat_completion", "completion_chat")]
    return entry.get("type") not in _NO_CHAT and False not in said


def _is_known_silent(id_: str, provider: Provider) -> bool:
    """For services whose list does not say which models hold conversations."""
    model = id_.removeprefix("models/").lower()
    return any(fnmatchcase(model, pattern) for pattern in provider.dialect.no_chat)


def _created(entry: Mapping[str, object]) -> int | None:
    """When the model came, in seconds since 1970, from a number or a date."""
    value = entry.get("created") or entry.get("created_at")
    if isinstance(value, str):
        try:
            return int(datetime.fromisoformat(value).timestamp())
        except ValueError:
            return None
    return int(value) if isinstance(value, int | float) and value > 0 else None


def _loaded(entry: Mapping[str, object]) -> bool | None:
    """Whether a local server has the model in memory, in LM Studio's or llama.cpp's words."""
    if isinstance(instances := entry.get("loaded_instances"), list):
        return bool(instances)
    state = entry.get("state") or _at(entry, ("status", "value"))
    return state == "loaded" if state else None


def _loaded_window(entry: Mapping[str, object]) -> int | None:
    """The context a model was loaded with, which is less than it was made for."""
    instances = entry.get("loaded_instances")
    windows = [
        _at(each, ("config", "context_length"))
        for each in (instances if isinstance(instances, list) else [])
    ]
    return next((window for window in windows if isinstance(window, int) and window > 0), None)


def _sees(entry: Mapping[str, object], known: ModelFacts) -> bool | None:
    """Whether the model takes pictures, in whichever way the list says so."""
    for path in (("architecture", "input_modalities"), ("input_modalities",)):
        if isinstance(modalities := _at(entry, path), list):
            return "image" in modalities
    if entry.get("compatibility_type"):
        return entry.get("type") == "vlm"
    said = [_at(entry, ("capabilities", name)) for name in ("image_input", "vision")]
    said += [_at(each, ("supported",)) for each in said]
    return next((each for each in said if isinstance(each, bool)), known.images)


def _first_count(entry: Mapping[str, object], paths: tuple[tuple[str, ...], ...]) -> int | None:
    found = [_at(entry, path) for path in paths]
    return next((count for count in found if isinstance(count, int) and count > 0), None)


def _at(value: object, path: tuple[str, ...]) -> object:
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _price(entry: Mapping[str, object]) -> Price | None:
    """Amounts for a token as OpenRouter gives them, or for a million tokens as Together does.

    What no token costs is meant for a million, whatever it is called.
    """
    pricing = entry.get("pricing")
    if not isinstance(pricing, Mapping):
        return None
    of_a_token = "prompt" in pricing
    names = _FOR_A_TOKEN if of_a_token else _FOR_A_MILLION
    input_, output, cached, written = (_amount(pricing.get(name)) for name in names)
    if input_ is None or output is None:
        return None
    scale = _MILLION if of_a_token and max(input_, output) < _DEAREST_TOKEN else 1
    return Price(
        input=(input_ * scale).normalize(),
        output=(output * scale).normalize(),
        cached=None if cached is None else (cached * scale).normalize(),
        cache_write=None if written is None else (written * scale).normalize(),
    )


def _amount(value: object) -> Decimal | None:
    if not isinstance(value, str | int | float):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    # A negative price means that it depends on where the request is sent.
    return amount if amount.is_finite() and amount >= 0 else None
