"""Which connections the profiles of a file use: those that are there, as far as that is safe."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engine.domain.ids import ConnectionId
from engine.domain.providers import Connection
from engine.domain.secrets import EnvironmentKey, KeyringKey, RunOnlyKey
from engine.formats.profile_document import Access, ConnectionEntry, Document, ProfileEntry
from engine.formats.profile_keys import is_secret
from engine.formats.profile_providers import Providers
from engine.providers.addresses import place_of
from engine.settings import Settings


@dataclass(slots=True, kw_only=True)
class Linking:
    """Finds or makes the connection of every profile. `keys` are those the file itself holds.

    A key that is kept never goes to another address than its own: a file that points a known
    connection elsewhere gets a connection of its own.
    """

    settings: Settings
    document: Document
    providers: Providers
    keys: dict[ConnectionId, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _made: dict[ConnectionId, Connection] = field(default_factory=dict)
    _of_name: dict[ConnectionId, ConnectionId] = field(default_factory=dict)
    _of_access: list[tuple[Access, ConnectionId]] = field(default_factory=list)

    def named(self) -> tuple[Connection, ...]:
        """The connections that the file lists."""
        return tuple(self._by_name(entry.id, self._access(entry)) for entry in self._entries())

    def connection(self, entry: ProfileEntry) -> Connection:
        """The connection of a profile."""
        if entry.connection:
            return self._by_name(entry.connection, entry.access)
        for access, id_ in self._of_access:
            if access == entry.access:
                return self._made[id_]
        found = next(self._alike(entry.access), None)
        made = self._kept(self._linked(found, entry.access) if found else self._new(entry.access))
        self._of_access.append((entry.access, made.id))
        return self._with_secret(made, entry.access)

    def _entries(self) -> tuple[ConnectionEntry, ...]:
        return self.document.connections

    def _access(self, entry: ConnectionEntry) -> Access:
        """What a listed connection is reached by: its profiles say more of it than it does."""
        of_profiles = (
            each.access for each in self.document.profiles if each.connection == entry.id
        )
        found = next(of_profiles, entry.access)
        return replace(found, timeout_seconds=entry.access.timeout_seconds or found.timeout_seconds)

    def _by_name(self, name: ConnectionId, access: Access) -> Connection:
        if name in self._of_name:
            return self._made[self._of_name[name]]
        entry = next((each for each in self._entries() if each.id == name), None)
        there = self.settings.connection(name)
        if there is None:
            made = self._new(access, name)
        elif self._may_change(there, access):
            made = self._linked(there, access)
        else:
            self.notes.append(
                f"{there.label} is kept as it is, with its key: the file means another address "
                "under that name."
            )
            made = self._new(access)
        if entry:
            made = _described(made, entry)
        self._of_name[name] = made.id
        return self._with_secret(self._kept(made), access)

    def _may_change(self, there: Connection, access: Access) -> bool:
        same = (there.provider, there.base_url) == (access.provider, access.base_url)
        return same or not isinstance(there.key, KeyringKey | RunOnlyKey)

    def _alike(self, access: Access) -> Iterator[Connection]:
        for there in self.settings.connections:
            same = (there.provider, there.base_url) == (access.provider, access.base_url)
            if same and (access.key in (None, there.key)) and not access.secret:
                yield there

    def _linked(self, there: Connection, access: Access) -> Connection:
        """A connection that is there, as the file has it; what the file cannot say stays."""
        same = (there.provider, there.base_url) == (access.provider, access.base_url)
        return replace(
            there,
            provider=access.provider,
            base_url=access.base_url,
            headers=there.headers if same else {},
            key=self._key(there if same else None, access),
            timeout_seconds=access.timeout_seconds or there.timeout_seconds,
        )

    def _new(self, access: Access, name: ConnectionId | None = None) -> Connection:
        provider = self.providers[access.provider]
        id_ = self._free(name or ConnectionId(access.provider))
        label = provider.label
        if access.base_url:
            label = f"{label} at {place_of(access.base_url)}"
        made = Connection(
            id=id_,
            provider=provider.id,
            label=label,
            base_url=access.base_url,
            key=self._key(None, access),
            timeout_seconds=access.timeout_seconds,
        )
        if provider.needs_key and made.key is None and not access.secret:
            self.notes.append(f"{label} needs a key. Paste it under Models & connections.")
        return made

    def _key(
        self, there: Connection | None, access: Access
    ) -> KeyringKey | EnvironmentKey | RunOnlyKey | None:
        """A reference to the keyring counts only where the connection has that key already."""
        kept = there.key if there else None
        if isinstance(access.key, KeyringKey):
            return kept
        return access.key or kept

    def _free(self, wanted: ConnectionId) -> ConnectionId:
        taken = {each.id for each in self.settings.connections} | set(self._made)
        names = (f"{wanted}-{number}" for number in range(2, 10_000))
        return (
            wanted
            if wanted not in taken
            else ConnectionId(next(n for n in names if n not in taken))
        )

    def _kept(self, made: Connection) -> Connection:
        self._made[made.id] = made
        return made

    def _with_secret(self, made: Connection, access: Access) -> Connection:
        if access.secret:
            self.keys[made.id] = access.secret
        return made


def _described(made: Connection, entry: ConnectionEntry) -> Connection:
    own = {name: value for name, value in made.headers.items() if is_secret(name)}
    return replace(
        made,
        label=entry.label,
        headers={**entry.headers, **own},
        timeout_seconds=entry.access.timeout_seconds,
    )
