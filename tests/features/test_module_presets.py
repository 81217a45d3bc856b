"""Models proposed for kinds of writing: what is shipped, and what a player makes of it."""

from dataclasses import replace
from functools import partial

import pytest
from engines import an_engine, scripted_settings

from engine.domain.ids import ConnectionId
from engine.domain.providers import Connection, ModelFacts
from engine.errors import SettingsError
from engine.formats.module_presets import FILE, read_module_presets
from engine.paths import resources_folder
from engine.providers import anthropic_request, chat_request, google_request
from engine.providers.base import Completion
from engine.providers.dialects import dialect_of
from engine.settings import with_connection

ROWS = """
translate openai gpt-4.1-mini 0.1 0.8
translate openai gpt-4o-mini 0.15 0.85
translate anthropic claude-3-haiku-20240307 0.2 0.8
translate anthropic claude-3.5-sonnet-20240620 0.2 0.85
translate google_genai gemini-1.5-flash 0.15 0.6
translate google_genai gemini-1.5-pro 0.1 0.4
translate azure_openai_deployments gpt-4o-mini 0.15 0.85
translate azure_openai gpt-35-turbo 0.1 0.7
translate openrouter google/gemini-flash-1.5 0.15 0.6
translate openrouter mistralai/mistral-large-2 0.2 0.75
vn_chat openai gpt-4o 0.65 0.95
vn_chat openai gpt-4.1 0.6 0.9
vn_chat openai gpt-4.1-mini 0.7 0.95
vn_chat anthropic claude-3.5-sonnet-20240620 0.65 0.95
vn_chat anthropic claude-3-opus-20240229 0.55 0.9
vn_chat google_genai gemini-1.5-pro 0.7 0.95
vn_chat azure_openai gpt-4o 0.65 0.95
vn_chat openrouter meta-llama/llama-3.1-70b-instruct 0.75 0.95
vn_chat openrouter perplexity/llama-3.1-sonar-large-128k-chat 0.6 0.9
vn_chat openrouter qwen/qwen-2.5-72b-instruct 0.7 0.92
narrator openai gpt-4.1 0.6 0.92
narrator openai gpt-4o 0.7 0.94
narrator openai gpt-4.1-mini 0.7 0.95
narrator anthropic claude-3.5-opus-20240808 0.65 0.9
narrator anthropic claude-3.5-sonnet 0.7 0.95
narrator google_genai gemini-1.5-pro 0.75 0.96
narrator google_genai gemini-1.5-ultra 0.65 0.9
narrator azure_openai gpt-4o 0.7 0.94
narrator openrouter meta-llama/llama-3.1-405b-instruct 0.62 0.9
narrator openrouter nousresearch/hermes-3-llama-3.1-70b 0.72 0.95
worldbuild openai gpt-4.1 0.45 0.75
worldbuild openai gpt-4o 0.5 0.8
worldbuild openai gpt-4.1-mini 0.5 0.82
worldbuild anthropic claude-3.5-sonnet 0.45 0.78
worldbuild anthropic claude-3-opus 0.4 0.75
worldbuild google_genai gemini-1.5-pro 0.5 0.7
worldbuild google_genai gemini-1.5-flash 0.55 0.75
worldbuild azure_openai gpt-4o 0.48 0.78
worldbuild openrouter perplexity/sonar-medium-chat 0.5 0.8
worldbuild openrouter mistralai/mixtral-8x22b-instruct 0.52 0.82
battle openai gpt-4o 0.75 0.94
battle openai gpt-4.1 0.7 0.9
battle openai gpt-4.1-mini 0.8 0.96
battle anthropic claude-3.5-sonnet 0.78 0.96
battle anthropic claude-3.5-haiku-20241001 0.82 0.97
battle google_genai gemini-1.5-flash 0.85 0.98
battle google_genai gemini-1.5-pro 0.8 0.95
battle azure_openai gpt-4o 0.78 0.94
battle openrouter meta-llama/llama-3.1-70b-instruct 0.82 0.96
battle openrouter deepseek/deepseek-chat 0.85 0.97
"""
SHIPPED = read_module_presets(resources_folder() / FILE)


def test_all_fifty_rows_are_there_with_their_values():
    shipped = [
        f"{each.module} {each.provider} {each.model} {each.temperature:g} {each.top_p:g}"
        for each in SHIPPED.presets
    ]
    assert shipped == ROWS.split("\n")[1:-1]
    assert len(shipped) == 50
    assert [shipped[n].split()[0] for n in range(0, 50, 10)] == list(SHIPPED.modules)


def place(row):
    return [f"{each.module} {each.provider} {each.model}" for each in SHIPPED.presets].index(row)


