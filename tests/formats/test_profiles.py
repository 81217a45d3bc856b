"""LLM profiles as files: what is understood, what is refused, and that nothing is lost on the way."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from engine.domain.casting import CharacterSetting, Control, Part
from engine.domain.ids import AdventureId, CharacterId, ConnectionId, ProfileId, ProviderId
from engine.domain.providers import Connection, Profile
from engine.domain.secrets import EnvironmentKey, KeyringKey
from engine.domain.tasks import Complexity, ModelRole, Task
from engine.errors import FormatError
from engine.formats.profile_export import exported
from engine.formats.profile_import import Offer, Proposal, imported
from engine.formats.profile_reading import read_profile_file, read_profiles
from engine.formats.yaml_nodes import MOST_BYTES
from engine.providers.registry import load_providers
from engine.settings import Settings, TaskSetting, starter_settings, with_connection

PROVIDERS = load_providers(Path(__file__).parents[2] / "resources" / "providers")
KEY = "sk-proj-abcdefghij0123456789"
WHOLE = """
llm_config:
  default_profile_id: "fast"
  retries: 3

llm_profiles:
  - id: "fast"
    provider_type: "oai_compatible"
    model: "gpt-3.5-turbo"
    temperature: 0.7
    api_key_ref: "OPENAI_API_KEY"
  - id: "smart"
    provider_type: "oai_compatible"
    model: "gpt-4"
    temperature: 0.5
    top_p: 0.9
    max_tokens: 2000
    context_window: 16000
    api_key_ref: "OPENAI_API_KEY"
    extra_params: {seed: 7, stop: ["###"]}
    fallbacks: [claude]
    mood: grim
  - id: "claude"
    provider_type: "anthropic"
    model: "claude-3-opus-20240229"
    base_url: "https://api.anthropic.com"
    api_key_ref: "ANTHROPIC_API_KEY"

characters:
  gm:
    id: "gm"
    name: "Game Master"
    type: "gm"
    control: "ai"
    ai_config:
      profile_id: "smart"
      may_fall_back: false
  player_ai:
    id: "player_ai"
    name: "AI Player"
    type: "player"
    control: "ai"
    ai_config:
      profile_id: "fast"

weather: [rain, fog]
"""
ORDER = """
model:
  provider_order: ["openrouter", "local", "auto"]
  openrouter:
    name: meta-llama/llama-4-scout:free
    fallbacks: "meta-llama/llama-3.3-8b-instruct:free"
    allow_auto_fallback: true
  local:
    enabled: false
    engine: koboldcpp   # koboldcpp | llama.cpp | textgen-webui
    base_url: http://127.0.0.1:5001
    timeout_seconds: 8
    max_tokens: 300
    temperature: 0.7
    top_p: 0.9
