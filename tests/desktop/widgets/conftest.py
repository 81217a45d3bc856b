"""Builders of rows and of views that are shown offscreen and told to scroll without gliding."""

from collections.abc import Callable, Sequence

import pytest
from transcripts import STYLE

from desktop.widgets.transcript import Row, RowKind, TranscriptModel, TranscriptView


@pytest.fixture
def a_row() -> Callable[..., Row]:
    def build(row_id: str, text: str = "Rain.", **values) -> Row:
        return Row(
            **({"id": row_id, "kind": RowKind.NARRATOR, "name": "Mira", "text": text} | values)
        )

    return build


@pytest.fixture
def some_rows(a_row) -> Callable[[int], list[Row]]:
    """Rows of different lengths, so that no estimate fits them all."""

    def build(count: int) -> list[Row]:
        return [
            a_row(str(index), "\n\n".join([f"*Turn {index}.* " + "WIDE words " * (index % 37)] * 2))
            for index in range(count)
        ]

    return build


@pytest.fixture
def a_view(qtbot) -> Callable[..., TranscriptView]:
    def build(rows: Sequence[Row] = (), size: tuple[int, int] = (800, 600)) -> TranscriptView:
        model = TranscriptModel()
        view = TranscriptView(model, STYLE)
        qtbot.addWidget(view)
        model.setParent(view)
        view.set_smooth(False)
        view.resize(*size)
        model.set_rows(rows)
        with qtbot.waitExposed(view):
            view.show()
        return view

    return build


@pytest.fixture
def shown() -> Callable[[TranscriptView, int], str]:
    """The text as it is laid out, page by page."""

    def read(view: TranscriptView, place: int) -> str:
        body = view.column.message(place).body
        return "\n".join(body.page(index).text() for index in range(body.piece_count))

    return read
