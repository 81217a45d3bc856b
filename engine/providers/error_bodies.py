"""The words of an error body, whichever of a dozen shapes it has. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_MARKER_FIELDS = frozenset({"code", "type", "status", "reason", "rc", "error_type", "error_code"})
_PARAMETER_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^([\w.]+): extra inputs",
        r"(?:parameter|argument|field|name)(?: supplied)?:? ['\"`]?([a-z]\w*_\w+|temperature)\b",
        r"['\"`]([\w.\[\]]+)['\"`] (?:is not|is un|does not|must|cannot|may not)",
        r"unknown name ['\"`](\w+)['\"`]",
        r"\b(temperature|top_p|top_k|max_tokens) (?:is not|is un|does not|must|cannot|may not)",
        r"failed to parse (grammar)",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a body says. `markers` are its codes and types in lower case."""

    message: str = ""
    code: str | None = None
    status: int | None = None
    parameter: str | None = None
    context_window: int | None = None
    markers: frozenset[str] = frozenset()


def words_of(body: object) -> Words:
    """The words of `body`: parsed JSON in any provider's shape, or a text."""
    if isinstance(body, str):
        return _of_text(body)
    error = _error_in(body)
    message = _message(error)
    return Words(
        message=message,
        code=_code(error),
        status=_status(error),
        parameter=_parameter(error, message),
        context_window=_window(error, message),
        markers=frozenset(_markers(body)),
    )


def parsed(text: str) -> object:
    """The JSON in `text`, or `text` itself."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _of_text(text: str) -> Words:
    # A proxy's page of HTML says nothing that its status does not say.
    message = "" if text.lstrip().startswith("<") else text.strip()
    return Words(message=message, parameter=_parameter({}, message))


def _error_in(body: object) -> object:
    """What the usual envelopes hold: `[{"error": …}]`, `{"error": …}`, `{"detail": …}`."""
    if isinstance(body, list) and body:
        return _error_in(body[0])
    if isinstance(body, Mapping):
        for name in ("error", "detail"):
            if body.get(name):
                return body[name]
    return body


def _message(error: object) -> str:
    if isinstance(error, list):
        return "; ".join(filter(None, map(_message, error)))
    if isinstance(error, Mapping):
        texts = [error.get(name) for name in ("message", "msg", "error")]
        return next((text.strip() for text in texts if isinstance(text, str)), "")
    return error.strip() if isinstance(error, str) else ""


def _code(error: object) -> str | None:
    if not isinstance(error, Mapping):
        return None
    found = [error.get(name) for name in ("code", "type", "rc")]
    return next((str(value) for value in found if value is not None), None)


def _status(error: object) -> int | None:
    """The HTTP status that some services put into the body of a 200."""
    codes = (error.get("code"), error.get("status")) if isinstance(error, Mapping) else ()
    whole = [code for code in codes if isinstance(code, int)]
    return next((code for code in whole if 400 <= code < 600), None)


def _parameter(error: object, message: str) -> str | None:
    """The top-level field of the request that was refused."""
    named = error.get("param") if isinstance(error, Mapping) else _location(error)
    if not isinstance(named, str) or not named:
        found = [pattern.search(message) for pattern in _PARAMETER_PATTERNS]
        named = next((match[1] for match in found if match), "")
    return re.split(r"[.\[]", named)[0] or None


def _location(error: object) -> object:
    """The field in a validation report: `[{"loc": ["body", "top_k"], …}]`."""
    first = error[0] if isinstance(error, list) and error else None
    path = first.get("loc") if isinstance(first, Mapping) else None
    steps = [step for step in path if step != "body"] if isinstance(path, list) else []
    return steps[0] if steps else None


def _window(error: object, message: str) -> int | None:
    """The tokens the model can take, from llama.cpp's `n_ctx` or from the sentence."""
    size = error.get("n_ctx") if isinstance(error, Mapping) else None
    if isinstance(size, int):
        return size
    found = re.search(
        r"(?:maximum context length is|context (?:length|size|window) (?:is|of)|allowed \()"
        r" ?\(?([\d,]+)",
        message,
        re.IGNORECASE,
    )
    return int(found[1].replace(",", "")) if found else None


def _markers(body: object) -> Iterator[str]:
    if isinstance(body, list):
        for item in body:
            yield from _markers(item)
    if isinstance(body, Mapping):
        for name, value in body.items():
            if isinstance(value, str) and name in _MARKER_FIELDS:
                yield value.lower()
            elif name in ("reasons", "flagged_input"):
                yield "moderation"
            else:
                yield from _markers(value)
