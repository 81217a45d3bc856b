import pytest

from engine.domain.providers import ModuleDefault
from engine.domain.tasks import ModelRole
from engine.providers.description import described
from engine.providers.spelling import spelled

LM_STUDIO = {
    "id": "lm_studio",
    "label": "LM Studio",
    "adapter": "openai_compatible",
    "base_url": "http://127.0.0.1:1234/v1",
    "needs_key": False,
}


def test_a_registrys_entry_becomes_a_provider():
    entry = {
        "id": "studio",
        "name": "My studio",
        "adapter": "openai_compatible",
        "base": "http://127.0.0.1:4321/v1",
        "models": [{"id": "writer", "tags": ["roleplay"]}, "judge"],
        "defaults": {"model": "writer", "modules": {"translate": {"model": "judge"}}},
        "proposed": {"cot": "judge"},
        "modes": ["chat"],
        "tags": ["local"],
    }
    provider, _ = described(entry, {})
    assert (provider.label, provider.base_url) == ("My studio", "http://127.0.0.1:4321/v1")
    assert [facts.model for facts in provider.models] == ["writer", "judge"]
    assert provider.models[0].tags == ("roleplay",)
    assert provider.proposed == {
        ModelRole.MAIN: "writer",
        ModelRole.COT: "judge",
        ModelRole.UTILITY: "writer",
    }
    assert provider.metadata["modes"] == ["chat"]
    assert provider.metadata["tags"] == ["local"]
    assert provider.defaults.modules == {"translate": ModuleDefault(model="judge")}


def test_an_entry_may_be_like_a_provider_that_is_known():
    entry = {"id": "studio-dev", "provider": "lm_studio", "label": "Studio, dev", "modes": ["chat"]}
    provider, _ = described(entry, {"lm_studio": LM_STUDIO})
    assert (provider.id, provider.label) == ("studio-dev", "Studio, dev")
    assert provider.base_url == LM_STUDIO["base_url"]
    assert not provider.needs_key


@pytest.mark.parametrize(
    "document",
    [LM_STUDIO, {"id": "x", "defaults": "much"}, {"id": "x", "models": "many", "proposed": 3}],
)
def test_what_is_in_our_spelling_or_in_nobodys_stays_as_it_is(document):
    assert spelled(document, {}) == document
