"""The page of built-in models: run, set up, added, downloaded and used, on an engine without llama.cpp."""

from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from engines import paths_in, scripted_settings
from file_servers import FileServer, giving
from ggufs import a_gguf, write_gguf
from local_running import Runner
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QScrollArea

from desktop.connections.built_in_feature import BuiltInFeature
from desktop.connections.built_in_lines import built_in_view, runtime_text
from desktop.connections.built_in_page import BuiltInPage
from desktop.connections.download_lines import (
    DownloadPhase,
    offered_view,
    progress_text,
    share_of,
)
from desktop.qt.dialogs import QuestionDialog
from desktop.qt.tasks import Tasks
from desktop.qt.theme import Theme
from engine.app import Engine
from engine.domain.local_models import (
    Ability,
    Downloading,
    LocalModel,
    LocalOptions,
    LocalState,
    OfferedModel,
    Runtime,
)
from engine.domain.tasks import ModelRole
from engine.paths import resources_folder
from engine.settings import save_settings

STARTER = "SmolLM2-135M-Instruct"
MODEL = a_gguf() + bytes(5_000_000)
GIGABYTE = 1_000_000_000


@dataclass(kw_only=True)
class Shown:
    page: BuiltInPage
    engine: Engine
    runner: Runner
    errors: list[BaseException]

    def card(self, model: str):
        return self.page.cards[model]

    @property
    def row(self):
        """The row of what was pasted."""
        return list(self.page.downloads.rows.values())[-1]

    def paste(self, url: str, checksum: str = "") -> None:
        board = self.page.downloads
        board.address.setText(url)
        board.checksum.setText(checksum)
        QTest.keyClick(board.address, Qt.Key.Key_Return)


@pytest.fixture
def a_page(tmp_path: Path, qapp: QApplication, until):
    """The page on a library in `tmp_path`, shown; leaving the block closes it."""

    @asynccontextmanager
    async def build():
        save_settings(paths_in(tmp_path).settings, scripted_settings())
        runner, errors = Runner(), []
        engine = await Engine.open(
            paths_in(tmp_path), open_adapter=lambda *_: runner, environment={}
        )
        page = BuiltInPage(Theme(qapp, resources_folder() / "themes"))
        tasks = Tasks(errors.append)
        BuiltInFeature(page, engine, tasks)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(page)
        area.resize(1100, 900)
        area.show()
        await until(lambda: page.computer and page.downloads.rows)
        try:
            yield Shown(page=page, engine=engine, runner=runner, errors=errors)
        finally:
            await tasks.aclose()
            await engine.aclose()
            area.close()
            area.deleteLater()
        assert not errors

    return build


async def test_models_are_started_restarted_and_stopped_and_a_crash_is_said(
    a_page, tmp_path, until
):
    write_gguf(tmp_path / "models" / "tale.gguf")
    async with a_page() as shown:
        card, starter = shown.card("tale"), shown.card(STARTER)
        assert (card.state, starter.state) == ("STOPPED", "STOPPED")
        assert "1.5B parameters · Q4_K_M · 2 k context · speed not measured" in card.facts
        shown.runner.gate.clear()
        card.start.setFocus()
        card.start.click()
        await until(lambda: card.state == "STARTING…")
        assert card.stop.isVisible()
        shown.runner.gate.set()
        await until(lambda: card.state == "RUNNING")
        shown.runner.running = {"tale": LocalState.CRASHED}
        await until(lambda: card.state == "CRASHED")
        assert "Press Restart" in card.trouble
        shown.runner.broken.add("tale")
        card.restart.click()
        await until(lambda: "too little free memory" in card.trouble)
        shown.runner.broken.clear()
        card.restart.click()
        await until(lambda: card.state == "RUNNING" and not card.trouble)
        card.stop.click()
        await until(lambda: card.state == "STOPPED")
        card.measure.click()
        await until(lambda: "46 tokens/s" in card.facts and not card.measure.is_busy)


async def test_options_are_kept_and_what_this_computer_cannot_do_is_grey_and_says_why(
    a_page, tmp_path, until
):
    write_gguf(tmp_path / "models" / "tale.gguf")
    async with a_page() as shown:
        card = shown.card("tale")
        assert card.options is None
        card.disclosure.click()
        options = card.options
        assert options.isVisible()
        gpu = (await shown.engine.local_models.runtime()).gpu
        assert options.numbers["gpu_layers"].isEnabled() is gpu.available
        assert gpu.available or options.reason("gpu_layers") == gpu.reason
        options.numbers["context"].setValue(100)

        def kept() -> LocalOptions:
            return shown.engine.settings.local_model("tale").options

        await until(lambda: kept() == LocalOptions(context=256))
        await until(lambda: options.numbers["context"].value() == 256)
        options.flash.setCurrentIndex(2)
        options.flash.activated.emit(2)
        await until(lambda: kept() == LocalOptions(context=256, flash_attention=False))
        await until(options.reset.isEnabled)
        options.reset.click()
        await until(lambda: kept() == LocalOptions())
        await until(lambda: options.numbers["context"].text() == "Automatic")
        card.disclosure.click()
        assert not options.isVisible()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager
