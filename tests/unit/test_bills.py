"""Bills that have been published, calculated again from what the services report of a call."""

from decimal import Decimal

import pytest

from engine.domain.providers import Price
from engine.providers import anthropic_events, chat_chunks, google_chunks
from engine.routing.pricing import cost_of


def a_price(input_: str, output: str, cached: str | None = None, written: str | None = None):
    return Price(
        input=Decimal(input_),
        output=Decimal(output),
        cached=Decimal(cached) if cached else None,
        cache_write=Decimal(written) if written else None,
    )


CLAUDE_OPUS = a_price("5.00", "25.00", cached="0.50", written="6.25")


@pytest.mark.parametrize(
    ("usage_of", "reported", "price", "bill"),
    [
        pytest.param(
            anthropic_events.usage_of,
            {"input_tokens": 50_000, "output_tokens": 15_000},
            CLAUDE_OPUS,
            "0.625",
            id="Anthropic, pricing: a coding session, $0.25 + $0.375 for its tokens",
        ),
        pytest.param(
            anthropic_events.usage_of,
            {"input_tokens": 10_000, "cache_read_input_tokens": 40_000, "output_tokens": 15_000},
            CLAUDE_OPUS,
            "0.445",
            id="Anthropic, pricing: the same from the cache, $0.05 + $0.02 + $0.375",
        ),
        pytest.param(
            chat_chunks.usage_of,
            {
                "prompt_tokens": 93_500,
                "completion_tokens": 9_052,
                "total_tokens": 102_552,
                "prompt_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 93_498},
                "completion_tokens_details": {"reasoning_tokens": 2_499},
            },
            CLAUDE_OPUS,
            "0.8106725",
            id="OpenRouter, record of a call: Claude thinks, $0.1168725 of it for filling the cache",
        ),
        pytest.param(
            chat_chunks.usage_of,
            {
                "prompt_tokens": 2_746,
                "completion_tokens": 197,
                "total_tokens": 2_943,
                "prompt_tokens_details": {"cached_tokens": 2_208},
                "completion_tokens_details": {"reasoning_tokens": 64},
            },
            a_price("0.25", "2.00", cached="0.025"),
            "0.000584",
            id="OpenAI, GPT-5 mini: $0.000134 new, $0.000055 cached, $0.000394 with its thoughts",
        ),
        pytest.param(
            chat_chunks.usage_of,
            {
                "prompt_tokens": 14_746,
                "completion_tokens": 1_944,
                "total_tokens": 16_690,
                "completion_tokens_details": {"reasoning_tokens": 1_360},
            },
            a_price("30.00", "180.00"),
            "0.7923",
            id="OpenAI, GPT-5.4 pro: $0.44238 + $0.34992, thoughts counted once",
        ),
        pytest.param(
            google_chunks.usage_of,
            {
                "promptTokenCount": 262_960,
                "cachedContentTokenCount": 257_955,
                "candidatesTokenCount": 1_744,
            },
            a_price("1.25", "10.00", cached="0.625"),
            "0.1849",
            id="Google, Gemini 2.5 Pro: nearly all of a long prompt from the cache",
        ),
        pytest.param(
            google_chunks.usage_of,
            {"candidatesTokenCount": 100, "thoughtsTokenCount": 2_000},
            a_price("0.30", "2.50"),
            "0.00525",
            id="Google, Gemini 2.5 Flash: 2,100 tokens out for 100 that are seen",
        ),
        pytest.param(
            chat_chunks.usage_of,
            {
                "prompt_tokens": 36_100,
                "completion_tokens": 1_200,
                "total_tokens": 37_300,
                "prompt_cache_hit_tokens": 21_600,
                "prompt_cache_miss_tokens": 14_500,
            },
            a_price("0.435", "0.87", cached="0.003625"),
            "0.0074",
            id="DeepSeek, V4 Pro: cache hits for next to nothing",
        ),
        pytest.param(
            anthropic_events.usage_of,
            {"input_tokens": 11_000, "output_tokens": 4_000},
            a_price("8.00", "24.00"),
            "0.184",
            id="Amazon, Bedrock pricing: Claude summarises, $0.088 + $0.096",
        ),
        pytest.param(
            anthropic_events.usage_of,
            {"input_tokens": 2_000, "output_tokens": 1_000},
            a_price("11.02", "32.68"),
            "0.05472",
            id="Amazon, generative AI constructs: Claude 2 answers, $0.05472 a question",
        ),
        pytest.param(
            anthropic_events.usage_of,
            {"input_tokens": 11_000, "output_tokens": 4_000},
            a_price("11.02", "32.68"),
            "0.25194",
            id="Amazon, generative AI constructs: Claude 2.1 summarises, rounded there to $0.25",
        ),
    ],
)
def test_a_published_bill_comes_out_to_its_last_digit(usage_of, reported, price, bill):
    amount = cost_of(usage_of(reported), price).amount
    assert amount.quantize(Decimal(bill)) == Decimal(bill)


def test_what_a_service_says_it_billed_goes_before_any_price():
    reported = {"prompt_tokens": 194, "completion_tokens": 2, "total_tokens": 196}
    cost = cost_of(chat_chunks.usage_of(reported), CLAUDE_OPUS, reported="0.95")
    assert cost.amount == Decimal("0.95")
