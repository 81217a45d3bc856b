"""What cannot work in a file of profiles although every field has the right shape. Pure."""

from collections.abc import Iterable, Iterator

from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Provider
from engine.formats.mistakes import Mistake
from engine.formats.profile_document import AUTO, Access, ConnectionEntry, Document, ProfileEntry
from engine.formats.profile_providers import Providers, has_address
from engine.providers.http import is_here


def check(
    document: Document, providers: Providers, known: frozenset[ProfileId]
) -> Iterator[Mistake]:
    """Everything that cannot work; profiles may also be among `known`."""
    problems = (
        *_twice(document.profiles),
        *_references(document, known | {each.id for each in document.profiles}),
        *_circles(document.profiles),
        *_accesses(document),
        *_addresses(document, providers),
        *_prices(document.profiles, providers),
    )
    for line, problem in problems:
        place = f"line {line}" if line else ""
        yield Mistake(file=document.file, field=place, problem=problem)


Problem = tuple[int, str]


def _twice(profiles: Iterable[ProfileEntry]) -> Iterator[Problem]:
    first: dict[ProfileId, int] = {}
    for entry in profiles:
        if entry.id and entry.id in first:
            yield entry.line, f"the id “{entry.id}” is given twice; first in line {first[entry.id]}"
        if entry.id == AUTO:
            yield entry.line, "no profile may have the id “auto”: it stands for what can be found"
        first.setdefault(entry.id, entry.line)


def _references(document: Document, there: frozenset[ProfileId]) -> Iterator[Problem]:
    named: list[tuple[int, str, ProfileId]] = []
    for entry in document.profiles:
        named += [(entry.line, f"{entry.id} falls back to", each) for each in entry.fallbacks]
    for character in document.characters:
        if character.setting.profile:
            who = f"{character.setting.character} uses"
            named.append((character.line, who, character.setting.profile))
    lines = document.lines
    if document.default:
        line = lines.get("default_profile_id", 0)
        named.append((line, "llm_config has as default_profile_id", document.default))
    for role, profiles in document.roles.items():
        named += [(lines.get(role, 0), f"the {role} role uses", each) for each in profiles]
    for task in document.tasks:
        if task.profile:
            named.append((lines.get(task.task, 0), f"{task.task} uses", task.profile))
    for line, who, id_ in named:
        if id_ not in there:
            yield line, f"{who} “{id_}”, and there is no such profile"


def _circles(profiles: tuple[ProfileEntry, ...]) -> Iterator[Problem]:
    """Every circle once, at the profile that comes first in the file."""
    first = {entry.id: entry for entry in reversed(profiles)}
    ways = {id_: entry.fallbacks for id_, entry in first.items()}
    told: set[frozenset[ProfileId]] = set()
    for entry in profiles:
        way = _way_back(ways, entry.id)
        if way and frozenset(way) not in told:
            told.add(frozenset(way))
            shown = " › ".join((*way, way[0]))
            yield first[way[0]].line, f"falls back in a circle: {shown}"


def _way_back(
    ways: dict[ProfileId, tuple[ProfileId, ...]], start: ProfileId
) -> tuple[ProfileId, ...]:
    """The shortest way from `start` back to it; () where there is none."""
    reached = {start}
    front: list[tuple[ProfileId, ...]] = [(start,)]
    while front:
        way = front.pop(0)
        for following in ways.get(way[-1], ()):
            if following == start:
                return way
            if following not in reached:
                reached.add(following)
                front.append((*way, following))
    return ()


def _accesses(document: Document) -> Iterator[Problem]:
    """Profiles that share a connection must reach it in the same way."""
    first: dict[ConnectionId, tuple[int, Access]] = {}
    for entry in document.profiles:
        if not entry.connection:
            continue
        line, access = first.setdefault(entry.connection, (entry.line, entry.access))
        for field in ("provider", "base_url", "key", "secret"):
            if getattr(access, field) != getattr(entry.access, field):
                what = "key" if field == "secret" else field
                shared = f"{entry.id} and line {line} share the connection “{entry.connection}”"
                yield entry.line, f"{shared} and differ in {what}"


def _addresses(document: Document, providers: Providers) -> Iterator[Problem]:
    entries: tuple[ProfileEntry | ConnectionEntry, ...]
    entries = (*document.profiles, *document.connections)
    for entry in entries:
        provider = providers[entry.access.provider]
        is_open = provider.adapter == "openai_compatible" and not has_address(provider)
        if is_open and not entry.access.base_url:
            yield entry.line, f"{entry.id} needs a base_url: {provider.label} has no address"


def _prices(profiles: Iterable[ProfileEntry], providers: Providers) -> Iterator[Problem]:
    for entry in profiles:
        prices = {name: each for name, each in entry.extras.items() if is_price(name)}
        if _is_paid(providers[entry.access.provider], entry) and _is_free(prices):
            yield (
                entry.line,
                f"{entry.id} has the price 0, and {entry.model} costs money: leave the price out",
            )


def is_price(name: str) -> bool:
    """Whether a field of this name says what a model costs."""
    return "price" in name.lower() or "cost" in name.lower()


def _is_paid(provider: Provider, entry: ProfileEntry) -> bool:
    is_free = entry.model.endswith(":free") or provider.free
    if is_free or provider.local or is_here(entry.access.base_url):
        return False
    price = provider.facts_of(entry.model).price
    return provider.needs_key and not (price and price.is_free)


def _is_free(price: object) -> bool:
    """Whether a price is given, and is nothing at all."""
    if isinstance(price, dict):
        return bool(price) and all(map(_is_free, price.values()))
    return isinstance(price, int | float) and not isinstance(price, bool) and price == 0
