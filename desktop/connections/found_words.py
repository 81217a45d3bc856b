"""What a card says of a server that was found on this computer. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import assert_never

from desktop.connections.connection_line import place_in
from desktop.texts import connections as connection_texts
from desktop.texts import findings as texts
from engine.domain.found import FoundLoading, FoundNeedsKey, FoundServer, FoundWithModels


class FoundState(StrEnum):
    """What can be done with it now."""

    READY = auto()
    WANTS_KEY = auto()
    LOADING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundView:
    place: str
    server: str
    sentence: str
    state: FoundState


def found_view(found: FoundServer) -> FoundView:
    place, server = place_in(found.base_url), _server(found)
    match found:
        case FoundWithModels(models=()):
            state, said = FoundState.READY, texts.FOUND_EMPTY.format(server=server, place=place)
        case FoundWithModels(models=models):
            counted = connection_texts.models_text(len(models))
            state = FoundState.READY
            said = texts.FOUND.format(server=server, place=place, models=counted)
        case FoundNeedsKey():
            state = FoundState.WANTS_KEY
            said = texts.FOUND_LOCKED.format(server=server, place=place)
        case FoundLoading():
            state = FoundState.LOADING
            said = texts.FOUND_LOADING.format(server=server, place=place)
        case _:
            assert_never(found)
    return FoundView(place=place, server=server, sentence=said, state=state)


def nothing_text(known: Iterable[FoundServer]) -> str:
    """What is said when there is no card to show; `known` are set up already."""
    said = [
        texts.SERVER_AT.format(server=each.label, place=place_in(each.base_url)) for each in known
    ]
    return texts.NOTHING_NEW.format(servers=", ".join(said)) if said else texts.NOTHING_FOUND


def _server(found: FoundServer) -> str:
    version = found.version if isinstance(found, FoundWithModels) else ""
    return f"{found.label} {version}".strip()