async def test_models_are_added_where_they_lie_removed_and_brought_back(a_page, tmp_path, until):
    tale = write_gguf(tmp_path / "elsewhere" / "tale.gguf")
    folder = write_gguf(tmp_path / "many" / "saga.gguf").parent
    wrong = tmp_path / "wrong.gguf"
    wrong.write_bytes(b"no model at all, but long enough")
    async with a_page() as shown:
        page = shown.page
        page.add_file.click()
        await _answer(page, until, tale)
        await until(lambda: "tale" in page.cards)
        assert page.notice.sentence == "1 model was added."
        page.add_folder.click()
        await _answer(page, until, folder)
        await until(lambda: "saga" in page.cards)
        _drop(page, wrong)
        await until(lambda: "wrong.gguf" in page.failure.sentence)
        page.cards["tale"].remove.click()
        await until(lambda: "tale" not in page.cards)
        assert tale.exists()
        _press(page, "Undo")
        await until(lambda: "tale" in page.cards)
        assert not page.cards[STARTER].remove.isVisible()


async def test_a_model_is_used_for_roles_and_that_is_taken_back(a_page, tmp_path, until):
    write_gguf(tmp_path / "models" / "tale.gguf")
    async with a_page() as shown:
        before = shown.engine.settings.roles
        card = shown.card("tale")
        main, *_, every = card.use.menu_.actions()
        main.trigger()
        await until(lambda: "used by Main" in card.facts)
        assert main.isChecked()
        assert shown.page.notice.sentence == "Main now uses Tiny Tales."
        every.trigger()
        await until(lambda: "used by Main, CoT and Utility" in card.facts)
        _press(shown.page, "Undo")
        await until(lambda: card.facts.endswith("used by Main"))
        assert shown.engine.settings.roles[ModelRole.COT] == before[ModelRole.COT]


@pytest.mark.qt_log_ignore("propagateSizeHints")  # as above
async def test_a_download_is_paused_and_gone_on_with_after_the_program_was_closed(
    a_page, tmp_path, until
):
    async with giving(FileServer(MODEL, pause_at=3_000_000)) as server:
        url = f"{server.origin}/tale.gguf"
        async with a_page() as shown:
            shown.paste(url)
            await until(lambda: "3 MB of 5 MB" in shown.row.said)
            assert shown.row.bar.isVisible()
            shown.row.pause.click()
            await until(lambda: shown.row.said == "Paused at 3 MB of 5 MB")
        server.pause_at = None
        async with a_page() as shown:
            await until(lambda: "Broken off at 3 MB of 5 MB" in shown.row.said)
            shown.row.begin.click()
            await until(lambda: "No checksum was given" in shown.row.said)
            await until(lambda: "tale" in shown.page.cards)
            assert (tmp_path / "models" / "tale.gguf").read_bytes() == MODEL
            everything, rest = server.ranges
            assert (everything, rest[:7]) == ("", "bytes=2")
            shown.card("tale").remove.click()
            await until(lambda: shown.page.findChild(QuestionDialog))
            shown.page.findChild(QuestionDialog).accept()
            await until(lambda: "tale" not in shown.page.cards)
            assert not (tmp_path / "models" / "tale.gguf").exists()


async def test_a_download_that_fails_says_why_and_one_given_up_leaves_nothing(
    a_page, tmp_path, until
):
    async with giving(FileServer(MODEL, cut_at=3_000_000)) as server, a_page() as shown:
        board = shown.page.downloads
        offered = len(board.rows)
        shown.paste("ftp://nowhere/tale.gguf", "ABC")
        await until(lambda: "https://" in board.trouble)
        assert (board.address.text(), board.checksum.text()) == ("ftp://nowhere/tale.gguf", "abc")
        assert len(board.rows) == offered
        shown.paste(f"{server.origin}/tale.gguf", "0" * 64)
        await until(lambda: shown.row.view.phase is DownloadPhase.BROKEN)
        assert shown.row.begin.text() == "Continue"
        server.cut_at = None
        shown.row.begin.click()
        await until(lambda: "checksum" in board.trouble)
        server.pause_at = 3_000_000
        shown.paste(f"{server.origin}/tale.gguf")
        await until(lambda: "MB of" in shown.row.said)
        shown.row.cancel.click()
        await until(lambda: len(board.rows) == offered)
        assert not list((tmp_path / "models").glob("tale*"))


