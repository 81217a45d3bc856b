"""Providers, connections, models and profiles: who can be asked, and how. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fnmatch import fnmatchcase

from engine.domain.constraints import Rung
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.secrets import KeyRef
from engine.domain.tasks import ModelRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars per million tokens; None where a kind of input costs what any input costs."""

    input: Decimal
    output: Decimal
    cached: Decimal | None = None
    cache_write: Decimal | None = None

    @property
    def is_free(self) -> bool:
        return not self.input and not self.output


FREE = Price(input=Decimal(0), output=Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """What is known of one model at one provider; None means not known.

    `judges` is False for a model that a check has shown to answer at chance, `images` for one
    that sees no pictures. `loaded` says whether the server has it in memory now, `running_window`
    with how much context; `context_window` may be what it was made for. `slots` is how many calls
    at once the server was started for. `created` counts seconds since 1970, in UTC.
    """

    model: str
    name: str = ""
    context_window: int | None = None
    max_output: int | None = None
    price: Price | None = None
    tags: tuple[str, ...] = ()
    judges: bool | None = None
    loaded: bool | None = None
    images: bool | None = None
    running_window: int | None = None
    slots: int | None = None
    created: int | None = None

    def filled(self, other: "ModelFacts") -> "ModelFacts":
        """These facts, with what only `other` knows of name, sizes, price and pictures."""
        return replace(
            self,
            name=self.name or other.name,
            context_window=self.context_window or other.context_window,
            max_output=self.max_output or other.max_output,
            price=self.price or other.price,
            images=other.images if self.images is None else self.images,
            created=self.created or other.created,
        )

    def as_running(self, other: "ModelFacts") -> "ModelFacts":
        """These facts with what a server on this computer, in `other`, runs the model with.

        How much context a model was made for says nothing of how much it is given there.
        """
        window = other.running_window or self.context_window
        return replace(self.filled(other), context_window=window, slots=other.slots)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFamily:
    """What all models of a provider have in common whose names fit `pattern`, as file names do.

    `refuses` names parameters that are never sent to them. `thinking_room` is how many tokens a
    call gets on top, where thoughts count as part of the answer. The bodies are laid upon those
    of the dialect.
    """

    pattern: str
    images: bool | None = None
    refuses: tuple[str, ...] = ()
    thinking_room: int = 0
    extra_body: Mapping[str, object] = field(default_factory=dict)
    constrained_body: Mapping[str, object] = field(default_factory=dict)

    def has(self, model: str) -> bool:
        return fnmatchcase(model.lower(), self.pattern)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditSource:
    """Where a service tells how much credit is left, in US dollars.

    `path` is asked for; `left` leads to the amount in the answer, or `granted` and `used` to two
    whose difference it is: names with dots between them.
    """

    path: str
    left: str = ""
    granted: str = ""
    used: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a service differs from its protocol's standard.

    `constraints` names the request field for each rung it offers, for instance
    `{"native": "grammar", "json": "response_format"}`; a missing rung is not tried.
    `extra_body` goes into every request, `constrained_body` into those with a constraint.
    `chat_path` may hold `{model}`; `query` goes behind every path. `model_prefix` is what people
    write before the names of models although the service does not know it. `refuses` names
    parameters that are never sent. `fallback_field` is the parameter that lists models the service
    may go on with by itself. `credit` are tried in order. `fuller_lists` are pages that say more
    of the models than `models_path`; the first that is there counts. `window_page` tells the
    context a server runs with, at `window_field`, names with dots between them, and at
    `slots_field` how many calls it takes at once, where `slots` is what it usually takes. `no_chat` are
    patterns, as file names have them, of listed models that hold no conversation. Without
    `lists_all`, a model that is not listed may be had all the same; with one of the `variants`
    behind its name it may be had anywhere.
    """

    reasoning_fields: tuple[str, ...] = ("reasoning_content", "reasoning")
    usage_in_stream: bool = True
    max_tokens_field: str = "max_tokens"
    constraints: Mapping[Rung, str] = field(default_factory=dict)
    extra_body: Mapping[str, object] = field(default_factory=dict)
    constrained_body: Mapping[str, object] = field(default_factory=dict)
    continuing_body: Mapping[str, object] | None = None
    """What goes into a request whose last message is an answer to be gone on with, letter by
    letter; None where the service has to be told in words."""
    bills_after_stop: bool = False
    slots: int = 4
    chat_path: str = "/chat/completions"
    models_path: str = "/models"
    fuller_lists: tuple[str, ...] = ()
    window_page: str = ""
    window_field: str = ""
    slots_field: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    model_prefix: str = ""
    refuses: tuple[str, ...] = ()
    thinking_room: int = 0
    fallback_field: str = ""
    credit: tuple[CreditSource, ...] = ()
    no_chat: tuple[str, ...] = ()
    lists_all: bool = True
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleDefault:
    """The model that is proposed for a module, with values for its calls.

    Without a `provider` it is the one whose description says this; an empty `model` is its first.
    """

    provider: ProviderId | None = None
    model: str = ""
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a description proposes: for everything, and by the name of a task or prompt pack."""

    provider: ProviderId | None = None
    model: str = ""
    modules: Mapping[str, ModuleDefault] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A service that runs models, described as data."""

    id: ProviderId
    label: str
    adapter: str
    base_url: str = ""
    needs_key: bool = True
    auth_header: str = "Authorization"
    auth_scheme: str = "Bearer"
    headers: Mapping[str, str] = field(default_factory=dict)
    dialect: Dialect = Dialect()
    proposed: Mapping[ModelRole, str] = field(default_factory=dict)
    defaults: Defaults = Defaults()
    models: tuple[ModelFacts, ...] = ()
    families: tuple[ModelFamily, ...] = ()
    """The first that has a model counts."""
    local: bool = False
    enabled: bool = True
    """Whether it may be asked at all."""
    free: bool = False
    """Whether nothing there costs money, although it is not on this computer."""
    timeout_seconds: float | None = None
    """Silence after which a call counts as failed; None leaves it to the settings."""
    metadata: Mapping[str, object] = field(default_factory=dict)

    def facts_of(self, model: str) -> ModelFacts:
        """What the provider's own file says of `model`; bare facts if it says nothing."""
        known = next((facts for facts in self.models if facts.model == model), None)
        facts = known or ModelFacts(model=model, price=FREE if self.local or self.free else None)
        family = self.family_of(model)
        return replace(facts, images=family.images) if family and facts.images is None else facts

    def family_of(self, model: str) -> ModelFamily | None:
        return next((family for family in self.families if family.has(model)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A provider the player has set up. An empty `base_url` means the provider's own."""

    id: ConnectionId
    provider: ProviderId
    label: str
    base_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    key: KeyRef | None = None
    timeout_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A model of a connection with its values; None leaves a value to the next in line.

    `fallbacks` are tried in order when it fails, before those of the model role. `extras` are
    fields of an imported file that nothing here reads; they are written out again.
    """

    id: ProfileId
    connection: ConnectionId
    model: str
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    context_window: int | None = None
    extra_params: Mapping[str, object] = field(default_factory=dict)
    fallbacks: tuple[ProfileId, ...] = ()
    extras: Mapping[str, object] = field(default_factory=dict)
