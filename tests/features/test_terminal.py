"""The second face: the command `triptych`, as a process of its own."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from engines import an_engine, paths_in, scripted_settings
from ggufs import write_gguf
from local_servers import a_closed_port
from real_engines import LAST_CHUNK, STREAM_HEAD, a_server, chunk, server_settings
from wire import delta

from engine.cli.play import HELP
from engine.domain.ids import ProfileId
from engine.domain.messages import MessageStatus
from engine.settings import save_settings

ROOT = Path(__file__).parents[2]
HAWAII = "HST10"
UNCLEAR = json.dumps({"evidence": "", "answer": "[UNCLEAR]"})


@pytest.fixture
def home(tmp_path):
    """The player's data, with every model role on the scripted provider."""
    folder = tmp_path / "home"
    save_settings(paths_in(folder).settings, scripted_settings())
    return folder


def started(*arguments, stdin=subprocess.DEVNULL, **more):
    """The command, in an environment without keys."""
    return subprocess.Popen(
        [sys.executable, "-m", "engine.cli", *arguments],
        cwd=ROOT,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **more},
    )


def run(*arguments, typed=None, **more):
    """The exit code, what it printed and what it complained of."""
    with started(*arguments, stdin=subprocess.PIPE, **more) as process:
        printed, complained = process.communicate(typed)
    return process.returncode, printed, complained


def test_the_providers_are_listed_without_key_network_or_library(home):
    (home / "settings.json").unlink()
    code, printed, complained = run("providers")
    assert (code, complained) == (0, "")
    for provider in ("builtin", "openrouter", "google_genai", "lm_studio", "scripted"):
        assert provider in printed
    assert list(home.iterdir()) == []


def test_as_json_every_line_is_an_event_in_the_order_of_the_turn(home):
    code, printed, complained = run("play", "--json", "--say", "I wait.", "--say", "I nod.")
    assert (code, complained) == (0, "")
    events = [json.loads(line) for line in printed.splitlines()]
    names = [event["event"] for event in events]
    turns = [i for i, name in enumerate(names) if name == "TurnStarted"]
    assert turns == [0, names.index("TurnFinished") + 1]
    assert names[-1] == "TurnFinished"
    of_turn = names[: turns[1]]
    in_order = (
        "TurnStarted",
        "IntentRead",
        "RuleFired",
        "MessageStarted",
        "PromptAssembled",
        "ReplyDelta",
        "MessageFinished",
        "TurnFinished",
    )
    assert sorted(in_order, key=of_turn.index) == list(in_order)
    said = [event["message"]["text"] for event in events if event["event"] == "TurnStarted"]
    assert said == ["I wait.", "I nod."]


def test_what_json_tells_is_whole(home):
    _, printed, _ = run("play", "--json", "--say", "I wait.")
    events = [json.loads(line) for line in printed.splitlines()]
    (finished,) = (event["message"] for event in events if event["event"] == "MessageFinished")
    deltas = [event["text"] for event in events if event["event"] == "ReplyDelta"]
    assert "".join(deltas) == finished["text"]
    (origin,) = (event["origin"] for event in events if event["event"] == "MessageFinished")
    assert (origin["used_profile_id"], origin["iterations"]) == ("scripted", 1)
    state = events[-1]["state"]
    assert any(variable["name"] == "quest.letter" for variable, _ in state["variables"])


def test_the_adventures_own_opening_moves_are_played(home):
    code, printed, complained = run("play", "the-salt-road", "--opening-moves")
    assert (code, complained) == (0, "")
    assert printed.startswith("The Salt Road")
    assert printed.count("— turn ") == printed.count("\n> ") == 3
    assert "by cue" in printed
    assert "Ledger" in printed


def test_a_picture_goes_with_what_is_typed_next(home, tmp_path):
    picture = tmp_path / "a lantern.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    typed = f"/image {picture}\n/image {tmp_path}/nothing.png\nI hold it up.\nI wait.\n/quit\n"
    code, printed, complained = run("play", typed=typed)
    assert (code, complained) == (0, "")
    assert "a lantern.png goes with what you write next." in printed
    assert "nothing.png could not be read" in printed
    assert printed.count("— turn 1, with a picture —") == printed.count("— turn 2 —") == 1
    _, printed, complained = run("play", "--json", typed=typed)
    assert complained == ""
    lines = [line.removeprefix("> ") for line in printed.splitlines() if '"TurnStarted"' in line]
    assert [len(json.loads(line)["message"]["pictures"]) for line in lines] == [1, 0]


def test_a_session_is_played_by_what_is_typed(home):
    code, printed, complained = run(
        "play", typed="I wait.\n/again\n\n/help\n/quit\nI never say this.\n"
    )
    assert (code, complained) == (0, "")
    assert printed.count("— turn 1 —") == 2
    assert printed.count(HELP) == 2
    assert "I never say this." not in printed


