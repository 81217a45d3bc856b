"""Pictures in the window: chosen, pasted, dropped, taken out, sent, and looked at again."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from desktop.qt.pictures import encoded_picture
from desktop.session.pictures_dialog import PicturesDialog
from desktop.widgets.transcript import Action

SIZE_HINTS = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
AMBER = QColor("#e5b567")
PNG = b"\x89PNG\r\n\x1a\n"


def painted(width: int = 320, height: int = 200) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#e5b567"))
    return image


def a_file(folder, name="lantern.png"):
    path = folder / name
    path.write_bytes(encoded_picture(painted(), 2**20))
    return path


def dropped(*paths) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def pasted(image: QImage) -> QMimeData:
    data = QMimeData()
    data.setImageData(image)
    return data


@SIZE_HINTS
async def test_pictures_are_dropped_pasted_taken_out_and_sent(a_window, until, tmp_path):
    async with a_window(["It glows."]) as shown:
        composer = shown.page.composer
        composer.edit.insertFromMimeData(dropped(a_file(tmp_path)))
        await until(lambda: len(composer.attached.images) == 1)
        composer.edit.insertFromMimeData(pasted(painted()))
        await until(lambda: len(composer.attached.images) == 2)
        assert composer.attached.isVisible()
        assert not composer.text
        lantern, paste = composer.attached.buttons
        assert lantern.accessibleName() == "Take lantern.png out"
        paste.click()
        (image,) = composer.attached.images
        shown.send("I hold it up.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        assert not composer.attached.images
        assert composer.attached.isHidden()
        (sent,) = [each for said in shown.adapter.requests[-1].messages for each in said.images]
        assert sent == image
        row = shown.page.transcript.row(1)
        assert row.caption == "turn 1 · with a picture"
        assert Action.SHOW_PICTURES in row.offered
        story = shown.page.story
        (name,) = row.pictures
        await until(lambda: (small := story.thumbnails.image(name)) and not small.isNull())
        (area,) = story.column.message(1).picture_areas
        assert story.column.heights[1] > area.bottom()
        story.column.scroll_to(0)
        story.refresh()
        middle = area.center() + QPoint(story.column_left, story.column.top(1))
        await until(lambda: story.viewport().grab().toImage().pixelColor(middle) == AMBER)
        QTest.mouseClick(story.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        await until(lambda: shown.window.findChildren(PicturesDialog))
        (dialog,) = shown.window.findChildren(PicturesDialog)
        assert dialog.isVisible()
        dialog.reject()
        await until(lambda: not shown.window.findChildren(PicturesDialog))


async def test_what_cannot_be_attached_is_told_and_words_are_pasted_as_ever(
    a_window, until, tmp_path
):
    (tmp_path / "notes.txt").write_text("no picture")
    async with a_window() as shown:
        composer = shown.page.composer
        composer.edit.insertFromMimeData(dropped(tmp_path / "notes.txt"))
        await until(lambda: "not a picture" in shown.page.failure.sentence)
        words = pasted(painted())
        words.setText("I wait.")
        composer.edit.insertFromMimeData(words)
        assert composer.text == "I wait."
        assert not composer.attached.images


@SIZE_HINTS
async def test_pictures_are_chosen_among_files_and_a_blind_model_is_told_of(
    a_window, until, tmp_path
):
    (tmp_path / "providers").mkdir()
    (tmp_path / "providers" / "mine.json").write_text(
        '{"id": "scripted", "models": [{"model": "scripted", "images": false}]}'
    )
    picture = a_file(tmp_path)
    async with a_window() as shown:
        shown.page.composer.attach.click()
        await until(lambda: shown.window.findChildren(QFileDialog))
        (dialog,) = shown.window.findChildren(QFileDialog)
        dialog.findChild(QLineEdit).setText(str(picture))
        dialog.accept()
        attached = shown.page.composer.attached
        await until(lambda: attached.images)
        assert "scripted takes no pictures" in attached.note.text()


def test_a_picture_too_large_without_loss_is_made_smaller_with_some():
    image = painted(64, 64)
    assert encoded_picture(image, 2**20).startswith(PNG)
    assert encoded_picture(image, 1).startswith(b"\xff\xd8\xff")
