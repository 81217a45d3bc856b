"""The small pieces: owned tasks, theme, lists, the growing field, figures."""

import asyncio
import json

import pytest
from engines import paths_in
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QListView, QVBoxLayout, QWidget

from desktop.parts.portraits import initials
from desktop.qt.dialogs import QuestionDialog, accepted
from desktop.qt.tasks import Tasks
from desktop.qt.theme import Scheme, Theme, Tokens, palette, style_sheet
from desktop.widgets.entry_list import Entry, EntryListModel
from desktop.widgets.growing_edit import GrowingEdit
from desktop.widgets.strip import Strip
from engine.paths import resources_folder

THEMES = resources_folder() / "themes"


async def test_what_a_task_raises_goes_to_its_owner():
    failures = []
    tasks = Tasks(failures.append)

    async def fail() -> None:
        raise LookupError("no")

    await asyncio.wait((tasks.start(fail()),))
    await asyncio.sleep(0)
    assert [type(error) for error in failures] == [LookupError]
    assert len(tasks) == 0


async def test_closing_tasks_waits_until_they_have_cleaned_up():
    steps = []
    tasks = Tasks(steps.append)

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            steps.append("cleaned")

    tasks.start(work())
    await asyncio.sleep(0)
    await tasks.aclose()
    assert steps == ["cleaned"]


@pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager
async def test_a_dialog_is_awaited_without_a_loop_of_its_own(qtbot):
    dialog = QuestionDialog(None, title="A link", text="Open it?", yes="Open")
    asking = asyncio.ensure_future(accepted(dialog))
    await asyncio.sleep(0)
    assert dialog.isVisible()
    dialog.done(QDialog.DialogCode.Accepted)
    assert await asking is True


@pytest.mark.qt_log_ignore("propagateSizeHints")  # as above
async def test_a_cancelled_dialog_is_taken_away(qtbot):
    dialog = QuestionDialog(None, title="Link", text="Open it?", yes="Open")
    asking = asyncio.ensure_future(accepted(dialog))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.wait((asking,))
    del dialog
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, QuestionDialog)]


def test_both_schemes_name_every_token():
    body = json.loads((THEMES / "triptych.json").read_text())
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        assert set(body[scheme]) == set(Tokens.__dataclass_fields__)


def test_the_style_sheet_knows_every_token_it_uses_and_scales_sizes(qapp):
    theme = Theme(qapp, THEMES)
    label = "QLabel { color: $text; font-size: $type_small; padding: 2sp; }"
    sheet = style_sheet(label, theme.tokens, {"type_small": 12}, 1.5, icons="i")
    assert sheet == f"QLabel {{ color: {theme.tokens.text}; font-size: 18px; padding: 3px; }}"
    template = (THEMES / "window.qss").read_text()
    whole = style_sheet(template, theme.tokens, theme.sizes, 1.0, icons="i")
    assert "$" not in whole.partition("*/")[2]


def test_a_list_of_another_kind_than_ours_has_a_ground_of_its_own(qapp, qtbot):
    theme = Theme(qapp, THEMES)
    template = (THEMES / "window.qss").read_text()
    popup = QListView()
    qtbot.addWidget(popup)
    popup.setStyleSheet(style_sheet(template, theme.tokens, theme.sizes, 1.0, icons="i"))
    popup.setPalette(palette(theme.tokens))
    ground = popup.viewport().grab().toImage().pixelColor(5, 5)
    assert ground.name() == theme.tokens.background


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("ground", ["background", "panel", "surface"])
@pytest.mark.parametrize(
    "token", ["text", "strong", "dim", "faint", "main", "cot", "utility", "good", "bad", "speech"]
)
def test_text_can_be_read_on_its_ground(scheme, ground, token):
    colours = json.loads((THEMES / "triptych.json").read_text())[scheme]
    assert _contrast(colours[token], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("token", ["good", "warn", "bad"])
def test_a_badge_can_be_read_on_its_tint(scheme, token):
    colours = json.loads((THEMES / "triptych.json").read_text())[scheme]
    assert _contrast(colours[token], colours[f"{token}_ground"]) >= 4.5


def test_an_entry_list_model_is_a_model_by_qts_own_rules(qtbot):
    model = EntryListModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_entries([Entry(id="a", title="A"), Entry(id="b", title="B", line="two")])
    model.set_entries([Entry(id="a", title="A"), Entry(id="b", title="Bee")])
    model.set_entries([])
    assert model.rowCount() == 0


def test_the_field_grows_to_eight_lines(qtbot):
    edit = GrowingEdit()
    qtbot.addWidget(edit)
    edit.resize(400, 40)
    heights = []
    for lines in (1, 3, 8, 20):
        edit.setPlainText("\n".join(["word"] * lines))
        heights.append(edit.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_a_strip_forgets_its_answers_when_it_asks_anew(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    strip = Strip(page)
    strip.say("May it?", ("Yes", "No"), "ask")
    strip.say("Really?", ("Yes",), "ask")
    assert [button.text() for button in strip.buttons] == ["Yes"]
    with qtbot.waitSignal(strip.pressed) as pressed:
        strip.buttons[0].click()
    assert pressed.args == ["Yes"]
    assert strip.isHidden()


@pytest.mark.qt_log_ignore("This plugin does not support")  # no window manager
def test_the_answers_of_a_strip_come_by_tab_where_it_stands(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    before, strip, after = QLineEdit(), Strip(), QLineEdit()
    layout = QVBoxLayout(page)
    for widget in (before, strip, after):
        layout.addWidget(widget)
    page.show()
    strip.say("May it?", ("Yes", "Always", "No"), "ask")
    before.setFocus()
    passed = []
    for _ in range(4):
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        passed.append(page.focusWidget())
    assert passed == [*strip.buttons, after]


@pytest.mark.parametrize(("width", "lines"), [(1200, 1), (500, 1), (320, 2)])
def test_the_buttons_of_a_strip_stand_together_and_below_the_sentence_begin_where_it_does(
    qtbot, width, lines
):
    page = QWidget()
    qtbot.addWidget(page)
    strip = Strip(page)
    page.show()
    strip.say("It broke off.", ("Continue with another", "Retry", "Use the built-in model"), "ask")
    strip.resize(width, 200)
    strip.layout().activate()
    first, second, third = strip.buttons
    tops = {button.y() for button in strip.buttons}
    assert len(tops) == lines
    assert second.y() == first.y()
    assert second.x() - first.geometry().right() <= 10
    if width < 1200:
        assert first.x() == strip._sentence.x()
        assert min(tops) > strip._sentence.y()
    else:
        assert third.geometry().right() >= width - 20


def test_the_paths_of_the_theme_are_those_of_the_program(tmp_path):
    assert (paths_in(tmp_path).resources / "themes" / "triptych.json").exists()


def _contrast(one: str, other: str) -> float:
    """The contrast ratio as WCAG 2 defines it."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Mira Oduya", "MO"),
        ("Tam", "T"),
        ("the Keeper of the Lamp", "TL"),
        ("e\u0301milie", "E\u0301"),
        ("\U0001f469\u200d\U0001f467 \U0001f56f\ufe0f", "\U0001f469\u200d\U0001f467"),
        ("\U0001f56f\ufe0f Wren", "W"),
        ("\u05de\u05e8\u05d9\u05dd", "\u05de"),
        ("\u201cRaven\u201d", "\u201c"),
        ("", ""),
        ("a" + "\u0301" * 500, "A" + "\u0301" * 7),
    ],
)
def test_a_portrait_has_the_first_letters_whole(name, letters):
    assert initials(name) == letters
