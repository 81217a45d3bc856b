"""Lists of models, as different services give them."""

from decimal import Decimal

import pytest
from wire import a_provider

from engine.domain.providers import FREE, ModelFacts, Price
from engine.paths import resources_folder
from engine.providers.model_list import models_in
from engine.providers.registry import load_providers

SHIPPED = load_providers(resources_folder() / "providers")
PRICE = Price(input=Decimal("0.3"), output=Decimal("2.5"), cached=Decimal("0.03"))


@pytest.mark.parametrize(
    "payload",
    [
        {"data": [{"id": "a"}, {"id": "b"}]},
        {"models": [{"name": "models/a"}, {"key": "b"}]},
        [{"id": "a"}, {"id": "b"}, "odd", {"object": "model"}],
    ],
)
def test_every_shape_of_list_is_read(payload):
    assert [facts.model for facts in models_in(payload, a_provider())] == ["a", "b"]


@pytest.mark.parametrize("payload", [{}, [], {"data": None}, {"data": "odd"}, None])
def test_an_empty_list_is_empty(payload):
    assert models_in(payload, a_provider()) == ()


@pytest.mark.parametrize(
    ("entry", "window"),
    [
        ({"context_length": 32768}, 32768),
        ({"context_window": 8192}, 8192),
        ({"max_model_len": 4096}, 4096),
        ({"meta": {"n_ctx": 4096, "n_ctx_train": 131072}}, 4096),
        ({"meta": {"n_ctx_train": 131072}}, None),
        ({"parameters": {"max_seq_len": 16384}}, 16384),
        (
            {
                "loaded_instances": [{"config": {"context_length": 8192}}],
                "max_context_length": 40960,
            },
            8192,
        ),
        ({"loaded_instances": [], "max_context_length": 40960}, 40960),
        ({"loaded_instances": [{"config": None}, 7], "max_context_length": 40960}, 40960),
        ({"loaded_context_length": 4096, "max_context_length": 32768}, 4096),
        ({}, None),
    ],
)
def test_the_window_is_the_one_in_force_not_the_one_of_the_training(entry, window):
    (facts,) = models_in([{"id": "a", **entry}], a_provider())
    assert facts.context_window == window


@pytest.mark.parametrize(
    ("entry", "loaded"),
    [
        ({"loaded_instances": [{"id": "a"}]}, True),
        ({"loaded_instances": []}, False),
        ({"state": "loaded"}, True),
        ({"state": "not-loaded"}, False),
        ({"status": {"value": "loaded"}}, True),
        ({"status": {"value": "loading"}}, False),
        ({}, None),
    ],
)
def test_whether_a_model_is_loaded_is_told_where_the_server_says_so(entry, loaded):
    (facts,) = models_in([{"id": "a", **entry}], a_provider())
    assert facts.loaded is loaded


@pytest.mark.parametrize(
    ("entry", "sees"),
    [
        ({"architecture": {"input_modalities": ["text", "image"]}}, True),
        ({"input_modalities": ["text"]}, False),
        ({"type": "vlm", "compatibility_type": "gguf"}, True),
        ({"type": "llm", "compatibility_type": "gguf"}, False),
        ({"capabilities": {"vision": True}}, True),
        ({}, None),
    ],
)
def test_whether_a_model_takes_pictures_is_told_where_the_server_says_so(entry, sees):
    (facts,) = models_in([{"id": "a", **entry}], a_provider())
    assert facts.images is sees


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "embedding"},
        {"type": "image"},
        {"type": "rerank"},
        {"architecture": {"output_modalities": ["image"]}},
        {"capabilities": {"chat_completion": False}},
        {"capabilities": {"completion_chat": False}},
    ],
)
def test_a_model_that_holds_no_conversation_is_left_out(entry):
    kept = {"id": "b", "type": "chat", "architecture": {"output_modalities": ["image", "text"]}}
    payload = {"data": [{"id": "a", **entry}, kept]}
    assert [facts.model for facts in models_in(payload, a_provider())] == ["b"]


