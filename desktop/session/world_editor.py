"""The editors that open in the world's tree: a field, a list to choose from, a date with a time."""

from datetime import datetime

from PySide6.QtCore import (
    QAbstractItemModel,
    QDate,
    QDateTime,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTime,
)
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from desktop.session.world_edits import ChoiceEdit, TimeEdit

EDIT = Qt.ItemDataRole.UserRole
"""The `Edit` of a row, in its first column."""

_Index = QModelIndex | QPersistentModelIndex
_FIRST = QDate(100, 1, 1)


class WorldEditor(QStyledItemDelegate):
    """Edits the second column, as the row's `Edit` says."""

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        match index.sibling(index.row(), 0).data(EDIT):
            case ChoiceEdit(options=options):
                return self._choice(parent, tuple(options))
            case TimeEdit():
                return _clock(parent)
            case _:
                return super().createEditor(parent, option, index)

    @override
    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        edit = index.sibling(index.row(), 0).data(EDIT)
        if isinstance(editor, QComboBox):
            editor.setCurrentText(index.data())
        elif isinstance(editor, QDateTimeEdit) and isinstance(edit, TimeEdit):
            at = edit.time
            day, time = QDate(at.year, at.month, at.day), QTime(at.hour, at.minute)
            editor.setDateTime(QDateTime(day, time))
        else:
            super().setEditorData(editor, index)

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
        elif isinstance(editor, QDateTimeEdit):
            chosen = editor.dateTime().toPython()
            if isinstance(chosen, datetime):
                model.setData(index, chosen.isoformat())
        else:
            super().setModelData(editor, model, index)

    def _choice(self, parent: QWidget, options: tuple[str, ...]) -> QComboBox:
        made = QComboBox(parent)
        made.addItems(list(options))
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        # A choice is made at once: nobody has to leave the list for it to count.
        made.activated.connect(lambda: self.commitData.emit(made))
        made.activated.connect(lambda: self.closeEditor.emit(made))
        return made


def _clock(parent: QWidget) -> QDateTimeEdit:
    made = QDateTimeEdit(parent)
    made.setMinimumDate(_FIRST)
    made.setCalendarPopup(False)
    date = QLocale().dateFormat(QLocale.FormatType.ShortFormat)
    made.setDisplayFormat(f"{date} HH:mm")
    return made
