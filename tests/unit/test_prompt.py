"""Prompts: stable parts first, within the budget, with a reason for every part."""

from dataclasses import replace
from itertools import accumulate, pairwise, takewhile

import pytest
from builders import (
    MIRA,
    MIRA_AUTHOR,
    PLAYER_AUTHOR,
    a_lore_entry,
    a_message,
    a_path,
    an_adventure,
)
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.adventure import opening_state
from engine.domain.manners import Manner
from engine.domain.messages import ChatRole
from engine.domain.prompts import SegmentKind
from engine.domain.rules import Position, SystemMessage
from engine.domain.sessions import Earlier
from engine.prompt.assemble import ReplyRequest, assemble
from engine.prompt.history import first_kept, newest
from engine.prompt.lore import activated
from engine.prompt.segments import told
from engine.prompt.tokens import MESSAGE_TOKENS, estimate_tokens


def a_request(path=None, budget=2000, adventure=None, **more):
    adventure = adventure or an_adventure()
    path = path or (*a_path(4), a_message(5, "I wave.", PLAYER_AUTHOR))
    return ReplyRequest(
        adventure=adventure,
        state=opening_state(adventure),
        path=path,
        speaker=more.pop("speaker", None),
        budget=budget,
        **more,
    )


def test_the_parts_that_never_change_come_before_the_history_and_what_is_new_after_it():
    prompt = assemble(a_request(adventure=an_adventure(lore=(a_lore_entry(1, constant=True),))))
    kinds = [segment.kind for segment in prompt.segments]
    assert kinds.index(SegmentKind.LORE) < kinds.index(SegmentKind.HISTORY)
    assert kinds.index(SegmentKind.HISTORY) < kinds.index(SegmentKind.SCENE)
    assert kinds[-2:] == [SegmentKind.PLAYER, SegmentKind.INSTRUCTION]
    assert prompt.messages[-1].text.endswith("Ada: I wave.\n\nWrite what happens next.")


def test_the_chat_begins_with_one_system_message_and_then_alternates():
    chat_roles = [message.chat_role for message in assemble(a_request()).messages]
    assert chat_roles[0] is ChatRole.SYSTEM
    assert chat_roles.count(ChatRole.SYSTEM) == 1
    assert all(one is not other for one, other in pairwise(chat_roles))


def test_the_scene_names_place_time_company_and_what_is_carried():
    text = assemble(a_request()).messages[-1].text
    for said in ("The Gull", "12:00", "Mira Oduya, Tam", "Ada carries: letter"):
        assert said in text


def test_a_speaking_character_gets_a_sheet_and_sees_who_said_what():
    adventure = an_adventure()
    path = (
        *a_path(2),
        a_message(2, "Put that away.", MIRA_AUTHOR),
        a_message(3, "Why?", PLAYER_AUTHOR),
    )
    prompt = assemble(a_request(path=path, speaker=adventure.character(MIRA)))
    assert "You are Mira Oduya." in prompt.messages[-1].text
    assert "Mira Oduya: Put that away." in prompt.messages[-2].text
    assert "Ada: Why?" in prompt.messages[-1].text


def test_a_second_speaker_answers_the_first():
    path = (
        *a_path(3),
        a_message(3, "Tam, Mira!", PLAYER_AUTHOR),
        a_message(4, "Yes?", MIRA_AUTHOR),
    )
    prompt = assemble(a_request(path=path))
    assert prompt.messages[-2].text == "Mira Oduya: Yes?"
    assert prompt.messages[-2].chat_role is ChatRole.ASSISTANT


def test_lore_enters_when_it_is_mentioned_and_says_why():
    lore = (a_lore_entry(1, "salt road"), a_lore_entry(2, "dragon"))
    path = (*a_path(3), a_message(3, "Where is the Salt Road?", PLAYER_AUTHOR))
    prompt = assemble(a_request(path=path, adventure=an_adventure(lore=lore)))
    entries = [segment for segment in prompt.segments if segment.kind is SegmentKind.LORE]
    assert [(entry.text, entry.included) for entry in entries] == [("Lore number 1.", True)]
    assert "salt road" in entries[0].reason


def test_a_key_matches_whole_words_only():
    assert not activated((a_lore_entry(1, "art"),), "The party starts.")
    assert activated((a_lore_entry(1, "art"),), "It was ART, they said")


@pytest.mark.parametrize("key", ["", "!", "salt dragon", "road salt"])
def test_a_key_of_several_words_matches_them_in_their_order_and_one_of_none_nothing(key):
    assert not activated((a_lore_entry(1, key),), "The salt road, the dragon.")
    assert not activated((a_lore_entry(1, key),), "")
    assert activated((a_lore_entry(1, key, "Salt  Road"),), "The salt-road.")


def test_what_rules_say_stands_first_or_last_as_they_wish():
    instructions = (
        SystemMessage(text="Be grim.", position=Position.FIRST),
        SystemMessage(text="Mention the storm.", position=Position.LAST),
    )
    prompt = assemble(a_request(instructions=instructions))
    assert prompt.messages[0].text.startswith("Be grim.")
    assert "Mention the storm." in prompt.messages[-1].text


