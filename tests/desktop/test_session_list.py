"""The list of sessions in the window: found, named, branched, deleted, and all of it undone."""

import asyncio
from dataclasses import replace

import pytest
from builders import TODAY, an_adventure
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop.session.session_entries import hit_entries, listed, matching, short
from desktop.texts import side as texts
from desktop.widgets.entry_painting import one_line
from engine.domain.ids import AdventureId, MessageId, SessionId
from engine.domain.sessions import SearchHit, SessionSummary
from engine.providers.scripted import Reply
from engine.storage.sessions import create_session

STRANGE = (
    "x" * 500,
    "Salt " * 100,
    "🕯️👩‍👩‍👧‍👦🏴‍☠️ é̂̃",
    "أضع الرسالة المختومة على الطاولة",
    "Rain أضع and ליל snow",
    "first line\nsecond line\r\nthird\ttab",
    "<b>bold</b> & <img src='x'>",
    "\u202eoverride\u202c",
)


def a_summary(number=0, **changes):
    summary = SessionSummary(
        id=SessionId(f"s{number}"),
        name="The Salt Road",
        adventure=AdventureId("a"),
        adventure_title="The Salt Road",
        turn=42,
        place="Harbour of Vess",
        played_at=TODAY,
    )
    return replace(summary, **changes)


def titles(shown):
    return [each.title for each in shown.page.side.sessions.entries.entries]


def open_name(shown):
    session = shown.page.side.sessions
    return session.currentIndex().data()


def id_of(shown, title):
    entries = shown.page.side.sessions.entries.entries
    return next(each.id for each in entries if each.title == title)


async def with_sessions(shown, until, *names):
    """The window with these sessions besides the first, the last named open."""
    for name in names:
        session = await shown.engine.new_session(an_adventure())
        await shown.engine.rename_session(session.id, name)
        shown.page.side.opened.emit(session.id)
        await until(lambda name=name: name in titles(shown) and open_name(shown) == one_line(name))


def the_toast(shown):
    return shown.window.toasts.shown[-1]


# What a row says


@pytest.mark.parametrize(
    ("summary", "line"),
    [
        (a_summary(), "Turn 42 · Harbour of Vess"),
        (a_summary(turn=0), "Not begun · Harbour of Vess"),
        (a_summary(place=""), "Turn 42"),
        (a_summary(turn=0, place=""), "Not begun"),
    ],
)
def test_a_row_says_where_the_story_stands(summary, line):
    assert listed([summary])[0].entry.line == line


def test_sessions_that_would_look_alike_say_when_they_were_played():
    later = TODAY.replace(year=2031)
    rows = listed([a_summary(1), a_summary(2, played_at=later), a_summary(3, turn=3)])
    lines = [each.entry.line for each in rows]
    assert "2030" in lines[0]
    assert "2031" in lines[1]
    assert lines[2] == "Turn 3 · Harbour of Vess"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["s1", "s2"]),
        ("SALT", ["s1"]),
        ("vess", ["s1"]),
        ("tram carr", ["s2"]),
        ("tram vess", []),
        ("night", ["s2"]),
    ],
)
def test_sessions_are_found_by_name_adventure_and_place(text, found):
    rows = listed(
        [
            a_summary(1),
            a_summary(2, name="Mine", adventure_title="Night Tram", place="Carriage 3"),
        ]
    )
    assert [each.id for each in matching(rows, text)] == found


@pytest.mark.parametrize(
    ("excerpt", "shown"),
    [
        ("A lantern sways.", "A lantern sways."),
        ("…and in the deep of the night a lantern sways.", "…night a lantern sways."),
        ("x" * 40 + " lantern", "…lantern"),
    ],
)
def test_a_hit_begins_near_the_word_that_was_found(excerpt, shown):
    at = excerpt.index("lantern")
    hit = SearchHit(
        session=SessionId("s"),
        session_name="Rain",
        message=MessageId("m"),
        author="Mira",
        turn=3,
        excerpt=excerpt,
        matches=((at, at + 7),),
    )
    (entry,) = hit_entries([hit])
    assert (entry.title, entry.line, entry.tip) == (shown, "Rain · turn 3", excerpt)


def test_a_long_name_is_short_in_a_sentence():
    assert short("first\nsecond") == "first second"
    assert len(short("x" * 500)) == 60


# In the window


async def test_the_list_is_filtered_as_one_types_and_escape_brings_all_back(a_window, until):
    async with a_window() as shown:
        await with_sessions(shown, until, "Night Tram")
        shown.page.side.list.search.click()
        QTest.keyClicks(shown.page.side.list.field, "tram")
        assert titles(shown) == ["Night Tram"]
        QTest.keyClicks(shown.page.side.list.field, "x")
        assert shown.page.side.list.nothing.text() == texts.NOTHING_CALLED
        assert shown.page.side.list.nothing.isVisible()
        QTest.keyClick(shown.page.side.list.field, Qt.Key.Key_Escape)
        assert sorted(titles(shown)) == ["A test", "Night Tram"]
        assert not shown.page.side.list.field.isVisible()


