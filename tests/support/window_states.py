"""The states of the window worth looking at, as data. Another state is another line of `STATES`."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import cycle

from builders import NARRATOR, PLAYER_AUTHOR, TODAY, an_adventure
from engines import events_of
from file_servers import FileServer, giving
from ggufs import LLAMA, a_gguf, write_gguf
from judges import a_judge, always_yes, right
from long_games import CountingScript, game_settings, play_over_a_week
from model_hosts import WRONG_KEY, built_in_host, usual_hosts
from PySide6.QtWidgets import QAbstractButton, QTabWidget
from stages import Script, Stage, State, View, leave, until

from desktop.parts.profile_choices import profile_choices
from desktop.parts.shelves import Shelf
from desktop.profiles.feature import ProfilesFeature
from desktop.qt.theme import Scheme
from desktop.session.comparing import CompareFeature
from desktop.session.looks import LookAction
from desktop.session.proposals import ProposalAction
from desktop.shell.palette import Palette
from desktop.texts import tr
from desktop.texts.connections import CHECKING
from desktop.texts.right import NO_VERDICT, UNCLEAR
from desktop.texts.story import YES_ONCE
from engine.app import Engine
from engine.domain.adventure import Adventure
from engine.domain.consent import refuse
from engine.domain.constraints import JsonSchema
from engine.domain.found import FoundLoading, FoundNeedsKey, FoundWithModels
from engine.domain.ids import ConnectionId, MessageId, ProfileId, ProviderId, RuleId, SessionId
from engine.domain.manners import Manner
from engine.domain.messages import Message
from engine.domain.model_checks import Truth
from engine.domain.presets import PresetName
from engine.domain.providers import Connection, Profile
from engine.domain.rules import Branch, Phase, RewritePost, Rule
from engine.domain.secrets import EnvironmentKey
from engine.domain.tasks import ModelRole
from engine.domain.tiers import Tier
from engine.errors import AuthenticationError, RateLimitedError
from engine.paths import Paths
from engine.providers.base import Completion
from engine.providers.scripted import Reply, Step, demo_reply
from engine.settings import Settings, starter_settings
from engine.storage.lock import LibraryLock
from engine.storage.turns import save_message

VIEWS = (
    View(width=1480, height=920, scheme=Scheme.DARK),
    View(width=1480, height=920, scheme=Scheme.LIGHT),
    View(width=1100, height=700, scheme=Scheme.DARK),
    View(width=1100, height=700, scheme=Scheme.LIGHT),
    View(width=1480, height=920, scheme=Scheme.DARK, scale=1.5),
    View(width=1100, height=700, scheme=Scheme.DARK, scale=1.5),
)

MOVES = (
    "I slide the sealed letter across the bar to Mira. “It's from the harbourmaster.”",
    "I shake the rain from my coat, and ask Mira and Tam who else is out tonight.",
)
SUGGESTED = (*MOVES, "I wait.")
PROSE = (
    (
        "*She wipes her hands before she touches it.* “You walked through that with this in your "
        "coat?” The wax is grey and very cold. “Sit down. No, not there. Away from the door.”"
    ),
    "“Only the bell,” *he says, and turns the lamp down a little.* “It has been out all week.”",
    (
        "The fire gives a small dry cough. Outside, something heavy rolls over in the harbour, "
        "and every glass on the shelf answers it with the **same** thin note."
    ),
)
TRANSLATED = (
    "„Nur die Glocke“, *sagt er und dreht die Lampe ein wenig herunter.* „Sie ist seit einer "
    "Woche draußen.“"
)
REFUSED = "OpenRouter refused the key. Paste it again under Models & connections."
BUSY = "OpenRouter takes no more calls of this model for a moment. Press Retry."
ANSWERS = (
    ("break the seal", "NO", "slide the sealed letter"),
    ("say nothing", "UNCLEAR", ""),
    ("shut", None, ""),
)
"""What the judge says: words of the question, the answer (None for none that can be read) and
what it quotes."""
VERY_LONG = "The Most Honourable Guild of Salt Rakers and Lamp Bearers " * 9
RIGHT_TO_LEFT = "أضع الرسالة المختومة على الطاولة. «هذه من مدير الميناء.» עכשיו אני מחכה."
EMOJI = "🕯️ I hold up the lamp 👩‍👩‍👧‍👦 and count: 1️⃣ 2️⃣ 3️⃣ — 🏴‍☠️ é̂̃ 漢字 ไทย 🇳🇴"


def judged(completion: Completion) -> str:
    """An answer to a question or to bookkeeping."""
    if not isinstance(completion.constraint, JsonSchema):
        return demo_reply(completion)
    asked = completion.messages[-1].text
    answer, quote = next(((a, q) for words, a, q in ANSWERS if words in asked), ("NO", ""))
    if answer is None:
        return "I could not say."
    if "Answer given" in asked:
        return json.dumps({"evidence": quote})
    return json.dumps({"evidence": quote, "answer": f"[{answer}]"})


def telling(*replies: Reply | Step) -> Script:
    """Tells `replies` again and again; judges and keeps the books as `judged` does."""
    told = cycle(replies)
    return lambda completion: judged(completion) if completion.aside else next(told)


def suggesting(_: asyncio.Event) -> Script:
    """Has moves to suggest, whatever it is asked."""
    moves = json.dumps(dict(zip(("first", "second", "third"), SUGGESTED, strict=True)))
    return lambda completion: moves


def _prose(_: asyncio.Event) -> Script:
    return telling(*PROSE)


def _differing(_: asyncio.Event) -> Script:
    """The dearer of two models writes more."""
    return lambda completion: (
        judged(completion)
        if completion.aside
        else f"{PROSE[0]}\n\n{PROSE[2]}"
        if completion.model == DEAR.model
        else PROSE[2]
    )


def _translating(_: asyncio.Event) -> Script:
    told = _prose(_)
    answer = json.dumps({"detected_language": "English", "translation": TRANSLATED})
    return lambda completion: (
        answer
        if isinstance(completion.constraint, JsonSchema)
        and completion.constraint.name == "translate"
        else told(completion)
    )


def _halting(gate: asyncio.Event) -> Script:
    return telling(Reply(steps=(PROSE[0], gate, PROSE[2])))


def _waiting(gate: asyncio.Event) -> Script:
    return telling(Reply(steps=(gate, PROSE[0])))


def _refusing(_: asyncio.Event) -> Script:
    return telling(AuthenticationError("OpenRouter", REFUSED))


def _busy(_: asyncio.Event) -> Script:
    """The cheaper of two models has no time."""
    return lambda completion: (
        judged(completion)
        if completion.aside
        else RateLimitedError("OpenRouter", BUSY)
        if completion.model == STORY.model
        else PROSE[0]
    )


def _strange(_: asyncio.Event) -> Script:
    return telling(f"{RIGHT_TO_LEFT}\n\n{EMOJI}", f"“{EMOJI}” *{RIGHT_TO_LEFT}*")


# Settings


def _connection(name: str, label: str, **more: object) -> Connection:
    return Connection(id=ConnectionId(name), provider=ProviderId(name), label=label, **more)  # type: ignore[arg-type]


def _profile(connection: str, model: str) -> Profile:
    return Profile(id=ProfileId(model), connection=ConnectionId(connection), model=model)


KEY = EnvironmentKey(variable="OPENROUTER_API_KEY")
CONNECTIONS = (
    _connection("openrouter", "OpenRouter", key=KEY),
    _connection("lm_studio", "LM Studio"),
    _connection("koboldcpp", "KoboldCPP"),
    _connection("builtin", "Built in"),
)
DEAR = _profile("openrouter", "google/gemini-2.5-pro")
STORY = _profile("openrouter", "google/gemini-2.5-flash")
JUDGE = _profile("lm_studio", "qwen3-8b")
BOOKS = _profile("builtin", "SmolLM2-135M-Instruct")
THREE = Settings(
    connections=CONNECTIONS,
    profiles=(STORY, DEAR, JUDGE, BOOKS),
    roles={
        ModelRole.MAIN: (STORY.id, DEAR.id),
        ModelRole.COT: (JUDGE.id, BOOKS.id),
        ModelRole.UTILITY: (BOOKS.id,),
    },
    # Else the first question that the judge leaves open stands in front of everything else.
    approved=(STORY.id,),
)
TIERED = replace(
    THREE,
    tiers={Tier.SMALL: (BOOKS.id, JUDGE.id), Tier.MEDIUM: (STORY.id,), Tier.PREMIUM: (DEAR.id,)},
)
ALONE = replace(THREE, roles=dict.fromkeys(ModelRole, (STORY.id,)))
LONG_MODEL = _profile("lm_studio", "an-unbroken-model-name-" * 22)
LONG = Settings(
    connections=(replace(CONNECTIONS[1], label=VERY_LONG, base_url="http://localhost/" + "v" * 480),),
    profiles=(LONG_MODEL, replace(LONG_MODEL, id=ProfileId("other"))),
    roles={role: (LONG_MODEL.id, ProfileId("other")) for role in ModelRole},
)  # fmt: skip


SERVERS = (
    FoundWithModels(
        provider=ProviderId("ollama"), label="Ollama", base_url="http://127.0.0.1:11434",
        models=("llama3.2:3b", "qwen3:8b", "nemo:12b"), version="0.9",
    ),
    FoundNeedsKey(
        provider=ProviderId("tabbyapi"), label="TabbyAPI", base_url="http://127.0.0.1:5000/v1"
    ),
    FoundLoading(
        provider=ProviderId("llama_server"), label="llama.cpp server",
        base_url="http://127.0.0.1:8080/v1",
    ),
)  # fmt: skip


# What is in the library before


def _renamed(adventure: Adventure, name: str) -> Adventure:
    """The adventure with `name` for everything that has one."""
    people = tuple(replace(each, name=name, description=name) for each in adventure.characters)
    return replace(
        adventure,
        title=name,
        persona=replace(adventure.persona, name=name),
        places=tuple(replace(each, name=name) for each in adventure.places),
        characters=people,
        items=tuple(replace(each, name=name) for each in adventure.items),
        rules=tuple(replace(each, name=name) for each in adventure.rules),
        moves=(name,) * 3,
    )


async def _starter(engine: Engine) -> Adventure:
    return (await engine.adventures())[0]


async def _several_sessions(engine: Engine) -> None:
    for _ in range(3):
        await engine.new_session(await _starter(engine))


async def _many_sessions(engine: Engine) -> None:
    adventure = await _starter(engine)
    for number in range(12):
        session = await engine.new_session(adventure)
        await events_of(engine.play_turn(session.id, MOVES[number % 2], refuse))


async def _drafting(engine: Engine) -> None:
    rewrite = Rule(
        id=RuleId("no-names"),
        name="No names",
        phase=Phase.AFTER_REPLY,
        branches=(Branch(actions=(RewritePost(instruction="No names."),)),),
    )
    adventure = await _starter(engine)
    await engine.new_session(replace(adventure, rules=(*adventure.rules, rewrite)))


async def _long_names(engine: Engine) -> None:
    adventure = _renamed(await _starter(engine), VERY_LONG)
    session = await engine.new_session(adventure)
    await events_of(engine.play_turn(session.id, VERY_LONG, refuse))
    session = await engine.new_session(_renamed(await _starter(engine), "unbroken" * 62))
    await events_of(engine.play_turn(session.id, MOVES[0], refuse))


async def _long_and_new(engine: Engine) -> None:
    await engine.new_session(_renamed(await _starter(engine), VERY_LONG))


async def _strange_names(engine: Engine) -> None:
    adventure = _renamed(await _starter(engine), f"{RIGHT_TO_LEFT[:30]} 🕯️ {EMOJI[-12:]}")
    session = await engine.new_session(adventure)
    await events_of(engine.play_turn(session.id, RIGHT_TO_LEFT, refuse))
    await events_of(engine.play_turn(session.id, EMOJI, refuse))


async def _ten_thousand(engine: Engine) -> None:
    session = await engine.new_session(an_adventure())
    await engine._db.run(lambda connection: _fill(connection, session.id, session.path[0].id))


def _fill(connection: sqlite3.Connection, session: SessionId, parent: MessageId) -> None:
    for number in range(1, 10_001):
        author = PLAYER_AUTHOR if number % 2 else NARRATOR
        text = f"({number}) {PROSE[number % len(PROSE)]}"
        message = Message(
            id=MessageId(f"m{number}"),
            session=session,
            parent=parent,
            author=author,
            text=text,
            turn=(number + 1) // 2,
            written_at=TODAY,
        )
        save_message(connection, message)
        parent = message.id


async def _damaged(paths: Paths) -> None:
    paths.library.write_bytes(b"This was a library once." * 400)


async def _locked(paths: Paths) -> None:
    _locks.append(LibraryLock(paths.library))


_locks: list[LibraryLock] = []


# What is played in the window


async def _play_two(stage: Stage) -> None:
    for move in MOVES:
        await stage.play(move)


def _beside(tab: str) -> Callable[[Stage], Awaitable[None]]:
    """Two turns, with another tab beside the story."""

    async def arrange(stage: Stage) -> None:
        await _play_two(stage)
        tabs = stage.page.findChildren(QTabWidget)[0]
        tabs.setCurrentIndex([tabs.tabText(n) for n in range(tabs.count())].index(tr(tab)))

    return arrange


async def _search_the_stories(stage: Stage) -> None:
    stage.page.side.list.open_search()
    stage.page.side.list.field.setText("rain")
    stage.page.side.list.words_changed.emit("rain")
    await until(lambda: stage.page.side.list.hits.entries.entries)


def _shelf(name: str) -> Callable[[Stage], Awaitable[None]]:
    """What stands on a shelf of the library."""

    async def arrange(stage: Stage) -> None:
        button = stage.page.side.shelves[Shelf(name)]
        await until(button.isEnabled)
        button.click()
        await until(lambda: not stage.page.isVisible())

    return arrange


async def _ask_why(stage: Stage) -> None:
    """One card tells why it is unclear, and another was asked again in vain."""
    await _play_two(stage)
    cards = {card.badge: card for card in stage.page.panel.cards}
    unclear, none = UNCLEAR.upper(), NO_VERDICT.upper()
    cards[unclear].why.click()
    cards[none].again.click()
    for badge in (unclear, none):
        await until(cards[badge].look.button(LookAction.HIDE).isVisible)


async def _choose_the_first_turn(stage: Stage) -> None:
    await _play_two(stage)
    stage.page.story.set_current(stage.page.transcript.row(1).id)
    await until(stage.page.panel.newest.isVisible)


async def _write_anew(stage: Stage) -> None:
    """The last reply has three versions."""
    await _play_two(stage)
    model = stage.page.transcript
    for _ in range(2):
        stage.page.story.action_requested.emit(model.row(model.rowCount() - 1).id, "regenerate")
        await until(lambda: stage.is_busy)
        await until(lambda: not stage.is_busy)


async def _compare_two(stage: Stage) -> None:
    """Both have written the reply anew, the dearer one by consent."""
    await stage.play(MOVES[1])
    feature = stage.window.findChild(CompareFeature)
    await until(lambda: feature.can_compare)
    first, second, *_ = await profile_choices(feature._engine)
    model = stage.page.transcript
    feature._begin(MessageId(model.row(model.rowCount() - 1).id), (first, second))
    await until(stage.page.consent.isVisible)
    stage.press(YES_ONCE)
    sides = stage.page.compare.sides.values()
    await until(lambda: all(side.take.isEnabled() for side in sides))


async def _begin_a_reply(stage: Stage) -> None:
    stage.send(MOVES[1])
    await until(lambda: PROSE[0] in stage.texts[-1])


async def _begin_a_draft(stage: Stage) -> None:
    stage.send(MOVES[1])
    await until(lambda: len(stage.texts) == 3)


async def _interrupt(stage: Stage) -> None:
    await _begin_a_reply(stage)
    stage.press("Stop")
    await until(lambda: not stage.is_busy)


async def _write_in_every_manner(stage: Stage) -> None:
    manners = stage.page.composer.manners
    for manner, text in (
        (Manner.SAY, "Is anyone else out tonight? *I shake the rain off.*"),
        (Manner.STORY, "The door flies open, and the lamps go out one by one."),
    ):
        manners.choose(manner)
        await stage.play(text)
    stage.page.composer.edit.setPlainText("Nobody moves. Then the bell begins to ring.")


async def _suggest(stage: Stage) -> None:
    stage.page.composer.suggest.click()
    await until(lambda: len(stage.page.composer.moves) == 3)


async def _propose(stage: Stage) -> None:
    """A translation of the last reply, proposed and not written."""
    await _play_two(stage)
    stage.window.top.search.click()
    (palette,) = stage.window.findChildren(Palette)
    translate = tr("Translate…")
    next(each for each in palette._commands if each.name == translate).run()
    palette.hide()
    stage.page.proposal.input("language").setText("Deutsch")
    stage.page.proposal.pressed.emit(ProposalAction.ASK.value)
    await until(lambda: stage.page.proposal.text)


async def _fail(stage: Stage) -> None:
    stage.send(MOVES[0])
    await until(stage.page.failure.isVisible)


async def _ask(stage: Stage) -> None:
    stage.send(MOVES[0])
    await until(stage.page.consent.isVisible)


async def _fall_back(stage: Stage) -> None:
    await _ask(stage)
    stage.press(YES_ONCE)
    await until(lambda: not stage.is_busy)


async def _write_much(stage: Stage) -> None:
    stage.page.composer.edit.setPlainText("\n".join(f"Line {n} of many." for n in range(20)))


async def _edit(stage: Stage) -> None:
    await _play_two(stage)
    stage.page.story.editing.begin(stage.page.transcript.row(2).id)


async def _look_for_words(stage: Stage) -> None:
    await _play_two(stage)
    stage.page.finder.open("the")
    await until(lambda: stage.page.story.search.tally.total)


async def _go_outside(stage: Stage) -> None:
    await stage.play(MOVES[0])
    await stage.play("I go outside, to the harbour.")


async def _miss_some(stage: Stage) -> None:
    await _play_two(stage)
    stage.page.story.scroll_by(-4000)
    await stage.play(MOVES[0])


async def _edit_own(stage: Stage) -> None:
    await _play_two(stage)
    stage.page.story.editing.begin(stage.page.transcript.row(1).id)


async def _read_back(stage: Stage) -> None:
    stage.page.story.scroll_by(-4000)
    await until(stage.page.newest.isVisible)


async def _open_palette(stage: Stage) -> None:
    stage.window.top.search.click()


async def _see_shortcuts(stage: Stage) -> None:
    stage.window.show_shortcuts()


async def _open_menu(stage: Stage) -> None:
    stage.window.top.menu.open()


async def _say_things(stage: Stage) -> None:
    toasts = stage.window.toasts
    toasts._seconds = toasts._seconds_with_button = 3600  # as long as it is looked at
    toasts.say("Copied.")
    toasts.say("The story was deleted.", "Undo")
    toasts.say(f"{VERY_LONG[:180]} was deleted.", "Undo")


async def _models(stage: Stage) -> None:
    # The page comes a moment after the story, when nobody waits any more.
    await until(lambda: stage.window._models)
    stage.window.show_models()
    entries = stage.window._models.connections.entries
    await until(lambda: not any(CHECKING in each.line for each in entries.entries))


async def _choose_a_model(stage: Stage) -> None:
    await _models(stage)
    page = stage.window._models
    page.roles[ModelRole.MAIN].change.click()
    await until(lambda: "not running" in page.picker.progress)
    page.picker.field.setText("gemini")


async def _see_a_connection(stage: Stage) -> None:
    await _models(stage)
    page = stage.window._models
    page.connections.opened.emit("openrouter")
    page.connection.check.click()
    await until(lambda: page.connection.result)
    page.roles[ModelRole.MAIN].test.click()
    await until(lambda: "to first word" in page.roles[ModelRole.MAIN].facts)


async def _check_the_judge(stage: Stage) -> None:
    await _models(stage)
    card = stage.window._models.judging
    card.check.click()
    await until(lambda: card.finding)


def _fair_judge(_: asyncio.Event) -> Script:
    """Takes whatever might be so for so."""
    return a_judge(
        lambda case: always_yes(case) if case.truth is Truth.UNCLEAR else right(case),
        quote=lambda case: case.text.partition(".")[0],
    )


PROFILE_FILE = """
llm_config: {default_profile_id: creative}
llm_profiles:
  - {id: creative, model: gpt-4, temperature: 0.9, api_key_ref: OPENAI_API_KEY, fallbacks: [spare]}
  - {id: spare, model: claude-3-opus-20240229, api_key_ref: ANTHROPIC_API_KEY}
  - {id: here, provider_type: local_openai, model: qwen3-8b, base_url: "http://localhost:1234/v1"}