async def test_the_page_is_found_from_its_connection_and_the_roles_follow_it(a_window, until):
    async with a_window() as shown:
        await until(lambda: shown.window._models)
        shown.window.show_built_in_models()
        page = shown.window._models.built_in
        await until(lambda: STARTER in page.cards)
        page.cards[STARTER].use.menu_.actions()[0].trigger()
        pill = shown.window.top.pills[ModelRole.MAIN]
        await until(lambda: "SmolLM2" in pill.accessibleName())
        QTest.keyClick(page, Qt.Key.Key_Escape)
        assert not page.isVisible()
        shown.window._models.connections.opened.emit("builtin")
        shown.window._models.connection.models.click()
        assert page.isVisible()
        assert page.add_file.hasFocus()


@pytest.mark.parametrize(
    ("needed", "free", "said", "fits"),
    [
        (1.4, 3.2, "Needs about 1.4 GB, 3.2 GB free", True),
        (1.4, None, "Needs about 1.4 GB of memory", True),
        (None, 3.2, "", True),
        (3.21, 3.2, "Needs about 3.2 GB of memory, and only 3.2 GB", False),
    ],
)
def test_a_card_says_what_a_model_needs_and_whether_that_is_free(needed, free, said, fits):
    model = LocalModel(
        model="tale", file=Path("tale.gguf"), bytes=GIGABYTE, needs_bytes=_gigabytes(needed)
    )
    view = built_in_view(model, _a_runtime(_gigabytes(free)))
    assert view.memory.startswith(said)
    assert view.fits is fits


def test_this_computer_is_described_in_one_line():
    said = runtime_text(_a_runtime(GIGABYTE))
    assert said == "2 cores · 1.0 GB of memory free · no graphics card in use"


def test_what_is_offered_says_what_it_is_and_warns_of_what_does_not_fit():
    offered = OfferedModel(
        name="Saga 7B",
        file="saga.gguf",
        url="https://example.org/saga.gguf",
        licence="MIT",
        summary="Long stories.",
        bytes=4 * GIGABYTE,
        context_window=32768,
        tags=("roleplay",),
    )
    view = offered_view(offered, GIGABYTE)
    assert view.facts == "4.0 GB · 32 k context · MIT · roleplay"
    assert view.warning == "Larger than the 1.0 GB of memory that is free now."
    assert offered_view(offered, None).warning == ""


@pytest.mark.parametrize(
    ("done", "total", "speed", "said", "share"),
    [
        (412, 1120, 5.2, "412 MB of 1.1 GB · 5 MB/s · 2 min left", 412 / 1120),
        (412, 1120, 20.0, "412 MB of 1.1 GB · 20 MB/s · 35 s left", 412 / 1120),
        (412, 9000, 1.0, "412 MB of 9.0 GB · 1 MB/s · 2.4 h left", 412 / 9000),
        (412, None, 1.0, "412 MB so far · 1 MB/s", None),
        (412, 1120, 0.0, "412 MB of 1.1 GB", 412 / 1120),
        (1120, 1120, 1.0, "Complete; its checksum is compared…", 1.0),
    ],
)
def test_a_download_says_how_much_how_fast_and_how_long_yet(done, total, speed, said, share):
    million = 1_000_000
    event = Downloading(
        done=done * million,
        total=None if total is None else total * million,
        bytes_per_second=speed * million,
    )
    assert progress_text(event) == said
    assert share_of(event) == share


def _gigabytes(count: float | None) -> int | None:
    return None if count is None else round(count * GIGABYTE)


def _a_runtime(free: int | None) -> Runtime:
    no = Ability(available=False, reason="Not here.")
    memory = 24 * GIGABYTE
    return Runtime(cores=2, memory_bytes=memory, free_bytes=free, gpu=no, flash_attention=no)


async def _answer(page: BuiltInPage, until, path: Path) -> None:
    await until(lambda: page.findChild(QFileDialog))
    dialog = page.findChild(QFileDialog)
    dialog.findChild(QLineEdit).setText(str(path))
    dialog.accept()
    await until(lambda: not page.findChild(QFileDialog))


def _drop(page: BuiltInPage, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    what = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), *what, none)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), *what, none, QEvent.Type.Drop))


def _press(page: BuiltInPage, name: str) -> None:
    buttons = [each for each in page.findChildren(QPushButton) if each.text() == name]
    next(each for each in buttons if each.isVisible()).click()