def test_a_summary_stands_for_the_messages_it_covers():
    path = (*a_path(30), a_message(31, "And then?", PLAYER_AUTHOR))
    prompt = assemble(
        a_request(path=path, budget=500, summary=Earlier(text="They met.", covers=20))
    )
    history = [segment for segment in prompt.segments if segment.kind is SegmentKind.HISTORY]
    assert "Earlier: They met." in prompt.messages[0].text
    out = [segment for segment in history if not segment.included]
    assert [(each.title, each.reason) for each in out] == [("Turns 0 to 10", "told in the summary")]
    kept = zip(history[1:], path[20:-1], strict=True)
    assert all(segment.text.endswith(message.text) for segment, message in kept)


@given(st.integers(0, 120), st.integers(60, 4000), st.integers(1, 60))
def test_a_prompt_fits_its_budget_unless_what_it_cannot_do_without_is_larger(length, budget, words):
    lore = tuple(a_lore_entry(number, "word1", constant=number % 2 == 0) for number in range(8))
    path = (*a_path(length, words), a_message(200, "I wave.", PLAYER_AUTHOR))
    prompt = assemble(a_request(path=path, budget=budget, adventure=an_adventure(lore=lore)))
    optional = (SegmentKind.LORE, SegmentKind.HISTORY, SegmentKind.SUMMARY)
    required = sum(s.tokens for s in prompt.segments if s.kind not in optional)
    assert all(s.included for s in prompt.segments if s.kind not in optional)
    assert prompt.tokens <= max(budget, required)
    assert all(segment.reason for segment in prompt.segments)


def kept_of(sizes, budget):
    totals = takewhile(lambda total: total <= budget, accumulate(reversed(sizes)))
    return first_kept(list(totals), len(sizes), budget)


@given(st.lists(st.integers(1, 200), max_size=80), st.integers(0, 3000))
def test_kept_history_fits_and_nothing_is_left_out_that_need_not_be_for_long(sizes, budget):
    kept = kept_of(sizes, budget)
    assert sum(sizes[kept:]) <= budget
    assert kept == 0 or sum(sizes) > budget
    assert kept == 0 or sum(sizes[kept - 1 :]) > budget // 2


@given(st.integers(0, 400), st.integers(1, 3000))
def test_what_is_kept_does_not_hang_on_how_far_the_sizes_were_added_up(length, budget):
    totals = [20 * number for number in range(1, length + 1)]
    fitting = [total for total in totals if total <= budget]
    assert first_kept(totals, length, budget) == first_kept(fitting, length, budget)


def test_the_start_of_the_history_stays_put_for_many_turns():
    starts = [kept_of([20] * length, 600) for length in range(30, 130)]
    assert len(set(starts)) <= 11
    assert starts == sorted(starts)


@given(st.lists(st.integers(10, 200), min_size=150, max_size=150))
def test_the_start_of_the_history_never_moves_back(sizes):
    starts = [kept_of(sizes[:length], 2000) for length in range(1, 151)]
    assert starts == sorted(starts)
    assert len(set(starts)) <= 40


def test_no_more_of_a_long_story_is_looked_at_than_fits():
    seen = []

    def noted(message):
        seen.append(message)
        return told(message, (), seen=True)

    path = a_path(400)
    segments, totals = newest(path, 399, noted, 500)
    assert seen == [*reversed(path[:399])][: len(seen)]
    assert len(seen) == len(segments) + 1 == len(totals) + 1
    assert totals[-1] <= 500 < totals[-1] + told(seen[-1], (), seen=True).tokens + MESSAGE_TOKENS


def test_what_is_left_out_says_about_how_many_tokens_it_has():
    path = (*a_path(300), a_message(300, "I wave.", PLAYER_AUTHOR))
    segments = assemble(a_request(path=path)).segments
    (left_out,) = (each for each in segments if not each.text)
    out = path[: 300 - sum("word" in each.text for each in segments)]
    assert left_out.title == f"Turns 0 to {out[-1].turn}"
    exactly = sum(estimate_tokens(each.text) + 1 + MESSAGE_TOKENS for each in out)
    assert left_out.tokens == pytest.approx(exactly, rel=0.1)


@given(st.text())
def test_an_estimate_grows_with_the_text(text):
    assert estimate_tokens(text + "a") >= estimate_tokens(text)
    assert (estimate_tokens(text) == 0) == (text == "")


def test_what_precedes_the_last_message_is_the_same_whoever_speaks():
    adventure = an_adventure()
    narrated = assemble(a_request())
    spoken = assemble(a_request(speaker=adventure.character(MIRA)))
    assert narrated.messages[:-1] == spoken.messages[:-1]


def test_what_the_player_tells_as_the_narrator_is_the_storys_own_voice_once_it_is_past():
    told = replace(a_message(3, "A glass breaks."), manner=Manner.STORY)
    latest = assemble(a_request(path=(*a_path(3), told))).messages[-1]
    assert "This happens now: A glass breaks." in latest.text
    assert latest.chat_role is ChatRole.USER
    past = assemble(a_request(path=(*a_path(3), told, a_message(4, "I stare.", PLAYER_AUTHOR))))
    (message,) = (each for each in past.messages if "A glass breaks." in each.text)
    assert message.chat_role is ChatRole.ASSISTANT
    assert "This happens now" not in message.text