async def test_words_of_a_story_are_found_and_the_story_opens_there(a_window, until):
    async with a_window(["A lantern sways.", "The fire cracks."]) as shown:
        first = id_of(shown, "A test")
        for text in ("I wait.", "I sing."):
            shown.send(text)
            await until(lambda text=text: text in shown.texts and not shown.is_busy)
        await with_sessions(shown, until, "Night Tram")
        shown.page.side.list.search.click()
        QTest.keyClicks(shown.page.side.list.field, "lantern")
        hits = shown.page.side.list.hits
        await until(lambda: hits.entries.entries)
        assert hits.entries.entries[0].title == "A lantern sways."
        assert hits.entries.entries[0].line == "A test · turn 1"
        hits.opened.emit(hits.entries.entries[0].id)
        await until(lambda: "A lantern sways." in shown.texts)
        found = (await shown.engine.session(first)).path[2]
        await until(lambda: shown.page.story.reader.quoted)
        assert shown.page.story.reader.quoted.row_id == found.id


async def test_a_hit_on_another_branch_is_opened_on_its_branch(a_window, until):
    async with a_window(["A lantern sways.", "The fire cracks."]) as shown:
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        shown.page.story.action_requested.emit(shown.page.transcript.row(2).id, "regenerate")
        await until(lambda: "The fire cracks." in shown.texts and not shown.is_busy)
        (hit,) = await shown.engine.search("lantern")
        shown.page.side.list.hit_opened.emit(hit)
        await until(lambda: "A lantern sways." in shown.texts)
        assert "The fire cracks." not in shown.texts


async def test_the_newest_search_wins(a_window, until, monkeypatch):
    slow = asyncio.Event()
    async with a_window() as shown:
        whole = shown.engine.search

        async def search(text):
            if text == "rain":
                await slow.wait()
            return await whole(text)

        monkeypatch.setattr(shown.engine, "search", search)
        sessions = shown.page.side.list
        sessions.field.setText("rain")
        sessions.words_changed.emit("rain")
        sessions.field.setText("nothing like it")
        sessions.words_changed.emit("nothing like it")
        slow.set()
        await shown.engine.sessions()
        await shown.engine.sessions()
        assert not sessions.hits.entries.entries


async def test_a_session_is_renamed_in_place_undone_and_done_again(a_window, until):
    async with a_window() as shown:
        sessions = shown.page.side.sessions
        sessions.setFocus()
        QTest.keyClick(sessions, Qt.Key.Key_F2)
        editor = sessions.findChild(QLineEdit)
        assert editor.text() == "A test"
        editor.setText("  Night ")
        QTest.keyClick(editor, Qt.Key.Key_Return)
        await until(lambda: titles(shown) == ["Night"])
        the_toast(shown).button.click()
        await until(lambda: titles(shown) == ["A test"])
        assert the_toast(shown).button.text() == texts.REDO
        the_toast(shown).button.click()
        await until(lambda: titles(shown) == ["Night"])


@pytest.mark.parametrize("text", ["", "   ", "A test"])
async def test_no_name_and_the_same_name_rename_nothing(a_window, until, text):
    async with a_window() as shown:
        sessions = shown.page.side.sessions
        sessions.rename(id_of(shown, "A test"))
        editor = sessions.findChild(QLineEdit)
        editor.setText(text)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        await until(lambda: not sessions.findChild(QLineEdit))
        assert titles(shown) == ["A test"]
        assert not shown.window.toasts.shown


async def test_deleting_the_open_session_opens_the_next_and_undo_opens_it_again(a_window, until):
    async with a_window() as shown:
        await with_sessions(shown, until, "Night Tram")
        sessions = shown.page.side.sessions
        sessions.setFocus()
        QTest.keyClick(sessions, Qt.Key.Key_Delete)
        await until(lambda: titles(shown) == ["A test"] and open_name(shown) == "A test")
        the_toast(shown).button.click()
        await until(lambda: open_name(shown) == "Night Tram" and len(titles(shown)) == 2)
        the_toast(shown).button.click()
        await until(lambda: titles(shown) == ["A test"] and open_name(shown) == "A test")


async def test_deleting_another_session_leaves_the_open_one_alone(a_window, until):
    async with a_window() as shown:
        await with_sessions(shown, until, "Night Tram")
        shown.page.side.list.delete_requested.emit(id_of(shown, "A test"))
        await until(lambda: titles(shown) == ["Night Tram"])
        assert open_name(shown) == "Night Tram"