def test_a_turn_and_a_version_go_to_a_named_profile_and_two_are_compared(home):
    settings = scripted_settings()
    other = replace(settings.profiles[0], id=ProfileId("other"), model="other")
    save_settings(paths_in(home).settings, replace(settings, profiles=(*settings.profiles, other)))
    typed = "/with nobody\n/with other\nI wait.\n/again scripted\n/compare other scripted\n2\n"
    code, printed, complained = run("play", typed=typed)
    assert (code, complained) == (0, "")
    assert "Name one profile behind /with. There are: scripted, other." in printed
    assert "other answers what you write next." in printed
    assert printed.index("— 1: other —") < printed.index("Take [1] or 2?")
    ledger = printed.partition("Ledger")[2]
    writers = [line for line in ledger.splitlines() if "narration" in line or "reply" in line]
    assert ["other" in line for line in writers] == [True, False, True, False]


def test_the_end_of_what_is_typed_ends_the_session(home):
    code, _, complained = run("play", typed="I wait.\n")
    assert (code, complained) == (0, "")


def test_an_adventure_that_is_not_there_is_told_in_a_sentence(home):
    code, printed, complained = run("play", "Atlantis", "--say", "I swim.")
    assert (code, printed) == (1, "")
    assert complained == ("There is no adventure called Atlantis. There are: the-salt-road.\n")


def test_a_turn_that_does_not_succeed_is_told_in_its_exit_code(home):
    save_settings(paths_in(home).settings, server_settings("", key=None))
    code, printed, _ = run("play", "--say", "I wait.")
    assert code == 1
    assert "is not an address" in printed


def test_damaged_settings_are_told_beside_the_story(home):
    (home / "settings.json").write_text("{")
    code, _, complained = run("usage")
    assert code == 0
    assert "settings.damaged-1.json" in complained


def test_usage_sums_up_what_was_played(home):
    assert run("usage")[1] == "Nothing has been asked of any model yet.\n"
    run("play", "--say", "I wait.")
    code, printed, _ = run("usage", "--by", "model")
    assert code == 0
    header, model, total = printed.splitlines()
    assert header.split()[0] == "CALLS"
    assert model.split()[0] == "scripted"
    assert total.split() == ["TOTAL", *model.split()[1:]]


def test_usage_goes_to_other_programs_and_says_what_day_it_cannot_read(home, tmp_path):
    run("play", "--say", "I wait.")
    file = tmp_path / "usage.csv"
    code, printed, _ = run("usage", "--by", "call", "--since", "week", "--csv", str(file))
    assert (code, "No text of a story" in printed) == (0, True)
    assert "narration" in file.read_text("utf-8")
    roles = json.loads(run("usage", "--by", "role", "--json")[1])
    assert {"main"} <= {each["model_role"] for each in roles}
    code, _, complained = run("usage", "--since", "lately")
    assert (code, "is no day" in complained) == (1, True)


@pytest.mark.skipif(sys.platform == "win32", reason="TZ is a word of Unix")
def test_days_and_times_are_those_of_the_players_clock(home):
    run("play", "--say", "I wait.", TZ=HAWAII)
    (call, *_) = json.loads(run("usage", "--by", "call", "--json", TZ=HAWAII)[1])
    then = datetime.fromisoformat(call["at_utc"]) - timedelta(hours=10)
    assert call["local_day"] == f"{then:%Y-%m-%d}"
    for since in ("yesterday", call["local_day"]):
        printed = run("usage", "--by", "call", "--since", since, TZ=HAWAII)[1]
        assert f"{then:%Y-%m-%d %H:%M:%S}" in printed


def test_the_list_prices_say_how_old_they_are(home):
    code, printed, _ = run("prices")
    assert code == 0
    assert "that came with Triptych" in printed
    assert "the newest price is of" in printed


def test_the_library_stays_closed_while_another_program_has_it(home):
    playing = started("play", stdin=subprocess.PIPE)
    try:
        assert playing.stdout.readline() == "The Salt Road\n"
        code, printed, complained = run("usage")
        assert (code, printed) == (1, "")
        assert "Another Triptych" in complained
    finally:
        playing.communicate("")


def test_without_a_command_there_is_help(home):
    code, printed, _ = run()
    assert code == 2
    for command in (
        "play", "providers", "models", "check", "test-call", "check-model", "usage", "prices",
        "--self-test",
    ):  # fmt: skip
        assert command in printed


def test_a_model_of_this_computer_is_added(home, tmp_path):
    write_gguf(tmp_path / "tale.gguf")
    assert run("local-models", "add", tmp_path) == (0, "tale\n", "")


