"""The models that can be downloaded, and a form for any other address."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.connections.download_lines import DownloadView
from desktop.connections.download_row import DownloadRow
from desktop.texts import built_in as texts
from desktop.widgets.labels import label


class DownloadBoard(QFrame):
    begin_requested = Signal(str)
    """An address that has a row."""
    pause_requested = Signal(str)
    cancel_requested = Signal(str)
    address_entered = Signal(str, str)
    """An address, and the SHA-256 that its file is to have, or ""."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.rows: dict[str, DownloadRow] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self.address = QLineEdit(placeholderText=texts.ADDRESS)
        self.address.setAccessibleName(texts.ADDRESS)
        self.checksum = QLineEdit(placeholderText=texts.CHECKSUM)
        self.checksum.setAccessibleName(texts.CHECKSUM)
        self.begin = QPushButton(texts.DOWNLOAD)
        self.begin.setAccessibleName(texts.DOWNLOAD_ADDRESS_NAME)
        self._trouble = label("", "bad", wrap=True)
        self._trouble.hide()
        self._fields = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for field in (self.address, self.checksum):
            field.returnPressed.connect(self._enter)
        self.begin.clicked.connect(self._enter)
        self._lay_out()

    def show_downloads(self, views: Sequence[DownloadView]) -> None:
        """Rows that are there already stay, with their focus."""
        urls = [view.url for view in views]
        for url in [each for each in self.rows if each not in urls]:
            self._remove(self.rows.pop(url))
        for place, view in enumerate(views):
            if view.url in self.rows:
                self.rows[view.url].show_view(view)
            else:
                self._add(place, view)

    def show_download(self, view: DownloadView) -> None:
        if view.url in self.rows:
            self.rows[view.url].show_view(view)

    @property
    def trouble(self) -> str:
        return self._trouble.text()

    def show_address(self, address: str = "", checksum: str = "", trouble: str = "") -> None:
        """What stands in the fields, and what is wrong with it."""
        self.address.setText(address)
        self.checksum.setText(checksum)
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        if trouble:
            self.address.setFocus()

    def set_narrow(self, narrow: bool) -> None:
        """The fields one below the other."""
        direction = QBoxLayout.Direction
        self._fields.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def _enter(self) -> None:
        address = self.address.text().strip()
        if address:
            self.address_entered.emit(address, self.checksum.text().strip().lower())
        else:
            self.address.setFocus()

    def _add(self, place: int, view: DownloadView) -> None:
        row = self.rows[view.url] = DownloadRow(view)
        row.begin_requested.connect(self.begin_requested)
        row.pause_requested.connect(self.pause_requested)
        row.cancel_requested.connect(self.cancel_requested)
        self._column.insertWidget(place, row)

    def _remove(self, row: QWidget) -> None:
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _lay_out(self) -> None:
        self._fields.setSpacing(8)
        self._fields.addWidget(self.address, 3)
        self._fields.addWidget(self.checksum, 2)
        self._fields.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 14)
        layout.setSpacing(6)
        layout.addLayout(self._column)
        layout.addSpacing(6)
        layout.addWidget(label(texts.BY_ADDRESS, "strong"))
        layout.addLayout(self._fields)
        layout.addWidget(self._trouble)
