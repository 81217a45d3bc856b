"""What models make of prompt packs, and what the story keeps of it."""

import json
from dataclasses import replace
from functools import partial

import pytest
from builders import an_adventure
from engines import an_engine, path_of, play, scripted_settings

from engine.cli import packs as command
from engine.domain.calls import CostSource
from engine.domain.consent import refuse
from engine.domain.ids import ProfileId
from engine.domain.messages import AuthorKind
from engine.domain.tasks import Complexity, Task
from engine.errors import AuthenticationError, BadResponseError, EngineError, TurnInProgressError
from engine.providers.scripted import Reply
from engine.settings import TaskSetting, with_task

GERMAN = {"detected_language": "English", "translation": "Regen."}
REFUSED = AuthenticationError("Scripted", "Scripted refused the key. Paste it again.")
LONG = "I count the ropes on the quay, one after the other. " * 20


def answering(*answers):
    """Rain, again and again; and in turn what is asked beside the story."""
    said = iter(answers)

    def script(completion):
        if not completion.aside:
            return "Rain."
        answer = next(said)
        return json.dumps(answer) if isinstance(answer, dict) else answer

    return script


async def a_played_session(engine):
    session = await engine.new_session(an_adventure())
    await play(engine, session, "I raise the lamp.")
    return await engine.session(session.id)


async def test_a_translation_becomes_a_version_only_when_it_is_kept_and_undo_takes_it_back(
    tmp_path,
):
    async with an_engine(tmp_path, answering(GERMAN)) as (engine, adapter):
        session = await a_played_session(engine)
        reply = session.path[-1]
        result = await engine.packs.run(
            session.id, "translate", {"language": "German"}, refuse, reply.id
        )
        asked = adapter.requests[-1]
        assert asked.messages[-1].text.endswith("Passage:\nRain.")
        assert "into German" in asked.messages[-1].text
        assert (asked.temperature, asked.max_tokens) == (0.1, 1024)
        assert asked.constraint.name == "translate"
        assert (result.answer.text, result.row.model) == ("Regen.", "scripted")
        assert await engine.session(session.id) == session

        kept = await engine.packs.keep(session.id, result, reply.id)
        version = kept.path[-1]
        assert (version.text, version.parent, version.author) == (
            "Regen.",
            reply.parent,
            reply.author,
        )
        assert (version.effects, version.edited) == (reply.effects, True)
        assert version.facts.model == "scripted"
        assert await engine.swipes(version.id) == (reply.id, version.id)
        assert (await engine.undo(session.id)).path[-1] == reply
        assert (await engine.redo(session.id)).path[-1] == version


async def test_an_answer_of_the_wrong_form_is_asked_for_again_and_then_is_none(tmp_path):
    wrong = {"translation": "Regen."}
    script = answering(wrong, "Regen.", GERMAN, wrong, wrong, wrong)
    async with an_engine(tmp_path, script) as (engine, _):
        session = await a_played_session(engine)
        result = await engine.packs.run(session.id, "translate", {}, refuse)
        assert result.answer.text == "Regen."
        assert len(result.rows) == 3
        assert result.cost.source is CostSource.FREE
        with pytest.raises(BadResponseError, match="in the form asked for"):
            await engine.packs.run(session.id, "translate", {}, refuse)
        assert await engine.session(session.id) == session


async def test_a_failed_call_and_an_empty_answer_are_no_answers(tmp_path):
    script = answering(REFUSED, {**GERMAN, "translation": " "})
    async with an_engine(tmp_path, script) as (engine, adapter):
        session = await a_played_session(engine)
        with pytest.raises(EngineError, match="refused the key"):
            await engine.packs.run(session.id, "translate", {}, refuse)
        with pytest.raises(BadResponseError, match="left its answer empty"):
            await engine.packs.run(session.id, "translate", {}, refuse)
        count = len(adapter.requests)
        with pytest.raises(EngineError, match="There is no prompt pack “sing”"):
            await engine.packs.run(session.id, "sing", {}, refuse)
        with pytest.raises(EngineError, match="without text"):
            await engine.packs.run(None, "translate", {}, refuse)
        gone = await engine.new_session(an_adventure())
        with pytest.raises(EngineError, match="no longer part"):
            await engine.packs.run(session.id, "translate", {}, refuse, gone.path[0].id)
        assert len(adapter.requests) == count


async def test_the_last_turn_of_a_fight_becomes_a_narrators_message_with_moves_to_follow(tmp_path):
    answer = {"summary": "He falls.", "next_hooks": ["I run. ", "I run.", "", "I wait."]}
    async with an_engine(tmp_path, answering(answer)) as (engine, adapter):
        session = await a_played_session(engine)
        result = await engine.packs.run(session.id, "battle_narration", {}, refuse)
        asked = adapter.requests[-1].messages[-1].text
        assert asked.endswith("The last turn:\nAda: I raise the lamp.\nNarrator: Rain.")
        assert result.answer.moves == ("I run.", "I wait.")
        kept = await engine.packs.keep(session.id, result)
        assert kept.path[:-1] == session.path
        assert (kept.path[-1].text, kept.path[-1].author.kind) == ("He falls.", AuthorKind.NARRATOR)
        assert (kept.path[-1].turn, kept.path[-1].effects) == (session.turn, ())
        await play(engine, session, "I wait.")
        assert (await path_of(engine, session))[-3] == kept.path[-1]


