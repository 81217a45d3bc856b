"""Providers as data: the shipped files, the player's files, the environment."""

import json

import pytest

from engine.domain.providers import FREE
from engine.domain.tasks import ModelRole
from engine.errors import FormatError, SettingsError
from engine.paths import resources_folder
from engine.providers.dialects import dialect_of
from engine.providers.registry import load_providers

SHIPPED = resources_folder() / "providers"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "providers"
    folder.mkdir()
    return folder


def put(folder, name: str, document: object) -> None:
    text = document if isinstance(document, str) else json.dumps(document)
    (folder / f"{name}.json").write_text(text, encoding="utf-8")


MINIMAL = {"id": "acme", "label": "Acme", "adapter": "openai_compatible"}


def test_the_shipped_providers_are_there_under_their_names():
    labels = {provider.label for provider in load_providers(SHIPPED).values()}
    assert {"OpenRouter", "Google GenAI", "LM Studio", "Built in", "KoboldCPP", "Ollama"} <= labels


@pytest.mark.parametrize("provider", load_providers(SHIPPED).values(), ids=lambda each: each.id)
def test_every_shipped_provider_is_whole(provider):
    proposed = set(provider.proposed.values())
    assert proposed <= {facts.model for facts in provider.models}
    assert not proposed or set(provider.proposed) == set(ModelRole)
    assert provider.metadata["summary"]
    assert provider.base_url or provider.id in ("any_openai_compatible", "builtin", "scripted")
    keyless = provider.local or provider.free or provider.id == "any_openai_compatible"
    assert keyless == (not provider.needs_key)
    assert all(facts.price is not None for facts in provider.models)


def test_the_built_in_model_is_free_and_known_not_to_judge():
    (facts,) = load_providers(SHIPPED)["builtin"].models
    assert facts.price == FREE
    assert facts.judges is False


@pytest.mark.parametrize(
    ("provider", "model", "refuses", "images"),
    [
        ("openai", "gpt-4.1", (), True),
        ("openai", "gpt-6-sol", ("temperature", "top_p"), True),
        ("openai", "gpt-5-chat-latest", (), True),
        ("openai", "text-embedding-3-small", (), None),
        ("azure_openai", "gpt-5-mini", ("temperature", "top_p"), True),
        ("anthropic", "claude-haiku-4-5", (), True),
        ("anthropic", "claude-sonnet-5-5", ("temperature", "top_p"), True),
        ("google_genai", "gemini-2.5-pro", (), True),
        ("groq", "llama-3.3-70b-versatile", (), False),
    ],
)
def test_a_models_family_says_what_it_refuses_and_sees(provider, model, refuses, images):
    shipped = load_providers(SHIPPED)[provider]
    assert dialect_of(shipped, model).refuses[:2] == refuses
    assert shipped.facts_of(model).images is images


def test_openrouter_is_told_who_asks_and_to_leave_the_prompt_alone():
    provider = load_providers(SHIPPED)["openrouter"]
    assert provider.headers["X-OpenRouter-Title"] == "Triptych"
    assert provider.dialect.extra_body == {
        "plugins": [{"id": "context-compression", "enabled": False}]
    }
    assert provider.dialect.constrained_body == {"provider": {"require_parameters": True}}


def test_a_file_of_the_players_adds_a_provider(folder):
    put(folder, "mine", MINIMAL)
    providers = load_providers(SHIPPED, folder)
    assert providers["acme"].label == "Acme"
    assert len(providers) == len(load_providers(SHIPPED)) + 1


def test_a_file_of_the_players_changes_only_what_it_names(folder):
    put(folder, "mine", {"id": "lm_studio", "base_url": "http://127.0.0.1:9/v1"})
    changed, shipped = (
        load_providers(SHIPPED, folder)["lm_studio"],
        load_providers(SHIPPED)["lm_studio"],
    )
    assert changed.base_url == "http://127.0.0.1:9/v1"
    assert (changed.label, changed.dialect) == (shipped.label, shipped.dialect)