async def test_undo_and_redo_by_keys_in_the_list(a_window, until):
    async with a_window() as shown:
        await with_sessions(shown, until, "Night Tram")
        sessions = shown.page.side.sessions
        shown.page.side.list.delete_requested.emit(id_of(shown, "A test"))
        await until(lambda: titles(shown) == ["Night Tram"])
        shown.page.side.list.undo_requested.emit()
        await until(lambda: len(titles(shown)) == 2)
        shown.page.side.list.redo_requested.emit()
        await until(lambda: len(titles(shown)) == 1)
        keys = {each.toString() for action in sessions.actions() for each in action.shortcuts()}
        assert {"Ctrl+Z", "Ctrl+Shift+Z"} <= keys


async def test_after_the_last_session_was_deleted_a_new_one_begins(a_window, until):
    async with a_window() as shown:
        deleted = id_of(shown, "A test")
        shown.page.side.list.delete_requested.emit(deleted)
        await until(lambda: shown.page.side.sessions.entries.place_of(deleted) is None)
        assert len(titles(shown)) == 1
        assert shown.texts != ["Rain falls on the inn."]


async def test_deleting_a_session_in_play_ends_its_turn(a_window, until):
    async with a_window([Reply(steps=("The fire ", asyncio.Event()))]) as shown:
        await with_sessions(shown, until, "Night Tram")
        shown.send("I wait.")
        await until(lambda: "The fire" in shown.texts)
        shown.page.side.list.delete_requested.emit(id_of(shown, "Night Tram"))
        await until(lambda: titles(shown) == ["A test"] and open_name(shown) == "A test")
        assert not shown.is_busy
        the_toast(shown).button.click()
        await until(lambda: "The fire" in shown.texts)


async def test_a_branch_opens_and_the_story_it_left_stays(a_window, until):
    async with a_window(["The fire cracks."]) as shown:
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        shown.page.side.list.branch_requested.emit(id_of(shown, "A test"))
        await until(lambda: open_name(shown) == "A test (branch)")
        assert shown.texts[1:] == ["I wait.", "The fire cracks."]
        assert sorted(titles(shown)) == ["A test", "A test (branch)"]


async def test_the_button_of_a_row_asks_for_its_menu_without_opening_it(a_window, until, qtbot):
    async with a_window() as shown:
        await with_sessions(shown, until, "Night Tram")
        sessions = shown.page.side.sessions
        sessions.menu_requested.disconnect()
        opened = []
        sessions.opened.connect(opened.append)
        row = sessions.visualRect(sessions.entries.index(1))
        button = sessions._delegate.menu_button(row).center()
        with qtbot.waitSignal(sessions.menu_requested) as asked:
            QTest.mouseClick(sessions.viewport(), Qt.MouseButton.LeftButton, pos=button)
        assert asked.args[0] == id_of(shown, "A test")
        assert not opened


async def test_the_menu_of_a_row_does_what_it_says(a_window, until):
    async with a_window() as shown:
        menu = shown.page.side.list.menu(id_of(shown, "A test"))
        rename, branch, delete = menu.actions()
        assert [each.text() for each in menu.actions()] == ["Rename", "Branch", "Delete"]
        rename.trigger()
        assert shown.page.side.sessions.findChild(QLineEdit)
        branch.trigger()
        await until(lambda: len(titles(shown)) == 2)
        delete.trigger()
        await until(lambda: titles(shown) == ["A test (branch)"])
        menu.close()


# Whatever names there are


async def test_any_name_is_shown_in_one_line_and_whole_in_the_tool_tip(a_window, until):
    async with a_window() as shown:
        await with_sessions(shown, until, *STRANGE)
        sessions = shown.page.side.sessions
        model = sessions.entries
        for place, entry in enumerate(model.entries):
            index = model.index(place)
            assert "\n" not in index.data()
            assert sessions.visualRect(index).height() == sessions.sizeHintForRow(0)
            assert entry.tip.split("\n")[0] == entry.title.split("\n")[0]
        tips = "".join(str(model.index(n).data(Qt.ItemDataRole.ToolTipRole)) for n in range(9))
        assert "<b>" not in tips
        assert "x" * 500 in tips
        assert not shown.window.grab().isNull()


async def test_five_thousand_sessions_are_listed_filtered_and_scrolled(a_window, until):
    def name_of(number):
        return f"{STRANGE[number % len(STRANGE)][:490]} {number}"

    def fill(connection):
        for number in range(5000):
            create_session(
                connection,
                id=SessionId(f"s{number}"),
                name=name_of(number),
                adventure=an_adventure(),
                at=TODAY,
            )

    async with a_window() as shown:
        await shown.engine._db.run(fill)
        shown.page.side.opened.emit("s4999")
        await until(lambda: len(titles(shown)) == 5001)
        assert shown.page.side.sessions.currentIndex().row() == titles(shown).index(name_of(4999))
        shown.page.side.list.search.click()
        shown.page.side.list.field.setText("4321")
        assert titles(shown) == [name_of(4321)]
        shown.page.side.list.field.clear()
        assert len(titles(shown)) == 5001
        assert shown.page.side.sessions.height() <= shown.page.side.height() // 2