async def test_own_words_have_no_versions_and_nothing_is_kept_while_a_turn_is_played(tmp_path):
    async with an_engine(tmp_path, answering(GERMAN)) as (engine, _):
        session = await a_played_session(engine)
        own = session.path[-2]
        result = await engine.packs.run(session.id, "translate", {}, refuse, own.id)
        with pytest.raises(EngineError, match="Only a reply has versions"):
            await engine.packs.keep(session.id, result, own.id)
        turn = engine.play_turn(session.id, "I wait.", refuse)
        await anext(turn)
        with pytest.raises(TurnInProgressError):
            await engine.packs.keep(session.id, result, session.path[-1].id)
        await turn.aclose()


async def test_a_long_scene_loses_its_beginning_and_never_the_passage(tmp_path):
    answer = {"narration": "Rope after rope."}
    settings = scripted_settings()
    small = replace(settings.profiles[0], context_window=2200)
    script = answering(answer)
    async with an_engine(tmp_path, script, settings=replace(settings, profiles=(small,))) as (
        engine,
        adapter,
    ):
        session = await engine.new_session(an_adventure())
        for number in range(5):
            await play(engine, session, f"{number}. {LONG}")
        await engine.packs.run(session.id, "narrator", {}, refuse)
        asked = adapter.requests[-1].messages[-1].text
        assert asked.endswith("Narrate this:\nRain.")
        assert "4. I count" in asked
        assert "0. I count" not in asked


async def test_a_pack_goes_where_its_description_proposes_unless_the_player_chose(tmp_path):
    settings = scripted_settings()
    other = replace(settings.profiles[0], id=ProfileId("other"), model="other")
    settings = replace(settings, profiles=(*settings.profiles, other))
    folder = tmp_path / "providers"
    folder.mkdir()
    described = {"id": "scripted", "defaults": {"modules": {"translate": {"model": "other"}}}}
    (folder / "scripted.json").write_text(json.dumps(described), encoding="utf-8")
    answers = answering(GERMAN, {"rewritten": "Rain."}, GERMAN)
    async with an_engine(tmp_path, answers, settings=settings) as (engine, _):
        session = await a_played_session(engine)

        async def asked(pack):
            return (await engine.packs.run(session.id, pack, {}, refuse)).row.model

        assert await asked("translate") == "other"
        assert await asked("pov_rewrite") == "scripted"
        chosen = TaskSetting(task=Task.REWRITE, profile=settings.profiles[0].id)
        await engine.change_settings(partial(with_task, setting=chosen))
        assert await asked("translate") == "scripted"


async def test_a_copy_is_made_used_and_put_away(tmp_path):
    async with an_engine(tmp_path) as (engine, _):
        path = await engine.packs.own_copy("translate")
        document = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**document, "instructions": "Sing."}), encoding="utf-8")
        assert await engine.packs.own_copy("translate") == path
        run = await engine.packs.dry_run("translate", {"text": "Fog."})
        assert run.messages[0].text == "Sing."
        assert "Fog." in run.messages[1].text
        assert run.answer.text == "Die Lampe geht aus."
        await engine.packs.to_original("translate")
        known = {each.pack.id: each for each in await engine.packs.read()}
        assert not known["translate"].own
        with pytest.raises(EngineError, match="could not be put away"):
            await engine.packs.to_original("translate")


async def test_in_the_terminal_packs_are_listed_looked_at_and_asked_for(tmp_path, capsys):
    async with an_engine(tmp_path, [Reply(steps=(json.dumps(GERMAN),))]) as (engine, adapter):
        path = await engine.packs.own_copy("narrator")
        path.write_text("{", encoding="utf-8")
        assert await command.list_packs(engine) == 0
        printed = capsys.readouterr()
        assert str(Complexity.CRITICAL) in printed.out
        assert "Triptych's own is used" in printed.err
        assert await command.dry_run(engine, "translate", "Fog.", ["language=Welsh"]) == 0
        printed = capsys.readouterr().out
        assert "into Welsh" in printed
        assert "Die Lampe geht aus." in printed
        assert adapter.requests == []
        assert await command.run(engine, "translate", "Rain.", []) == 0
        assert capsys.readouterr().out == "Regen.\n\nDetected language: English\n"
        with pytest.raises(EngineError, match="Write it as name=value"):
            await command.run(engine, "translate", "Rain.", ["language"])