characters:
  gm: {name: Game Master, type: gm, ai_config: {profile_id: creative}}
  tam: {name: Tam, type: npc, ai_config: {profile_id: here, may_fall_back: false}}
  pip: {name: Pip, type: player, control: ai, ai_config: {profile_id: here}}
"""


async def _see_profiles(stage: Stage) -> None:
    await until(lambda: stage.window._profiles)
    stage.window._profiles.findChild(ProfilesFeature).open()


async def _see_an_import(stage: Stage) -> None:
    await until(lambda: stage.window._profiles)
    path = stage.paths.data / "my-game.yaml"
    path.write_text(PROFILE_FILE, encoding="utf-8")
    await stage.window._profiles.findChild(ProfilesFeature).read(path)


async def _see_providers(stage: Stage) -> None:
    await _models(stage)
    stage.window._models.open_add()


async def _paste_a_typo(stage: Stage) -> None:
    await _see_providers(stage)
    form = stage.window._models.add.form
    _tile(stage, "OpenRouter").click()
    form.key.setText(WRONG_KEY)
    form.check.click()
    await until(lambda: form.trouble)


async def _paste_the_key(stage: Stage) -> None:
    await _paste_a_typo(stage)
    add = stage.window._models.add
    add.form.key.setText("sk-or-v1-0123456789")
    add.form.check.click()
    await until(lambda: not add.models.isHidden())


async def _find_servers(stage: Stage) -> None:
    await _models(stage)
    found = stage.window._models.found
    found.button.click()
    await until(lambda: len(found.cards) == len(SERVERS) and not found.button.is_busy)


def _tile(stage: Stage, name: str) -> QAbstractButton:
    tiles = stage.window._models.add.board.tiles
    return next(each for each in tiles if each.text() == name)


async def _see_tiers(stage: Stage) -> None:
    await _models(stage)
    page = stage.window._models
    stage.window.open_tiers()
    await until(lambda: page.tiers.tiers[Tier.SMALL].rows)
    bar = page._overview.verticalScrollBar()
    await until(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())


async def _look_at_a_preset(stage: Stage) -> None:
    await _models(stage)
    page = stage.window._models
    page.presets.chosen.emit(PresetName.BALANCED)
    await until(page.preset.isVisible)


async def _look_at_writing(stage: Stage) -> None:
    await _models(stage)
    page = stage.window._models
    page.presets.writing_requested.emit()
    await until(page.writing.isVisible)


async def _some_models(paths: Paths) -> None:
    """Three besides the starter: one that fits, one that fits nowhere, and half a one."""
    for name, label, size, bytes_ in (
        ("tale-4b", "Tale 4B Instruct", "4B", 2_497_000_000),
        ("behemoth", "Behemoth 405B", "405B", 243_000_000_000),
    ):
        entries = {**LLAMA, "general.name": label, "general.size_label": size}
        with write_gguf(paths.models / f"{name}.gguf", entries).open("r+b") as file:
            file.truncate(bytes_)  # takes no room on the disk
    (paths.models / "half.gguf").write_bytes(a_gguf()[:200])


async def _built_in(stage: Stage) -> None:
    """The first model runs, and the options of the second are open."""
    await until(lambda: stage.window._models)
    stage.window.show_built_in_models()
    cards = stage.window._models.built_in.cards
    await until(lambda: len(cards) > 3)
    cards["tale-4b"].measure.click()
    await until(lambda: cards["tale-4b"].state == tr("RUNNING") and "46" in cards["tale-4b"].facts)
    cards["tale-4b"].disclosure.click()


async def _downloading(stage: Stage) -> None:
    await _built_in(stage)
    server, ready = FileServer(a_gguf() + bytes(9_000_000), pause_at=6_000_000), asyncio.Event()
    asyncio.ensure_future(_serve(server, ready, stage.gate))  # noqa: RUF006 - the gate keeps it
    await ready.wait()
    board = stage.window._models.built_in.downloads
    board.address.setText(f"{server.origin}/saga-7b-instruct.gguf")
    board.begin.click()
    await until(lambda: any(row.bar.value() > 500 for row in board.rows.values()))
    page = stage.window._models
    page._built_in.verticalScrollBar().setValue(page._built_in.verticalScrollBar().maximum())


async def _serve(server: FileServer, ready: asyncio.Event, gate: asyncio.Event) -> None:
    async with giving(server):
        ready.set()
        await gate.wait()


async def _see_usage(stage: Stage) -> None:
    await until(lambda: stage.window.has_usage)
    page = stage.window._usage
    stage.window.show_usage()
    await until(lambda: page.side.prices and not page.figures.isHidden())


async def _see_failure(stage: Stage) -> None:
    await until(stage.window.failure.isVisible)


STATES = (
    State(name="welcome", settings=THREE, script=_prose, before=leave),
    State(name="new-session", settings=THREE, script=_prose),
    State(
        name="after-turn", settings=THREE, script=_prose, before=_several_sessions,
        arrange=_play_two,
    ),
    State(
        name="sessions", settings=THREE, script=_prose, before=_many_sessions,
        arrange=_search_the_stories,
    ),
    State(name="characters", settings=THREE, script=_prose, arrange=_shelf("characters")),
    State(name="rules", settings=THREE, script=_prose, arrange=_shelf("rules")),
    State(name="adventures", settings=THREE, script=_prose, arrange=_shelf("adventures")),
    State(name="why", settings=THREE, script=_prose, arrange=_ask_why),
    State(name="earlier-turn", settings=THREE, script=_prose, arrange=_choose_the_first_turn),
    State(name="swipes", settings=THREE, script=_prose, arrange=_write_anew),
    State(name="comparing", settings=THREE, script=_differing, arrange=_compare_two),
    State(name="finding", settings=THREE, script=_prose, arrange=_look_for_words),
    State(name="new-scene", settings=THREE, script=_prose, arrange=_go_outside),
    State(name="unseen", settings=THREE, script=_prose, arrange=_miss_some),
    State(name="editing", settings=THREE, script=_prose, arrange=_edit),
    State(name="editing-own-words", settings=THREE, script=_prose, arrange=_edit_own),
    State(name="world", settings=THREE, script=_prose, arrange=_beside("World")),
    State(name="context", settings=THREE, script=_prose, arrange=_beside("Context")),
    State(name="cost", settings=THREE, script=_prose, arrange=_beside("Cost")),
    State(name="log", settings=THREE, script=_prose, arrange=_beside("Log")),
    State(name="mid-stream", settings=THREE, script=_halting, arrange=_begin_a_reply),
    State(
        name="draft", settings=THREE, script=_waiting, before=_drafting, arrange=_begin_a_draft
    ),
    State(name="manners", settings=THREE, script=_prose, arrange=_write_in_every_manner),
    State(name="suggested", settings=THREE, script=suggesting, arrange=_suggest),
    State(name="proposal", settings=THREE, script=_translating, arrange=_propose),
    State(name="interrupted", settings=THREE, script=_halting, arrange=_interrupt),
    State(name="error", settings=ALONE, script=_refusing, arrange=_fail),
    State(name="consent", settings=THREE, script=_refusing, arrange=_ask),
    State(name="fell-back", settings=THREE, script=_busy, arrange=_fall_back),
    State(name="long-input", settings=THREE, script=_prose, arrange=_write_much),
    State(name="long-names", settings=LONG, script=_prose, before=_long_names),
    State(name="long-names-new", settings=LONG, script=_prose, before=_long_and_new),
    State(name="any-script", settings=THREE, script=_strange, before=_strange_names),
    State(name="ten-thousand", settings=THREE, script=_prose, before=_ten_thousand),
    State(
        name="scrolled-back", settings=THREE, script=_prose, before=_ten_thousand,
        arrange=_read_back,
    ),
    State(name="palette", settings=THREE, script=_prose, arrange=_open_palette),
    State(name="shortcuts", settings=THREE, script=_prose, arrange=_see_shortcuts),
    State(name="toast", settings=THREE, script=_prose, arrange=_say_things),
    State(name="models", settings=THREE, script=_prose, host=usual_hosts, arrange=_models),
    State(
        name="models-chooser", settings=THREE, script=_prose, host=usual_hosts,
        arrange=_choose_a_model,
    ),
    State(
        name="models-tiers", settings=TIERED, script=_prose, host=usual_hosts, arrange=_see_tiers
    ),
    State(
        name="models-preset", settings=TIERED, script=_prose, host=usual_hosts,
        arrange=_look_at_a_preset,
    ),
    State(
        name="models-writing", settings=THREE, script=_prose, host=usual_hosts,
        arrange=_look_at_writing,
    ),
    State(
        name="models-judged", settings=THREE, script=_fair_judge, host=usual_hosts,
        arrange=_check_the_judge,
    ),
    State(
        name="models-connection", settings=THREE, script=_prose, host=usual_hosts,
        arrange=_see_a_connection,
    ),
    State(
        name="models-capped", settings=starter_settings(), script=_prose, host=usual_hosts,
        arrange=_models,
    ),
    State(
        name="models-add", settings=THREE, script=_prose, host=usual_hosts,
        arrange=_see_providers,
    ),
    State(
        name="models-refused-key", settings=THREE, script=_prose, host=usual_hosts,
        arrange=_paste_a_typo,
    ),
    State(
        name="models-added", settings=THREE, script=_prose, host=usual_hosts,
        arrange=_paste_the_key,
    ),
    State(name="profiles", settings=THREE, script=_prose, arrange=_see_profiles),
    State(name="profiles-import", settings=THREE, script=_prose, arrange=_see_an_import),
    State(
        name="models-found", settings=THREE, script=_prose, host=usual_hosts, servers=SERVERS,
        arrange=_find_servers,
    ),
    State(name="models-long-names", settings=LONG, script=_prose, arrange=_models),
    State(
        name="built-in", settings=THREE, script=_prose, host=built_in_host, spoil=_some_models,
        arrange=_built_in,
    ),
    State(
        name="built-in-download", settings=THREE, script=_prose, host=built_in_host,
        spoil=_some_models, arrange=_downloading,
    ),
    State(
        name="usage", settings=game_settings(), script=lambda _: CountingScript(),
        before=play_over_a_week, arrange=_see_usage,
    ),
    State(name="damaged", settings=THREE, script=_prose, spoil=_damaged, arrange=_see_failure),
    State(name="locked", settings=THREE, script=_prose, spoil=_locked, arrange=_see_failure),
)  # fmt: skip
