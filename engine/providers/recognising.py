"""Which kind of model server answers at an origin, told from what it alone says.

Several imitate others, so the order counts and no port decides: KoboldCPP answers some of
Ollama's paths, Aphrodite says that it is KoboldCPP, and most have a `/props`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import httpx

from engine.domain.found import FoundLoading, FoundNeedsKey, FoundServer, FoundWithModels
from engine.domain.ids import ProviderId
from engine.domain.providers import Provider
from engine.providers.port import Answer

ANY: Final = ProviderId("any_openai_compatible")
_NO_MODEL: Final = frozenset({"", "none", "inactive", "no_model"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An origin being looked at. `get` raises `httpx.HTTPError` where nobody answers."""

    origin: str
    get: Callable[[str], Awaitable[Answer]]
    providers: Mapping[ProviderId, Provider]

    def models(self, id_: str, names: Sequence[object], version: object = None) -> FoundServer:
        there = [name for name in names if isinstance(name, str) and _is_model(name)]
        provider = self._provider(id_)
        return FoundWithModels(
            provider=provider.id,
            label=provider.label,
            base_url=self._address(provider),
            models=tuple(dict.fromkeys(there)),
            version=version if isinstance(version, str) else "",
        )

    def listed(self, id_: str, models: Answer) -> FoundServer:
        """What an OpenAI-shaped list of models says."""
        provider = self._provider(id_)
        address = self._address(provider)
        if models.wants_key:
            return FoundNeedsKey(provider=provider.id, label=provider.label, base_url=address)
        if models.loading:
            return FoundLoading(provider=provider.id, label=provider.label, base_url=address)
        return self.models(id_, [entry.get("id") for entry in models.entries("data")])

    def _provider(self, id_: str) -> Provider:
        return self.providers[ProviderId(id_)]

    def _address(self, provider: Provider) -> str:
        path = httpx.URL(provider.base_url).path if provider.base_url else "/v1"
        return self.origin + path.rstrip("/")


async def recognised(look: Look) -> FoundServer | None:
    """The server at an origin. Raise `httpx.HTTPError` where nobody answers, or not in time."""
    for recogniser in _RECOGNISERS:
        if found := await recogniser(look):
            return found
    return None


async def _tabby(look: Look) -> FoundServer | None:
    if (await look.get("/.well-known/serviceinfo")).at("software", "name") != "TabbyAPI":
        return None
    return look.listed("tabbyapi", await look.get("/v1/models"))


async def _kobold_family(look: Look) -> FoundServer | None:
    version = await look.get("/api/extra/version")
    if version.at("result") != "KoboldCpp":
        return None
    model = str((await look.get("/api/v1/model")).at("result") or "")
    if model.startswith("aphrodite/"):
        return look.listed("aphrodite", await look.get("/v1/models"))
    if version.at("protected"):
        return look.listed("koboldcpp", Answer(status=401, body={}))
    return look.models("koboldcpp", [model.removeprefix("koboldcpp/")], version.at("version"))


async def _lm_studio(look: Look) -> FoundServer | None:
    newer = (await look.get("/api/v1/models")).entries("models")
    if any("loaded_instances" in entry for entry in newer):
        return look.models("lm_studio", [e.get("key") for e in newer if _writes(e)])
    older = (await look.get("/api/v0/models")).entries("data")
    if any("compatibility_type" in entry and "state" in entry for entry in older):
        return look.models("lm_studio", [e.get("id") for e in older if _writes(e)])
    if not (await look.get("/lmstudio-greeting")).good:
        return None
    # A server that has a page for every path greets as well, but lists no models.
    models = await look.get("/v1/models")
    speaks = models.wants_key or isinstance(models.at("data"), list)
    return look.listed("lm_studio", models) if speaks else None


async def _llama_server(look: Look) -> FoundServer | None:
    props, models = await look.get("/props"), await look.get("/v1/models")
    if props.loading:
        return look.listed("llama_server", props)
    known = props.at("build_info") and props.at("default_generation_settings")
    owned = any(entry.get("owned_by") == "llamacpp" for entry in models.entries("data"))
    if known or owned:
        return look.listed("llama_server", models)
    kind = props.body.get("error") if props.wants_key and isinstance(props.body, Mapping) else None
    if isinstance(kind, Mapping) and kind.get("type") == "authentication_error":
        return look.listed("llama_server", props)
    return None


async def _ollama(look: Look) -> FoundServer | None:
    greeting = (await look.get("/")).at()
    if not isinstance(greeting, str) or greeting.strip() != "Ollama is running":
        return None
    version = (await look.get("/api/version")).at("version")
    if not version:
        return None
    tags = await look.get("/api/tags")
    names = [entry.get("name") for entry in tags.entries("models")]
    return look.models("ollama", names, version)


async def _text_generation_webui(look: Look) -> FoundServer | None:
    info = await look.get("/v1/internal/model/info")
    body = info.body if isinstance(info.body, Mapping) else {}
    if info.wants_key and body.get("detail") == "Unauthorized":
        return look.listed("text_generation_webui", info)
    if not {"model_name", "loader"} <= set(body):
        return None
    return look.models("text_generation_webui", [info.at("model_name")])


async def _vllm(look: Look) -> FoundServer | None:
    if not (await look.get("/version")).at("version"):
        return None
    models = await look.get("/v1/models")
    owned = any(entry.get("owned_by") == "vllm" for entry in models.entries("data"))
    return look.listed("vllm", models) if owned or models.wants_key else None


async def _openai_shaped(look: Look) -> FoundServer | None:
    models = await look.get("/v1/models")
    is_list = isinstance(models.at("data"), list)
    if not (is_list or models.wants_key or models.loading):
        return None
    return look.listed(ANY, models)


def _is_model(name: str) -> bool:
    return name.strip().lower() not in _NO_MODEL


def _writes(entry: Mapping[str, object]) -> bool:
    return str(entry.get("type") or "llm") not in ("embedding", "embeddings")


_RECOGNISERS: Final = (
    _tabby,
    _kobold_family,
    _lm_studio,
    _llama_server,
    _ollama,
    _text_generation_webui,
    _vllm,
    _openai_shaped,
)
