"""What the settings become with a file of profiles; nothing is changed here. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.domain.casting import CharacterSetting
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Connection, Profile
from engine.domain.tasks import ModelRole
from engine.formats.profile_check import is_price
from engine.formats.profile_document import AUTO, Document, ProfileEntry
from engine.formats.profile_links import Linking
from engine.formats.profile_providers import Providers
from engine.providers.overlay import merged
from engine.settings import Settings, TaskSetting, with_connection, with_profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A model that can be asked now, at a connection that need not be set up yet.

    `is_free` says of a service elsewhere that the model is known to cost nothing there.
    """

    connection: Connection
    model: str
    is_free: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What an import would do: the settings before and after, and what to tell of it.

    `keys` are those that stand in the file itself, by connection. Connections, profiles, roles
    and characters are those that would be new or others than before.
    """

    file: str
    before: Settings
    after: Settings
    notes: tuple[str, ...] = ()
    keys: Mapping[ConnectionId, str] = field(default_factory=dict, repr=False)

    @property
    def connections(self) -> tuple[Connection, ...]:
        return tuple(each for each in self.after.connections if each not in self.before.connections)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        return tuple(each for each in self.after.profiles if each not in self.before.profiles)

    @property
    def roles(self) -> Mapping[ModelRole, tuple[ProfileId, ...]]:
        found = {role: self.after.role_profiles(role) for role in ModelRole}
        return {
            role: each for role, each in found.items() if each != self.before.role_profiles(role)
        }

    @property
    def characters(self) -> tuple[CharacterSetting, ...]:
        return tuple(each for each in self.after.characters if each not in self.before.characters)

    @property
    def tasks(self) -> tuple[TaskSetting, ...]:
        return tuple(each for each in self.after.tasks if each not in self.before.tasks)

    @property
    def is_empty(self) -> bool:
        return self.before == self.after and not self.keys


def imported(
    settings: Settings,
    document: Document,
    providers: Providers,
    offers: Sequence[Offer] = (),
    loaded: Mapping[ProfileId, str] | None = None,
) -> Proposal:
    """`document` laid upon `settings`: what it says wins, what it does not name stays.

    `offers` stand in the place of *auto*, in their order; `loaded` are the models of those
    profiles that name none.
    """
    linking = Linking(settings=settings, document=document, providers=providers)
    after = _with_entries(settings, document, linking, loaded or {})
    after, order = _with_offers(after, document, offers)
    after = replace(
        after,
        roles=_roles(settings, document, order),
        characters=_characters(settings, document),
        tasks=_tasks(settings, document),
        profile_extras=merged(settings.profile_extras, document.extras),
    )
    notes = (*document.notes, *linking.notes, *_notes(document, offers))
    return Proposal(
        file=document.file, before=settings, after=after, notes=notes, keys=linking.keys
    )


def _with_entries(
    settings: Settings, document: Document, linking: Linking, loaded: Mapping[ProfileId, str]
) -> Settings:
    """`settings` with the connections and profiles that the file lists."""
    for connection in linking.named():
        settings = with_connection(settings, connection)
    for entry in document.profiles:
        connection = linking.connection(entry)
        model = loaded.get(entry.id, entry.model)
        settings = with_connection(settings, connection)
        settings = with_profile(settings, _listed_profile(entry, connection.id, model))
    return settings


def _listed_profile(entry: ProfileEntry, connection: ConnectionId, model: str) -> Profile:
    return Profile(
        id=entry.id,
        connection=connection,
        model=model,
        temperature=entry.temperature,
        top_p=entry.top_p,
        max_tokens=entry.max_tokens,
        context_window=entry.context_window,
        extra_params=entry.extra_params,
        fallbacks=entry.fallbacks,
        extras=entry.extras,
    )


def _with_offers(
    settings: Settings, document: Document, offers: Sequence[Offer]
) -> tuple[Settings, tuple[ProfileId, ...]]:
    """The order with what *auto* stands for, and the settings that have it."""
    found: list[ProfileId] = []
    for offer in offers if document.has_auto else ():
        profile = _profile_of(settings, offer)
        settings = with_profile(with_connection(settings, offer.connection), profile)
        found.append(profile.id)
    order: list[ProfileId] = []
    for id_ in document.order:
        order += found if id_ == AUTO else [id_]
    return settings, tuple(dict.fromkeys(order))


def _profile_of(settings: Settings, offer: Offer) -> Profile:
    for profile in settings.profiles:
        if (profile.connection, profile.model) == (offer.connection.id, offer.model):
            return profile
    id_ = ProfileId(f"{offer.connection.id}:{offer.model}")
    return Profile(id=id_, connection=offer.connection.id, model=offer.model)


def _roles(
    settings: Settings, document: Document, order: Sequence[ProfileId]
) -> Mapping[ModelRole, tuple[ProfileId, ...]]:
    """The default and the order are for the main role, and for those that used the same as it."""
    roles = {role: settings.role_profiles(role) for role in settings.roles}
    main = settings.role_profiles(ModelRole.MAIN)
    first = tuple(order)
    if document.default and document.default not in first:
        first = (document.default, *first)
    if first:
        wanted = first if order else (*first, *(id_ for id_ in main if id_ not in first))
        following = [role for role in ModelRole if settings.role_profiles(role) == main]
        roles |= dict.fromkeys(following, wanted)
    return {**roles, **document.roles}


def _characters(settings: Settings, document: Document) -> tuple[CharacterSetting, ...]:
    def whose(each: CharacterSetting) -> tuple[object, ...]:
        return (each.adventure, each.character, each.part)

    known = {whose(each): each for each in settings.characters}
    known |= {whose(each.setting): each.setting for each in document.characters}
    return tuple(known.values())


def _tasks(settings: Settings, document: Document) -> tuple[TaskSetting, ...]:
    """What a file cannot say of a task stays."""
    known = {each.task: each for each in settings.tasks}
    for each in document.tasks:
        own = settings.task_setting(each.task)
        known[each.task] = replace(each, complexity=own.complexity, remembers=own.remembers)
    return tuple(known.values())


def _notes(document: Document, offers: Sequence[Offer]) -> Iterator[str]:
    if document.has_auto and not offers:
        yield "Nothing could be found for “auto”: no server answers here, and no connection."
    elif document.has_auto:
        found = ", ".join(f"{each.model} on {each.connection.label}" for each in offers)
        yield f"“auto” stands for what can be asked now, free models first: {found}."
    if any(is_price(name) for entry in document.profiles for name in entry.extras):
        yield "Prices in the file are kept and not used: Triptych knows them from the providers."