"""


def proposal(text: str, settings: Settings | None = None, **more) -> Proposal:
    settings = settings or starter_settings()
    known = frozenset(each.id for each in settings.profiles)
    return imported(settings, read_profiles("p.yaml", text, PROVIDERS, known), PROVIDERS, **more)


def again(settings: Settings) -> Settings:
    return proposal(exported(settings, PROVIDERS), settings).after


# What is understood


def test_every_field_of_a_profile_is_read():
    smart = proposal(WHOLE).after.profile(ProfileId("smart"))
    assert smart == Profile(
        id=ProfileId("smart"),
        connection=ConnectionId("openai"),
        model="gpt-4",
        temperature=0.5,
        top_p=0.9,
        max_tokens=2000,
        context_window=16000,
        extra_params={"seed": 7, "stop": ["###"]},
        fallbacks=(ProfileId("claude"),),
        extras={"mood": "grim"},
    )


def test_profiles_that_are_reached_alike_share_a_connection():
    found = {each.id: each for each in proposal(WHOLE).connections}
    assert list(found) == ["openai", "anthropic"]
    assert found[ConnectionId("openai")].key == EnvironmentKey(variable="OPENAI_API_KEY")
    assert found[ConnectionId("anthropic")].base_url == ""


def test_the_default_is_for_the_roles_that_used_what_main_used():
    starter = starter_settings()
    assert set(proposal(WHOLE).roles.values()) == {("fast", "starter")}
    own = replace(starter, roles={**starter.roles, ModelRole.COT: (ProfileId("other"),)})
    assert ModelRole.COT not in proposal(WHOLE, own).roles


def test_characters_are_given_their_profiles_and_what_cannot_be_done_is_said():
    found = proposal(WHOLE)
    master, player = found.characters
    assert (master.part, master.profile, master.may_fall_back) == (Part.NARRATOR, "smart", False)
    assert (player.part, player.control, player.profile) == (Part.PLAYER, Control.AI, "fast")
    assert any("AI Player" in note for note in found.notes)


def test_what_is_not_known_is_kept_and_written_out_again():
    after = proposal(WHOLE).after
    assert after.profile_extras == {"weather": ["rain", "fog"], "llm_config": {"retries": 3}}
    document = yaml.safe_load(exported(after, PROVIDERS))
    assert document["weather"] == ["rain", "fog"]
    assert document["llm_config"] == {"retries": 3, "default_profile_id": "fast"}
    assert document["llm_profiles"][2]["mood"] == "grim"


def test_a_file_that_knows_one_model_has_one_profile():
    legacy = 'llm_config:\n  default_model: "gpt-3.5-turbo"\n  temperature: 0.7\n'
    spelt_out = (
        "llm_config: {default_profile_id: default}\n"
        'llm_profiles:\n  - id: "default"\n    model: "gpt-3.5-turbo"\n    temperature: 0.7\n'
    )
    assert proposal(legacy).after == proposal(spelt_out).after
    assert [each.id for each in proposal(legacy).profiles] == ["default"]


def test_an_order_of_providers_is_the_roles_order():
    found = proposal(ORDER)
    free, spare = "meta-llama/llama-4-scout:free", "meta-llama/llama-3.3-8b-instruct:free"
    order = [found.after.profile(id_).model for id_ in found.roles[ModelRole.MAIN]]
    assert order == [free, spare, "openrouter/auto"]
    local = found.after.profile(ProfileId("local"))
    assert (local.temperature, local.top_p, local.max_tokens) == (0.7, 0.9, 300)
    connection = found.after.connection(local.connection)
    assert (connection.provider, connection.timeout_seconds) == ("koboldcpp", 8)
    assert any("local is switched off" in note for note in found.notes)
    on = proposal(ORDER.replace("enabled: false", "enabled: yes"))
    assert on.roles[ModelRole.MAIN][-1] == "local"


def test_auto_stands_for_what_is_offered():
    builtin = starter_settings().connections[0]
    server = Connection(id=ConnectionId("s"), provider=ProviderId("lm_studio"), label="LM Studio")
    offers = (
        Offer(connection=server, model="qwen"),
        Offer(connection=builtin, model="SmolLM2-135M-Instruct"),
    )
    found = proposal(ORDER, offers=offers)
    assert found.roles[ModelRole.MAIN][-2:] == ("s:qwen", "starter")
    assert found.after.connection(ConnectionId("s")) == server


@pytest.mark.parametrize(
    ("fields", "provider"),
    [
        ("model: gpt-4", "openai"),
        ("model: claude-2", "anthropic"),
        ("model: gemini-2.5-flash", "google_genai"),
        ("model: meta-llama/llama-4-scout", "openrouter"),
        ("model: x\n    api_key_ref: GROQ_API_KEY", "groq"),
        ("model: claude-2\n    api_key_ref: OPENROUTER_API_KEY", "openrouter"),
        ("model: x\n    provider: gemini", "google_genai"),
        ("model: x\n    type: claude", "anthropic"),
        ("model: x\n    provider_type: llama.cpp", "llama_server"),
        ("model: x\n    provider: LM Studio", "lm_studio"),
        ("model: x\n    base_url: http://localhost:1234/v1", "lm_studio"),
        ("model: x\n    base_url: http://localhost:4567/v1", "any_openai_compatible"),
        ("model: x\n    base_url: https://openrouter.ai/api/v1", "openrouter"),
        ("model: azure/d\n    base_url: https://mine.openai.azure.com", "azure_openai"),
    ],
)
def test_the_provider_that_is_meant(fields, provider):
    after = proposal(f"llm_profiles:\n  - id: p\n    {fields}\n").after
    assert after.connection(after.profile(ProfileId("p")).connection).provider == provider


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("OPENAI_API_KEY", EnvironmentKey(variable="OPENAI_API_KEY")),
        ("${MY_KEY}", EnvironmentKey(variable="MY_KEY")),
        ("env:Mixed1", EnvironmentKey(variable="Mixed1")),
        ("keyring:openai", None),
    ],
)
def test_a_reference_to_a_key(said, key):
    found = proposal(f"llm_profiles:\n  - {{id: p, model: gpt-4, api_key_ref: '{said}'}}\n")
    assert found.connections[0].key == key
    assert not found.keys


@pytest.mark.parametrize("field", ["api_key", "api_key_ref"])
def test_a_key_in_the_file_moves_to_the_keyring_and_that_is_said(field):
    found = proposal(f"llm_profiles:\n  - {{id: p, model: gpt-4, {field}: {KEY}}}\n")
    assert found.keys == {"openai": KEY}
    assert any("stands in the file itself" in note for note in found.notes)
    assert KEY not in repr(found)
    assert KEY not in exported(found.after, PROVIDERS)


def test_a_kept_key_never_goes_to_another_address():
    mine = Connection(
        id=ConnectionId("openai"),
        provider=ProviderId("openai"),
        label="Mine",
        key=KeyringKey(name="openai"),
    )
    settings = with_connection(starter_settings(), mine)
    text = (
        "llm_profiles:\n  - {id: p, model: m, connection: openai, provider: openai, "
        "base_url: 'https://elsewhere.example/v1', api_key_ref: 'keyring:openai'}\n"
    )
    found = proposal(text, settings)
    assert found.after.connection(mine.id) == mine
    (other,) = found.connections
    assert (other.id, other.key) == ("openai-2", None)


def test_anchors_are_written_out():
    text = (
        "base: &base {model: gpt-4, temperature: 0.5}\n"
        "llm_profiles:\n  - {<<: *base, id: a}\n  - {<<: *base, id: b, temperature: 1}\n"
    )
    assert [each.temperature for each in proposal(text).profiles] == [0.5, 1.0]


# What is refused


def mistakes(text: str) -> list[str]:
    with pytest.raises(FormatError) as caught:
        read_profiles("p.yaml", text, PROVIDERS)
    return str(caught.value).splitlines()[1:]


def test_one_report_lists_every_mistake_with_its_line():
    text = """\
