"""Which models are tuned for telling stories."""

import pytest

from engine.domain.providers import ModelFacts
from engine.domain.tuning import is_for_roleplay


@pytest.mark.parametrize(
    ("model", "tags", "is_so"),
    [
        ("some-model", ("roleplay",), True),
        ("some-model", ("roleplay", "instruct"), False),
        ("gryphe/mythomax-l2-13b", (), True),
        ("thedrummer/cydonia-24b-v4.1", (), True),
        ("Sao10K/L3-8B-Stheno-v3.2", (), True),
        ("mixtral-8x7b-rp", (), True),
        ("mistralai/mistral-small", (), False),
        ("claude-haiku-4-5", (), False),
        ("gpt-4.1", (), False),
        ("qwen/qwen3-8b", (), False),
        ("storyteller-7b", (), False),
    ],
)
def test_a_tag_or_a_known_name_tells(model, tags, is_so):
    assert is_for_roleplay(ModelFacts(model=model, tags=tags)) is is_so