TRANSLATION = {"detected_language", "translation"}
PRESETS = [
    ("translate openai gpt-4.1-mini", ("response_format", "json_schema"), TRANSLATION),
    ("translate anthropic claude-3-haiku-20240307", ("thinking", "type"), "disabled"),
    ("translate anthropic claude-3-haiku-20240307", ("output_config", "format"), TRANSLATION),
    ("translate google_genai gemini-1.5-flash", GEMINI := ("generationConfig", "responseMimeType"), JSON := "application/json"),
    ("translate azure_openai_deployments gpt-4o-mini", ("extra_query", "api-version"), "2024-06-01"),
    ("translate openrouter google/gemini-flash-1.5", ("extra_headers", "X-Title"), "Triptych"),
    ("vn_chat google_genai gemini-1.5-pro", ("safetySettings", 3), {"category", "threshold"}),
    ("narrator openai gpt-4.1", ("response_format", "json_schema"), {"narration"}),
    ("narrator openai gpt-4o", ("presence_penalty",), 0.6),
    ("narrator anthropic claude-3.5-opus-20240808", ("thinking", "type"), "disabled"),
    ("narrator google_genai gemini-1.5-pro", GEMINI, JSON),
    ("worldbuild openai gpt-4.1", ("response_format", "json_schema"), {"regions", "factions", "hooks"}),
    ("worldbuild openai gpt-4o", ("max_completion_tokens",), 2048),
    ("worldbuild anthropic claude-3.5-sonnet", ("tools", 0, "input_schema"), {"regions", "factions", "hooks"}),
    ("worldbuild anthropic claude-3.5-sonnet", ("tool_choice", "type"), "tool"),
    ("worldbuild google_genai gemini-1.5-pro", ("generationConfig", "responseSchema"), {"biomes", "events"}),
    ("battle openai gpt-4o", ("response_format", "json_schema"), {"summary", "next_hooks"}),
    ("battle openai gpt-4.1", ("frequency_penalty",), 0.2),
]  # fmt: skip


BODIES = {
    "openai_compatible": chat_request.request_body,
    "anthropic": anthropic_request.request_body,
    "google_genai": google_request.request_body,
}


@pytest.mark.parametrize(("row", "way", "expected"), PRESETS)
async def test_what_a_row_names_is_a_parameter_of_the_request(tmp_path, row, way, expected):
    preset = SHIPPED.presets[place(row)]
    link = Connection(id=ConnectionId("c"), provider=preset.provider, label="Mine")
    settings = scripted_settings()
    settings = replace(settings, connections=(*settings.connections, link))
    async with an_engine(tmp_path, settings=settings) as (engine, _):
        profile, take_back = await engine.module_presets.apply(preset)
        assert engine.settings.profile(profile.id) == profile
        provider = engine.providers[preset.provider]
        await take_back()
        assert engine.settings == settings
    completion = Completion(
        model=profile.model,
        messages=(),
        temperature=profile.temperature,
        top_p=profile.top_p,
        max_tokens=profile.max_tokens,
        extra_params=profile.extra_params,
    )
    body = BODIES[provider.adapter](completion, dialect_of(provider, profile.model))
    for step in way:
        body = body[step]
    assert expected <= fields(body) if isinstance(expected, set) else body == expected


def fields(body):
    """The names of all fields anywhere in it."""
    if isinstance(body, dict):
        return set(body).union(*map(fields, body.values()))
    return set().union(*map(fields, body)) if isinstance(body, list) else set()


async def test_a_preset_waits_for_its_provider_and_takes_no_other_model_unasked(tmp_path):
    preset = SHIPPED.presets[place("vn_chat openai gpt-4o")]
    link = Connection(id=ConnectionId("c"), provider=preset.provider, label="Mine")
    async with an_engine(tmp_path) as (engine, _):
        with pytest.raises(SettingsError, match="needs OpenAI"):
            await engine.module_presets.apply(preset)
        await engine.change_settings(partial(with_connection, connection=link))
        engine._workings.connections.note_listed(
            link.id, (ModelFacts(model="gpt-4.1"), ModelFacts(model="gpt-4o-next"))
        )
        seen = (await engine.module_presets.seen())[place("vn_chat openai gpt-4o")]
        assert seen.gone.nearest == "gpt-4o-next"
        with pytest.raises(SettingsError, match=r"no longer offers gpt-4o\. Nearest: gpt-4o-next"):
            await engine.module_presets.apply(preset)
        profile, _ = await engine.module_presets.apply(preset, "gpt-4o-next")
        assert (profile.model, profile.temperature, profile.top_p) == ("gpt-4o-next", 0.65, 0.95)
