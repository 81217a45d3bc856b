"""The list model of rows, under the eyes of Qt's own tester."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.widgets.transcript import ROW_ROLE, TranscriptModel


@pytest.fixture
def model(qapp):
    model = TranscriptModel()
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Warning, model
    )
    yield model
    tester.deleteLater()


def ids(model) -> list[str]:
    return [model.row(place).id for place in range(model.rowCount())]


def test_rows_can_be_set_appended_removed_and_cut(model, some_rows, a_row):
    model.set_rows(some_rows(5))
    model.append(a_row("new"))
    model.remove("1")
    model.truncate_after("3")
    assert ids(model) == ["0", "2", "3"]
    assert [model.place_of(row_id) for row_id in ids(model)] == [0, 1, 2]
    assert "new" not in model


def test_text_that_comes_in_parts_is_joined(model, a_row):
    model.set_rows([a_row("a", "Once"), a_row("b")])
    model.extend("a", " upon")
    model.extend("a", " a time")
    assert model.row(0).text == "Once upon a time"
    assert model.row(1).text == "Rain."


def test_a_change_names_its_row(model, some_rows, a_row, qtbot):
    model.set_rows(some_rows(3))
    with qtbot.waitSignal(model.dataChanged) as blocker:
        model.replace(a_row("1", "Other."))
    assert blocker.args[0].row() == 1


def test_a_row_can_be_read_by_role(model, a_row):
    row = a_row("a", "Rain.", name="Mira")
    model.set_rows([row])
    index = model.index(0)
    assert index.data(Qt.ItemDataRole.DisplayRole) == "Rain."
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Mira: Rain."
    assert index.data(ROW_ROLE) is row
    assert model.data(QModelIndex()) is None


def test_an_unknown_row_is_an_error(model):
    with pytest.raises(KeyError):
        model.extend("nobody", "x")