def test_a_described_provider_is_checked_and_kept_only_if_that_is_wanted(home, tmp_path):
    modules = {"narration": {"model": "teller", "options": {"temperature": 0.7}}}
    mine = {
        "id": "mine",
        "label": "Mine",
        "adapter": "openai_compatible",
        "defaults": {"modules": modules},
    }
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(mine), encoding="utf-8")
    code, printed, _ = run("providers", "add", str(file))
    assert code == 0
    assert "Nothing was kept" in printed
    assert "mine" not in run("providers")[1]
    assert run("providers", "add", json.dumps(mine), "--save")[0] == 0
    assert "mine" in run("providers", TRIPTYCH_LLM_MINE_ENABLED="0")[1]
    assert "narration  mine      teller  temperature 0.7" in run("providers")[1]
    assert "switched off" in run("providers", TRIPTYCH_LLM_MINE_ENABLED="0")[1]


@pytest.mark.parametrize("given", ['{"id": "mine"}', "nowhere.json", "{oops"])
def test_a_description_that_is_wrong_is_told_in_a_sentence(home, given):
    code, printed, complained = run("providers", "add", given, "--save")
    assert (code, printed) == (1, "")
    assert "could not be" in complained
    assert not (home / "providers").exists()


def test_connections_are_checked_all_together(home):
    code, printed, complained = run("check")
    assert (code, complained) == (0, "")
    assert printed.splitlines()[1].split()[:3] == ["scripted", "scripted", "Works"]


async def test_a_connection_that_does_not_work_says_why_as_json(home):
    closed = await a_closed_port()
    code, printed, complained = await asyncio.to_thread(
        run, "check", "lm_studio", "--json", TRIPTYCH_LLM_LM_STUDIO_BASE_URL=closed
    )
    (found,) = json.loads(printed)
    assert (code, complained) == (1, "")
    assert (found["finding"], found["works"]) == ("NobodyThere", False)


def test_the_models_of_a_connection_are_listed(home):
    code, printed, _ = run("models", "Scripted")
    assert code == 0
    assert printed.splitlines()[1].split()[0] == "scripted"


def test_a_connection_that_is_not_there_is_told_with_those_that_are(home):
    code, _, complained = run("models", "Atlantis")
    assert code == 1
    assert "Connections: scripted." in complained


def test_one_call_is_made_and_its_row_told_beside_the_answer(home):
    code, printed, complained = run("test-call", "scripted", "scripted", "--message", "Hello.")
    assert code == 0
    assert "Hello." in printed
    assert "description" in complained


def test_a_dry_call_repeats_what_was_said_and_needs_no_key(home):
    code, printed, complained = run(
        "test-call", "openrouter", "any/model", "--message", "Hello.", TRIPTYCH_DRY_RUN="1"
    )
    assert (code, printed) == (0, "(dry run) Hello.")
    assert "dry run" in complained
    assert "$0.00" in complained


def test_a_model_is_checked_for_how_it_judges(home):
    code, printed, complained = run("check-model", "scripted", "scripted")
    assert code == 1
    assert printed.splitlines()[0] == "Cannot judge: at chance (8 of 30)."
    assert "8 of 10 right" in printed
    assert complained.endswith("Question 31 of 31\n")
    _, printed, _ = run("check-model", "scripted", "scripted", "--json")
    told = json.loads(printed)
    assert (told["right"], told["judges"], told["no"]) == (8, False, {"answered": 10, "right": 0})


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
async def test_ctrl_c_stops_the_turn_and_keeps_its_text(home):
    async def answer(request, writer):
        if "response_format" in request:
            writer.write(STREAM_HEAD + chunk(delta(content=UNCLEAR) + delta("stop")) + LAST_CHUNK)
        else:
            writer.write(STREAM_HEAD + chunk(delta(content="Rain falls")))
            await stopped.wait()

    stopped = asyncio.Event()
    async with a_server(answer) as url:
        save_settings(paths_in(home).settings, server_settings(url, key=None))
        playing = started("play", "--json", "--say", "I wait.")
        printed = await asyncio.to_thread(until_a_reply_streams, playing)
        playing.send_signal(signal.SIGINT)
        rest, complained = await asyncio.to_thread(playing.communicate)
        stopped.set()
    events = [json.loads(line) for line in (printed + rest).splitlines()]
    assert (playing.returncode, complained) == (1, "")
    assert events[-1]["event"] == "TurnStopped"
    assert "You stopped" in events[-1]["sentence"]
    async with an_engine(home) as (engine, _):
        (session,) = await engine.sessions()
        _, player, reply = (await engine.session(session.id)).path
    assert player.text == "I wait."
    assert (reply.text, reply.status) == ("Rain falls", MessageStatus.INTERRUPTED)


def until_a_reply_streams(process):
    printed = ""
    for line in process.stdout:
        printed += line
        if json.loads(line)["event"] == "ReplyDelta":
            return printed
    raise AssertionError(f"no reply was streamed:\n{printed}{process.stderr.read()}")


@pytest.mark.model
def test_the_self_test_plays_the_built_in_model(home):
    code, printed, complained = run("--self-test")
    assert (code, complained) == (0, "")
    assert "replies in 2 turns, from SmolLM2-135M-Instruct" in printed
    assert [path.name for path in home.iterdir()] == ["settings.json"]
