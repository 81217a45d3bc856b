"""What a file of LLM profiles says, before anything is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.domain.casting import CharacterSetting
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.secrets import KeyRef
from engine.domain.tasks import ModelRole
from engine.settings import TaskSetting


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a model is reached. `secret` is a key that stands in the file itself."""

    provider: ProviderId
    base_url: str = ""
    key: KeyRef | None = None
    secret: str = field(default="", repr=False)
    timeout_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileEntry:
    """`connection` is a name for the access, which several profiles may share."""

    line: int
    id: ProfileId
    model: str
    access: Access
    connection: ConnectionId | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    context_window: int | None = None
    extra_params: Mapping[str, object] = field(default_factory=dict)
    fallbacks: tuple[ProfileId, ...] = ()
    extras: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionEntry:
    """What a connection has besides what its profiles say."""

    line: int
    id: ConnectionId
    label: str
    access: Access
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterEntry:
    line: int
    setting: CharacterSetting


AUTO = ProfileId("auto")
"""In an order: whatever can be found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that has no mistakes in it.

    `default` is the profile for everything that names none. `order` is to be tried one after
    another. `notes` are sentences about what was understood in one way of several.
    """

    file: str
    profiles: tuple[ProfileEntry, ...] = ()
    connections: tuple[ConnectionEntry, ...] = ()
    characters: tuple[CharacterEntry, ...] = ()
    default: ProfileId | None = None
    order: tuple[ProfileId, ...] = ()
    roles: Mapping[ModelRole, tuple[ProfileId, ...]] = field(default_factory=dict)
    tasks: tuple[TaskSetting, ...] = ()
    extras: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    """Where the default, each role and each task stand, by name."""

    @property
    def has_auto(self) -> bool:
        return AUTO in self.order