def test_fields_of_its_own_are_kept_in_the_metadata(folder):
    put(folder, "mine", {**MINIMAL, "notes": ["a"], "metadata": {"summary": "b"}})
    assert load_providers(folder)["acme"].metadata == {"notes": ["a"], "summary": "b"}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("{oops", "line 1"),
        ([], "`id`"),
        ({"label": "Acme"}, "`id`"),
        ({"id": "acme", "adapter": "openai_compatible"}, "`label`"),
        ({**MINIMAL, "adapter": "telepathy"}, "no adapter `telepathy`"),
        ({**MINIMAL, "dialect": {"slots": "many"}}, "`dialect.slots`"),
        ({**MINIMAL, "dialect": {"slot": 2}}, "`dialect` has no field `slot`"),
        ({**MINIMAL, "models": [{"model": "a", "cost": 1}]}, "`models` has no field `cost`"),
        ({**MINIMAL, "models": [{"model": "a", "price": {"in": 1}}]}, "no field `in`"),
        ({**MINIMAL, "id": 7}, "`id`"),
        ({**MINIMAL, "id": "../x"}, "`id`"),
        ({**MINIMAL, "needs_key": "perhaps"}, "`needs_key`"),
        ({**MINIMAL, "headers": {"X": 1}}, "`headers.X`"),
        ({**MINIMAL, "models": [{"model": 7}]}, "`models.0.model`"),
        ({**MINIMAL, "base_url": "ftp://acme.test"}, "`base_url` must begin with"),
        ("[" * 100_000, "recursion"),
        ("\x00", "line 1"),
    ],
)
def test_a_file_that_cannot_be_understood_is_named_with_its_mistake(folder, document, reason):
    put(folder, "mine", document)
    with pytest.raises(FormatError, match=r"provider file mine\.json") as refusal:
        load_providers(SHIPPED, folder)
    assert reason in str(refusal.value)


def test_one_file_that_cannot_be_understood_takes_no_other_with_it(folder):
    put(folder, "a", MINIMAL)
    put(folder, "b", {**MINIMAL, "id": "other", "adapter": "telepathy"})
    put(folder, "c", {**MINIMAL, "id": "third"})
    put(folder, "d", MINIMAL)
    (folder / "e.json").write_bytes(b"\xff\xfe" * 9)
    (folder / "f.json").mkdir()
    (folder / "g.json").write_bytes(b" " * (5 * 2**20))
    told = []
    providers = load_providers(SHIPPED, folder, on_mistake=told.append)
    assert {"acme", "third", "openai"} <= set(providers)
    assert "other" not in providers
    assert [str(mistake).split()[3] for mistake in told] == [f"{name}.json" for name in "bdefg"]
    assert "`acme` is already described in a.json" in str(told[1])


def test_the_environment_goes_before_every_file():
    environment = {
        "TRIPTYCH_LLM_LM_STUDIO_BASE_URL": "http://10.0.0.2:1234/v1",
        "TRIPTYCH_LLM_LM_STUDIO_HEADERS": '{"X-Team": "a"}',
        "TRIPTYCH_LLM_LM_STUDIO_TIMEOUT": "90",
        "TRIPTYCH_LLM_DEFAULT_TIMEOUT": "30",
    }
    providers = load_providers(SHIPPED, None, environment)
    assert providers["lm_studio"].base_url == "http://10.0.0.2:1234/v1"
    assert providers["lm_studio"].headers["X-Team"] == "a"
    assert providers["lm_studio"].timeout_seconds == 90.0
    assert providers["openrouter"].timeout_seconds == 30.0
    assert load_providers(SHIPPED)["openrouter"].timeout_seconds is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRIPTYCH_LLM_OPENAI_HEADERS", "X-Team: a"),
        ("TRIPTYCH_LLM_OPENAI_HEADERS", '{"X-Team": 1}'),
        ("TRIPTYCH_LLM_OPENAI_TIMEOUT", "soon"),
        ("TRIPTYCH_LLM_OPENAI_ENABLED", "perhaps"),
        ("TRIPTYCH_LLM_DEFAULT_TIMEOUT", "-1"),
        ("TRIPTYCH_LLM_DEFAULT_TIMEOUT", "nan"),
    ],
)
def test_a_variable_that_cannot_be_understood_is_named_without_its_value(name, value):
    with pytest.raises(SettingsError, match=name) as refusal:
        load_providers(SHIPPED, None, {name: value})
    assert value not in str(refusal.value)
