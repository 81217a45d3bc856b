"""Which model the descriptions of providers propose for a module. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from engine.domain.ids import ProviderId
from engine.domain.providers import ModuleDefault, Provider
from engine.domain.tasks import ModelRole


def module_default(
    providers: Mapping[ProviderId, Provider], module: str, first: Iterable[ProviderId] = ()
) -> ModuleDefault | None:
    """What is proposed for `module`, a task's or a prompt pack's name; None if nothing is.

    What is said of the module itself goes before what is said of everything. Of several
    descriptions that say it, the one of `first` counts, those the player has set up for instance.
    """
    ordered = [providers[id_] for id_ in dict.fromkeys((*first, *providers)) if id_ in providers]
    of_module = (each for provider in ordered for each in _said_of(provider, module))
    of_all = (each for provider in ordered for each in _said_of_all(provider))
    return next((each for found in (of_module, of_all) for each in found), None)


def module_defaults(providers: Iterable[Provider]) -> tuple[tuple[str, ModuleDefault], ...]:
    """All that is proposed, with the module's name; "" for everything."""
    return tuple(
        (module, each)
        for provider in providers
        for module in ("", *sorted(provider.defaults.modules))
        for each in (_said_of(provider, module) if module else _said_of_all(provider))
    )


def _said_of(provider: Provider, module: str) -> Iterator[ModuleDefault]:
    if said := provider.defaults.modules.get(module):
        yield _whole(provider, said)


def _said_of_all(provider: Provider) -> Iterator[ModuleDefault]:
    """A model alone is what the provider proposes for its own connections, and no more."""
    defaults = provider.defaults
    if defaults.provider:
        yield _whole(provider, ModuleDefault(provider=defaults.provider, model=defaults.model))


def _whole(provider: Provider, said: ModuleDefault) -> ModuleDefault:
    """With the provider and the model that are meant where none is named."""
    defaults = provider.defaults
    of = said.provider or defaults.provider or provider.id
    own = defaults.model or provider.proposed.get(ModelRole.MAIN, "")
    its_own = of in (provider.id, defaults.provider)
    return replace(said, provider=of, model=said.model or (own if its_own else ""))
