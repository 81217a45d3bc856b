"""Models that are no longer offered, and what comes nearest to them."""

import pytest

from engine.domain.offers import Gone, gone, nearest
from engine.domain.providers import Dialect

GEMINI = ("gemini-2.5-flash-lite", "gemini-2.5-pro", "gemini-2.5-flash", "gemma-3-27b-it")
CLAUDE = ("claude-opus-4-1-20250805", "claude-haiku-4-5-20251001", "claude-sonnet-4-5-20250929")
OPEN = (
    "mistralai/mistral-large",
    "mistralai/mixtral-8x22b-instruct",
    "meta-llama/llama-3.3-70b-instruct",
    "meta-llama/llama-3.1-8b-instruct",
    "google/gemini-2.5-flash",
    "deepseek/deepseek-chat",
    "qwen/qwen3-8b",
    "qwen/qwen3-235b-a22b",
)


@pytest.mark.parametrize(
    ("model", "offered", "found"),
    [
        ("gemini-1.5-flash", GEMINI, "gemini-2.5-flash"),
        ("gemini-1.5-pro-002", GEMINI, "gemini-2.5-pro"),
        ("claude-3-haiku-20240307", CLAUDE, "claude-haiku-4-5-20251001"),
        ("claude-3-5-sonnet-latest", CLAUDE, "claude-sonnet-4-5-20250929"),
        ("mistralai/mixtral-8x7b-instruct", OPEN, "mistralai/mixtral-8x22b-instruct"),
        ("google/gemini-flash-1.5", OPEN, "google/gemini-2.5-flash"),
        ("deepseek/deepseek-chat:free", OPEN, "deepseek/deepseek-chat"),
        ("meta-llama/llama-3.1-70b-instruct", OPEN, "meta-llama/llama-3.3-70b-instruct"),
        ("qwen/qwen-2.5-7b-instruct", OPEN, "qwen/qwen3-8b"),
        ("gpt-4o-2024-05-13", ("gpt-4.1", "gpt-4o", "gpt-4o-mini"), "gpt-4o"),
        ("llama3.1:8b", ("qwen3:8b", "llama3.2:3b"), "llama3.2:3b"),
        ("claude-3-opus", OPEN, None),
        ("some-instruct-model", ("other-instruct-model",), None),
        ("anything", (), None),
        ("", OPEN, None),
    ],
)
def test_the_nearest_model_is_of_the_same_family(model, offered, found):
    assert nearest(model, offered) == found
    assert nearest(model, offered[::-1]) == found


@pytest.mark.parametrize(
    ("model", "listed", "dialect"),
    [
        ("gemini-2.5-pro", GEMINI, Dialect()),
        ("claude-haiku-4-5", CLAUDE, Dialect()),
        ("claude-haiku-4-5-latest", CLAUDE, Dialect()),
        ("llama3.2", ("llama3.2:latest",), Dialect()),
        ("azure/gpt-4o", ("gpt-4o",), Dialect(model_prefix="azure/")),
        ("qwen/qwen3-8b:nitro", OPEN, Dialect(variants=(":nitro", ":floor"))),
        ("anything", OPEN, Dialect(lists_all=False)),
        ("anything", (), Dialect()),
    ],
)
def test_a_model_is_offered_under_every_name_it_has(model, listed, dialect):
    assert gone(model, listed, dialect) is None


def test_a_model_that_is_gone_names_the_nearest_one():
    assert gone("gemini-1.5-pro", GEMINI, Dialect()) == Gone(
        model="gemini-1.5-pro", nearest="gemini-2.5-pro"
    )
    assert gone("gpt-4o", GEMINI, Dialect()) == Gone(model="gpt-4o", nearest="")
    assert gone("qwen/qwen3-8b:free", OPEN, Dialect(variants=(":nitro",))) == Gone(
        model="qwen/qwen3-8b:free", nearest="qwen/qwen3-8b"
    )