llm_profiles:
  - id: a
    model: x
    provider_type: telepathy
    temperature: 7
    fallbacks: [b]
  - id: b
    fallbacks: [a, nobody]
    max_tokens: lots
    base_url: ftp://x
  - id: b
    model: gpt-4
    price: {input: 0, output: 0}
  - only text
  - {id: c, model: m, model: n, api_key: "paste your key"}
llm_config: {default_profile_id: missing}
model_roles: {fourth: [a]}
tasks: {juggling: {}}
characters:
  gm: {type: wizard, ai_config: {profile_id: nope}}
"""
    report = mistakes(text)
    assert [line.split(",")[1].split(":")[0] for line in report] == [
        f" line {number}"
        for number in (2, 4, 5, 7, 7, 9, 10, 11, 11, 14, 15, 15, 16, 17, 18, 20, 20)
    ]
    whole = "\n".join(report)
    for said in (
        "falls back in a circle: a › b › a",
        "there is no provider “telepathy”",
        "temperature: must be between 0 and 2",
        "model: is missing",
        "falls back to “nobody”",
        "max_tokens: must be a number",
        "base_url: is no address",
        "the id “b” is given twice; first in line 7",
        "has the price 0, and gpt-4 costs money",
        "llm_profiles 4: must hold fields",
        "“model” is given twice; first in line 15",
        "not like a key",
        "“missing”, and there is no such profile",
        "there is no task “juggling”",
    ):
        assert said in whole


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\n\tb: 2\n", 2, "a tab stands"),
        ("a: &a [*a]\n", 1, "contains itself"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: !!python/object/apply:os.system [x]\n", 1, "no kind of value"),
        ("llm_profiles: [1, 2\nb: 3\n", 2, "cannot be read as YAML"),
        ("a: 1\nb: \x00\n", 2, "a character stands here"),
        ("a: .inf\n", 1, "must be finite"),
        ("[" * 4000, 1, "too many lists"),
        ("", 0, "is empty"),
        ("just words", 0, "holds no LLM profiles"),
        ("weather: rain\n", 1, "holds no LLM profiles"),
        ("a: " + "x" * MOST_BYTES, 0, "is larger than"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text, line, said):
    report = mistakes(text)
    assert any(said in each for each in report)
    assert (f"line {line}" in report[0]) is bool(line)


def test_a_bomb_of_aliases_is_not_set_off():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "its aliases written out" in mistakes("\n".join(lines))[0]


def test_what_a_file_cannot_say_of_a_task_stays():
    pinned = TaskSetting(task=Task.NARRATION, complexity=Complexity.CRITICAL, remembers=False)
    before = replace(starter_settings(), tasks=(pinned,))
    found = proposal("tasks: {narration: {temperature: 0.5}}", before)
    assert found.after.tasks == (replace(pinned, temperature=0.5),)


@pytest.mark.parametrize(
    "text",
    [
        "llm_profiles: [{id: p, model: m, extra_params: {api_key: KEY}}]",
        "llm_profiles: [{id: p, model: m, base_url: 'https://h.example/v1?key=KEY'}]",
        "model: {provider_order: [openai], openai: {name: m, extra_params: {api_key: KEY}}}",
        "connections: {c: {provider: openai, headers: {X-Token: KEY}}}",
    ],
)
def test_a_key_where_none_belongs_is_left_out_and_that_is_said(text):
    found = proposal(text.replace("KEY", KEY))
    assert KEY not in repr(found.after)
    assert any("left out" in note for note in found.notes)


def test_a_key_is_never_in_a_report():
    text = f"llm_profiles:\n  - {{id: p, api_key: {KEY}, temperature: 9}}\n  - {{id: p, api_key: 'a b c d'}}\n"
    assert KEY not in "\n".join(mistakes(text))


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_told(tmp_path, content):
    path = tmp_path / "p.yaml"
    if content:
        path.write_bytes(content)
    with pytest.raises(FormatError, match=r"“p\.yaml”"):
        read_profile_file(path)


# There and back

WORDS = st.text("abcxyzÄß—0123456789_.:/ '\"#&*!|>%@-", min_size=1, max_size=12).filter(
    lambda text: text == text.strip()
)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(-1e9, 1e9)
    | st.text(max_size=8),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(WORDS, below, max_size=3),
    max_leaves=6,
)
EXTRAS = st.dictionaries(WORDS.map(lambda word: f"x {word}"), PLAIN, max_size=3)
TEMPERATURES = st.none() | st.floats(0, 2)
COUNTS = st.none() | st.integers(1, 10**6)
KEYS = st.sampled_from(
    [
        None,
        EnvironmentKey(variable="SOME_KEY"),
        EnvironmentKey(variable="odd1"),
        KeyringKey(name="k"),
    ]
)


@st.composite
def some(draw) -> Settings:
    names = draw(st.lists(WORDS, min_size=1, max_size=4, unique=True))
    links = draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))
    connections = tuple(
        Connection(
            id=ConnectionId(name),
            provider=ProviderId(
                draw(st.sampled_from(["openai", "lm_studio", "anthropic", "builtin"]))
            ),
            label=draw(WORDS),
            base_url=draw(st.sampled_from(["", "http://127.0.0.1:9/v1", "https://a.example/v1"])),
            headers={"X-Title": draw(WORDS)} if draw(st.booleans()) else {},
            key=draw(KEYS),
            timeout_seconds=draw(st.none() | st.floats(0.5, 3600)),
        )
        for name in links
    )
    profiles = tuple(
        Profile(
            id=ProfileId(name),
            connection=ConnectionId(draw(st.sampled_from(links))),
            model=draw(WORDS),
            temperature=draw(TEMPERATURES),
            top_p=draw(st.none() | st.floats(0, 1)),
            max_tokens=draw(COUNTS),
            context_window=draw(COUNTS),
            extra_params=draw(EXTRAS),
            fallbacks=tuple(map(ProfileId, names[place + 1 :][: draw(st.integers(0, 2))])),
            extras=draw(EXTRAS),
        )
        for place, name in enumerate(names)
    )
    of = st.sampled_from(names).map(ProfileId)
    cast = draw(st.lists(st.tuples(WORDS, st.sampled_from(Part)), max_size=3, unique=True))
    return Settings(
        connections=connections,
        profiles=profiles,
        roles={
            role: tuple(draw(st.lists(of, min_size=1, max_size=3, unique=True)))
            for role in ModelRole
        },
        tasks=tuple(
            TaskSetting(
                task=task,
                temperature=draw(TEMPERATURES),
                max_tokens=draw(COUNTS),
                profile=draw(st.none() | of),
            )
            for task in draw(st.lists(st.sampled_from(Task), max_size=3, unique=True))
        ),
        characters=tuple(
            CharacterSetting(
                character=CharacterId(name),
                name=draw(st.just("") | WORDS),
                adventure=draw(st.none() | WORDS.map(AdventureId)),
                part=part,
                control=draw(st.sampled_from(Control)),
                profile=draw(st.none() | of),
                may_fall_back=draw(st.booleans()),
                extras=draw(EXTRAS),
            )
            for name, part in cast
        ),
        profile_extras=draw(EXTRAS),
    )


@hypothesis_settings(max_examples=30)
@given(some())
def test_what_was_exported_is_imported_unchanged(settings):
    assert again(settings) == settings


@hypothesis_settings(max_examples=30)
@given(some())
def test_what_was_exported_makes_the_same_profiles_elsewhere(settings):
    text = exported(settings, PROVIDERS)
    elsewhere = proposal(text, Settings()).after
    for field in ("profiles", "tasks", "characters", "profile_extras"):
        assert getattr(elsewhere, field) == getattr(settings, field)
    assert dict(elsewhere.roles) == dict(settings.roles)
    kept = [
        replace(each, key=None) if isinstance(each.key, KeyringKey) else each
        for each in settings.connections
    ]
    assert list(elsewhere.connections) == kept


@pytest.mark.parametrize(
    "text", ["a\x85b", "\u2028", "a\r\nb", "\ufeff", "\t a\n\n b ", "null", "1.0"]
)
def test_every_text_comes_back(text):
    settings = replace(starter_settings(), profile_extras={"note": text, text: [text]})
    assert again(settings) == settings


def test_what_was_edited_by_hand_is_what_changes():
    settings = proposal(WHOLE).after
    text = exported(settings, PROVIDERS).replace("temperature: 0.5", "temperature: 1.25")
    found = proposal(text, settings)
    assert [(each.id, each.temperature) for each in found.profiles] == [("smart", 1.25)]
    assert (found.connections, dict(found.roles), found.characters) == ((), {}, ())
    assert proposal(exported(settings, PROVIDERS), settings).is_empty


def test_no_key_is_ever_written():
    connection = Connection(
        id=ConnectionId("c"),
        provider=ProviderId("any_openai_compatible"),
        label="Mine",
        base_url=f"https://me:{KEY}@host.example/v1?key={KEY}",
        headers={"Authorization": f"Bearer {KEY}", "X-Title": "Triptych"},
    )
    profile = Profile(
        id=ProfileId("p"),
        connection=connection.id,
        model="m",
        extra_params={"api_key": KEY, "deep": {"x-api-key": KEY}},
        extras={"secret": KEY},
    )
    text = exported(Settings(connections=(connection,), profiles=(profile,)), PROVIDERS)
    assert KEY not in text
    assert "host.example" in text
    assert "X-Title: Triptych" in text