@pytest.mark.parametrize(
    ("provider", "kept", "left_out"),
    [
        (
            "openai",
            ("gpt-4.1", "gpt-4o-2024-05-13", "gpt-5-mini", "o4-mini", "gpt-3.5-turbo", "ft:gpt-4o:x"),
            (
                "text-embedding-3-small", "tts-1-hd", "whisper-1", "dall-e-3", "gpt-image-1",
                "omni-moderation-latest", "gpt-4o-realtime-preview", "gpt-4o-audio-preview",
                "gpt-4o-mini-transcribe", "gpt-3.5-turbo-instruct", "babbage-002", "sora-2",
                "o1-pro-2025-03-19", "gpt-5-pro", "gpt-5-codex", "o4-mini-deep-research",
            ),
        ),
        (
            "google_genai",
            ("gemini-2.5-pro", "gemini-flash-latest", "gemma-3-27b-it"),
            (
                "models/gemini-2.5-flash-preview-tts", "gemini-2.5-flash-image",
                "gemini-embedding-001", "imagen-4.0-generate-001", "aqa",
            ),
        ),
        (
            "groq",
            ("llama-3.1-8b-instant", "openai/gpt-oss-20b", "groq/compound"),
            ("whisper-large-v3", "playai-tts", "meta-llama/llama-guard-4-12b"),
        ),
    ],
)  # fmt: skip
def test_where_the_list_does_not_say_what_a_model_does_its_name_does(provider, kept, left_out):
    payload = {"data": [{"id": model} for model in (*kept, *left_out)]}
    assert tuple(facts.model for facts in models_in(payload, SHIPPED[provider])) == kept


@pytest.mark.parametrize(
    ("entry", "created"),
    [
        ({"created": 1715367049}, 1715367049),
        ({"created_at": "2025-10-15T00:00:00Z"}, 1760486400),
        ({"created_at": "long ago"}, None),
        ({"created": 0}, None),
        ({}, None),
    ],
)
def test_when_a_model_came_is_told_as_a_number_or_a_date(entry, created):
    (facts,) = models_in([{"id": "a", **entry}], a_provider())
    assert facts.created == created


def test_only_a_server_on_this_computer_tells_what_it_runs_a_model_with():
    entry = {"id": "a", "loaded_context_length": 4096, "max_context_length": 32768}
    windows = [
        [each.running_window for each in models_in([entry], a_provider(local=local))]
        for local in (True, False)
    ]
    assert windows == [[4096], [None]]


@pytest.mark.parametrize(
    ("pricing", "price"),
    [
        (
            {"prompt": "0.0000003", "completion": "0.0000025", "input_cache_read": "0.00000003"},
            PRICE,
        ),
        ({"prompt": 0.3, "completion": 2.5, "input_cache_read": 0.03}, PRICE),
        ({"input": 0.3, "output": 2.5, "cached_input": 0.03}, PRICE),
        ({"prompt": "0", "completion": "0"}, FREE),
        ({"prompt": "-1", "completion": "-1"}, None),
        ({"prompt": "free", "completion": "0"}, None),
        ({}, None),
    ],
)
def test_prices_are_dollars_per_million_tokens(pricing, price):
    (facts,) = models_in([{"id": "a", "pricing": pricing}], a_provider())
    assert facts.price == price


def test_what_the_list_says_goes_before_the_providers_file():
    known = ModelFacts(model="a", name="A", context_window=1, max_output=2, tags=("instruct",))
    entry = {"id": "a", "context_length": 8, "top_provider": {"max_completion_tokens": 4}}
    (facts,) = models_in([entry], a_provider(models=(known,)))
    assert facts == ModelFacts(
        model="a", name="A", context_window=8, max_output=4, tags=("instruct",)
    )


def test_a_model_on_this_computer_is_free():
    (facts,) = models_in([{"id": "a"}], a_provider(local=True))
    assert facts.price == FREE
