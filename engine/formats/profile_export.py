"""The settings' profiles as a file that other programs read too. Never a key. Pure."""

from collections.abc import Mapping
from typing import Final

import yaml
from typing_extensions import override

from engine.domain.casting import CharacterSetting, Control
from engine.domain.providers import Connection, Profile
from engine.domain.tasks import ModelRole
from engine.formats.profile_keys import is_secret, key_text, without_secrets
from engine.formats.profile_providers import Providers, provider_type
from engine.providers.addresses import bare_url
from engine.providers.overlay import merged
from engine.settings import Settings, TaskSetting

_HEAD: Final = (
    "# LLM profiles of Triptych. There is no key in this file: api_key_ref names an environment\n"
    "# variable, or a key in the system's keyring. Change what you like and import it again.\n"
)

_RARE_BREAKS: Final = frozenset("\r\x85\u2028\u2029\ufeff")

Fields = dict[str, object]


def exported(settings: Settings, providers: Providers) -> str:
    """A file from which `imported` makes the same profiles, roles, tasks and characters again."""
    main = settings.role_profiles(ModelRole.MAIN)
    known = {each.id: each for each in settings.connections if each.provider in providers}
    config: Fields = {"default_profile_id": str(main[0])} if main else {}
    document: Fields = {
        "llm_config": config,
        "llm_profiles": [
            _profile(each, known[each.connection], providers)
            for each in settings.profiles
            if each.connection in known
        ],
        "characters": _characters(settings),
        "model_roles": {str(role): list(map(str, ids)) for role, ids in settings.roles.items()},
        "tasks": {str(each.task): _task(each) for each in settings.tasks},
        "connections": {str(each.id): _connection(each, providers) for each in known.values()},
    }
    whole = merged(_plain(settings.profile_extras), _filled(document))
    ordered = {name: whole[name] for name in (*document, *whole) if name in whole}
    return _HEAD + str(
        yaml.dump(ordered, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    )


class _Dumper(yaml.SafeDumper):
    """Writes out what stands in two places, instead of referring from one to the other."""

    @override
    def ignore_aliases(self, data: object) -> bool:
        return True

    def text(self, data: str) -> yaml.ScalarNode:
        """Line breaks that YAML would make a space of are escaped, which needs double quotes."""
        style = '"' if _RARE_BREAKS & set(data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _Dumper.text)


def _profile(profile: Profile, connection: Connection, providers: Providers) -> Fields:
    provider = providers[connection.provider]
    base_url = bare_url(connection.base_url or provider.base_url)
    return _filled(
        {
            "id": str(profile.id),
            "provider_type": provider_type(provider, base_url),
            "provider": str(provider.id),
            "connection": str(connection.id),
            "model": profile.model,
            "base_url": base_url,
            "api_key_ref": key_text(connection.key),
            "temperature": profile.temperature,
            "top_p": profile.top_p,
            "max_tokens": profile.max_tokens,
            "context_window": profile.context_window,
            "extra_params": without_secrets(dict(profile.extra_params)),
            "fallbacks": list(map(str, profile.fallbacks)),
        }
    ) | _plain(profile.extras)


def _connection(connection: Connection, providers: Providers) -> Fields:
    headers = {name: value for name, value in connection.headers.items() if not is_secret(name)}
    return _filled(
        {
            "provider": str(connection.provider),
            "label": connection.label,
            "base_url": bare_url(connection.base_url or providers[connection.provider].base_url),
            "api_key_ref": key_text(connection.key),
            "headers": headers,
            "timeout_seconds": connection.timeout_seconds,
        }
    )


def _characters(settings: Settings) -> Fields:
    """Under their ids; under longer names where two adventures have the same one."""
    written: Fields = {}
    for each in settings.characters:
        name = str(each.character)
        while name in written:
            name = f"{name}-{each.adventure or each.part}"
        written[name] = _character(each)
    return written


def _character(setting: CharacterSetting) -> Fields:
    own = setting.extras.get("ai_config")
    config: Fields = {
        "profile_id": str(setting.profile or ""),
        "may_fall_back": None if setting.may_fall_back else False,
    }
    return _filled(
        {
            "id": str(setting.character),
            "name": setting.name,
            "adventure": setting.adventure,
            "type": str(setting.part),
            "control": str(Control(setting.control)),
            "ai_config": _filled(config) | _plain(own if isinstance(own, dict) else {}),
        }
    ) | _plain({name: each for name, each in setting.extras.items() if name != "ai_config"})


def _task(setting: TaskSetting) -> Fields:
    return _filled(
        {
            "temperature": setting.temperature,
            "max_tokens": setting.max_tokens,
            "profile_id": setting.profile,
            "model_role": str(setting.model_role) if setting.model_role else None,
        }
    )


def _filled(fields: Mapping[str, object]) -> Fields:
    """`fields` without those that say nothing."""
    return {name: each for name, each in fields.items() if each not in (None, "", [], {})}


def _plain(extras: Mapping[str, object]) -> Fields:
    kept = without_secrets(dict(extras))
    return kept if isinstance(kept, dict) else {}
