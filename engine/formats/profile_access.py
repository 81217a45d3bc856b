"""How the models of profile files are reached: provider, address, key, patience."""

from dataclasses import dataclass
from typing import Final

from engine.domain.ids import ProviderId
from engine.domain.secrets import EnvironmentKey, KeyRef
from engine.errors import SecretError
from engine.formats.profile_document import Access
from engine.formats.profile_fields import Fields
from engine.formats.profile_keys import key_meant
from engine.formats.profile_providers import (
    OPEN_TYPES,
    Providers,
    guessed,
    named,
    own_address,
)
from engine.secrets import cleaned

_LONGEST: Final = 3600.0
_UNSURE: Final = ProviderId("builtin")
"""Stands for a provider that is not known, and lets the rest be checked."""
_NAMES: Final = ("provider", "engine", "provider_type", "type")
"""Fields that may name a protocol or a provider, the most exact first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessReading:
    """`notes` take what was understood in one way of several."""

    providers: Providers
    notes: list[str]

    def of(self, fields: Fields, whose: str, model: str, usual: str = "") -> Access:
        """The access that `fields` describe; `usual` is meant where they name no provider."""
        base_url = fields.text("base_url") or fields.text("api_base")
        key, secret = self._key(fields, whose)
        kind = self._kind(fields, usual)
        provider = ProviderId(kind)
        if kind in OPEN_TYPES:
            variable = key.variable if isinstance(key, EnvironmentKey) else ""
            found, by = guessed(self.providers, kind, base_url, variable, model)
            provider = self._found(fields, whose, found, by)
        return Access(
            provider=provider,
            base_url=self._address(fields, provider, base_url),
            key=key,
            secret=secret,
            timeout_seconds=fields.number("timeout_seconds", 0.1, _LONGEST),
        )

    def _kind(self, fields: Fields, usual: str) -> str:
        """The protocol or the provider that is named."""
        says = [name for name in _NAMES if fields.has(name)]
        said = [fields.text(name) for name in says]
        kind = named(said[0] if said else usual, self.providers)
        if kind is None:
            fields.say(says[0] if says else "", self._unknown(said[0] if said else usual))
        return _UNSURE if kind is None else kind

    def _found(self, fields: Fields, whose: str, found: ProviderId | None, by: str) -> ProviderId:
        if found is None:
            fields.say("base_url", "is missing: where does the model's server listen?")
        elif by and found != "openai":
            label = self.providers[found].label
            self.notes.append(f"{whose} goes to {label}, because of {by}.")
        return found or _UNSURE

    def _unknown(self, said: str) -> str:
        types = "oai_compatible, anthropic, gemini, local_openai"
        return f"there is no provider “{said[:60]}”: use {types}, or {', '.join(self.providers)}"

    def _address(self, fields: Fields, provider: ProviderId, base_url: str) -> str:
        name = "base_url" if fields.has("base_url") else "api_base"
        base_url, _, query = base_url.partition("?")
        if query:
            self.notes.append(f"What follows the “?” of {base_url} is not sent and was left out.")
        if "@" in base_url:
            fields.say(name, "may hold no name and no password")
            return ""
        try:
            return own_address(self.providers[provider], base_url)
        except ValueError as error:
            fields.say(name, f"is no address: {error}")
            return base_url

    def _key(self, fields: Fields, whose: str) -> tuple[KeyRef | None, str]:
        """Where the key is, or the key itself."""
        for name in ("api_key_ref", "api_key"):
            said = fields.text(name)
            if not said:
                continue
            if reference := key_meant(said):
                return reference, ""
            try:
                secret = cleaned(said)
            except SecretError as error:
                fields.say(name, str(error))
                return None, ""
            self.notes.append(
                f"The key of {whose} stands in the file itself. It moves to the system's keyring; "
                "take it out of the file."
            )
            return None, secret
        return None, ""
