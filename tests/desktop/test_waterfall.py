"""A turn's calls as rows in time, and the widget that draws them."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from desktop.qt.theme import Scheme, Theme
from desktop.session.turn_calls import CallLine, CallState, Step
from desktop.session.turn_view import TurnView
from desktop.session.waterfall import Waterfall
from desktop.session.waterfall_rows import waterfall_rows
from engine.domain.ids import CallId
from engine.domain.tasks import ModelRole, Task
from engine.paths import resources_folder

INTENT = CallLine(
    call=CallId("intent"),
    task=Task.INTENT,
    model_role=ModelRole.UTILITY,
    model="small",
    provider="Built in",
    state=CallState.FINISHED,
    began=10.0,
    ended=10.2,
)
RULE = replace(
    INTENT, call=CallId("r1"), task=Task.RULE_EVALUATION, model_role=ModelRole.COT, model="judge"
)
REPLY = replace(
    INTENT,
    call=CallId("reply"),
    task=Task.CHARACTER_REPLY,
    model_role=ModelRole.MAIN,
    writes="Mira Oduya",
    state=CallState.RUNNING,
    began=11.0,
    ended=None,
)


def a_view(*calls: CallLine, ended: bool = False) -> TurnView:
    return TurnView(turn=1, calls=calls, began=10.0, ended=ended)


def test_questions_asked_one_after_another_are_one_row_with_a_bar_each():
    second = replace(RULE, call=CallId("r2"), began=10.4, ended=11.0)
    rows = waterfall_rows(a_view(INTENT, replace(RULE, began=10.3, ended=10.4), second, REPLY), 12)
    assert [row.name for row in rows] == ["Intent", "Rules ×2", "Mira Oduya"]
    assert [len(row.bars) for row in rows] == [1, 2, 1]
    assert [row.time for row in rows] == ["0.2 s", "0.7 s", "…"]


def test_two_models_that_write_for_one_speaker_are_told_apart_by_their_names_and_others_not():
    one, other = (
        replace(REPLY, call=CallId(model), model=model) for model in ("maker/small-1", "maker/big")
    )
    rows = waterfall_rows(a_view(INTENT, one, other), 12)
    assert [row.name for row in rows] == ["Intent", "small-1", "big"]
    assert rows[1].details.startswith("Mira Oduya: Main, maker/small-1")
    again = replace(one, call=CallId("again"))
    tam = replace(other, writes="Tam")
    names = [row.name for row in waterfall_rows(a_view(INTENT, INTENT, one, again, tam), 12)]
    assert names == ["Intent", "Intent", "Mira Oduya", "Mira Oduya", "Tam"]


def test_a_running_call_reaches_to_now_and_the_others_shrink_with_time():
    soon, later = (waterfall_rows(a_view(INTENT, REPLY), now) for now in (12.0, 14.0))
    assert soon[1].bars[0].end == later[1].bars[0].end == 1.0
    assert abs(soon[0].bars[0].end - 0.1) < 1e-9
    assert later[0].bars[0].end < soon[0].bars[0].end


def test_a_turn_that_ended_is_drawn_to_its_last_call_whatever_the_clock_says():
    ended = replace(REPLY, state=CallState.FINISHED, ended=12.0)
    assert waterfall_rows(a_view(INTENT, ended, ended=True), 99)[1].bars[0].end == 1.0


def test_a_failed_attempt_leaves_a_mark_and_says_what_came_of_it():
    steps = (Step(text="P is too busy.", failed=True), Step(text="q takes over"))
    row = waterfall_rows(a_view(replace(REPLY, failures=(11.5,), steps=steps)), 13)[0]
    assert row.bars[0].failures == (0.5,)
    assert row.steps == steps


def test_what_several_questions_met_is_told_once():
    busy, queue = Step(text="P is too busy.", failed=True), "in the queue"
    met = replace(INTENT, task=Task.RULE_EVALUATION, steps=(busy,), note=queue)
    (row,) = waterfall_rows(a_view(met, replace(met, call=CallId("other"))), 13)
    assert row.steps == (busy, Step(text=queue))


def test_a_call_that_failed_for_good_says_so_in_words():
    failed = replace(REPLY, state=CallState.FAILED, ended=12.0)
    assert waterfall_rows(a_view(failed, ended=True), 13)[0].time == "failed 1.0 s"


def test_the_drawing_grows_only_while_a_call_runs_and_it_is_seen(qtbot: QtBot, qapp):
    theme = Theme(qapp, resources_folder() / "themes")
    theme.wear(Scheme.DARK, 1.0)
    waterfall = Waterfall(theme, clock=lambda: 12.0)
    qtbot.addWidget(waterfall)
    waterfall.show_view(a_view(INTENT, REPLY))
    assert waterfall.is_growing
    assert "Mira Oduya: Main" in waterfall.accessibleDescription()
    waterfall.hide()
    assert not waterfall.is_growing
    waterfall.show()
    assert waterfall.is_growing
    finished = replace(REPLY, state=CallState.FINISHED, ended=12.0)
    waterfall.show_view(a_view(INTENT, finished, ended=True))
    assert not waterfall.is_growing
    assert waterfall.sizeHint().height() > 0
    qapp.setStyleSheet("")
