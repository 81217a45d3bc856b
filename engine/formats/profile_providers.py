"""Which provider a profile means: files name a protocol, an address, a key, or only a model. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import httpx

from engine.domain.ids import ProviderId
from engine.domain.providers import Provider
from engine.providers.adapters import ROOTED
from engine.providers.addresses import repaired_url
from engine.providers.http import is_here

Providers = Mapping[ProviderId, Provider]

ANY: Final = ProviderId("any_openai_compatible")
OPEN_TYPES: Final = ("", "oai_compatible", "local_openai")
"""Types that name a protocol and leave the service open."""

_ALSO: Final = {
    "openai_compatible": "oai_compatible",
    "oai": "oai_compatible",
    "local": "local_openai",
    "claude": "anthropic",
    "gemini": "google_genai",
    "google": "google_genai",
    "azure": "azure_openai",
    "kobold": "koboldcpp",
    "kobold_cpp": "koboldcpp",
    "llama_cpp": "llama_server",
    "llamacpp": "llama_server",
    "llamafile": "llama_server",
    "lmstudio": "lm_studio",
    "textgen_webui": "text_generation_webui",
    "oobabooga": "text_generation_webui",
    "tabby": "tabbyapi",
    "together_ai": "together",
    "nano_gpt": "nanogpt",
    "horde": "ai_horde",
    "built_in": "builtin",
}
_TYPES: Final = {"anthropic": "anthropic", "google_genai": "gemini"}
_MODELS: Final = (("claude", "anthropic"), ("gemini", "google_genai"), ("azure/", "azure_openai"))
_AZURE: Final = ".openai.azure.com"


def named(said: str, providers: Providers) -> str | None:
    """A protocol's type or a provider's id for what a file calls it; None where it is unknown."""
    plain = re.sub(r"[^a-z0-9]+", "_", said.strip().lower()).strip("_")
    plain = _ALSO.get(plain, plain)
    if plain in OPEN_TYPES or plain in providers:
        return plain
    labels = {
        re.sub(r"[^a-z0-9]+", "_", each.label.lower()): id_ for id_, each in providers.items()
    }
    return labels.get(plain)


def guessed(
    providers: Providers, kind: str, base_url: str, variable: str, model: str
) -> tuple[ProviderId | None, str]:
    """The provider that is meant where only a protocol is named, and by what that shows.

    The address decides before the key, the key before the model.
    """
    if base_url:
        return _at(providers, base_url) or ANY, ""
    if kind == "local_openai":
        return None, ""
    of_key = named(re.sub(r"_?(API)?_?KEY$", "", variable.upper()), providers) if variable else None
    if of_key in providers:
        return ProviderId(str(of_key)), variable
    for beginning, id_ in _MODELS:
        if model.lower().startswith(beginning):
            return ProviderId(id_), model
    return ProviderId("openrouter" if "/" in model else "openai"), ""


def provider_type(provider: Provider, base_url: str) -> str:
    """What a file of profiles calls the protocol of `provider`."""
    if provider.adapter != "openai_compatible":
        return _TYPES.get(provider.adapter, str(provider.id))
    return "local_openai" if provider.local or is_here(base_url) else "oai_compatible"


def own_address(provider: Provider, base_url: str) -> str:
    """`base_url` as a connection keeps it: "" where it is the provider's own.

    Raise `ValueError` for what is no address.
    """
    if not base_url:
        return ""
    rooted = provider.adapter in ROOTED
    repaired = repaired_url(base_url, own=provider.base_url, rooted=rooted)
    if has_address(provider) and repaired == repaired_url(provider.base_url, rooted=rooted):
        return ""
    return base_url


def has_address(provider: Provider) -> bool:
    """Whether the provider is the same for everybody, and at which address is known."""
    return bool(provider.base_url) and "YOUR-" not in provider.base_url


def _at(providers: Providers, base_url: str) -> ProviderId | None:
    try:
        place = _place(base_url)
    except ValueError:
        return None
    if place.endswith(_AZURE):
        return ProviderId("azure_openai")
    found = list(_of_place(providers, place))
    return found[0] if len(found) == 1 else None


def _of_place(providers: Providers, place: str) -> Iterator[ProviderId]:
    for id_, provider in providers.items():
        if has_address(provider) and _place(provider.base_url) == place:
            yield id_


def _place(base_url: str) -> str:
    return httpx.URL(repaired_url(base_url)).netloc.decode("ascii", "replace")
