"""From a list of 500 models that has come to its first screen painted, and in another order."""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from measured import numbers_of_a_child

MODELS = 500
TIMES = 9

Row = tuple[str, str, str]


def rows() -> list[Row]:
    """Measured lines: what, measured, target."""
    shown, ordered, found = numbers_of_a_child(Path(__file__))
    return [
        (f"{MODELS} models shown after they have come", f"{shown:.0f} ms", "< 100 ms"),
        (f"{MODELS} models in another order", f"{ordered:.0f} ms", ""),
        (f"{MODELS} models searched for a word", f"{found:.0f} ms", ""),
    ]


def _measured() -> Sequence[float]:
    """Medians of milliseconds, each up to the painted screen."""
    from PySide6.QtWidgets import QWidget

    from desktop.qt.application import new_application

    application = new_application()
    from desktop.connections.model_orders import Order
    from desktop.connections.model_picker import ModelPicker
    from desktop.connections.model_rows import model_row
    from desktop.qt.theme import Theme
    from engine.domain.constraints import Rung
    from engine.domain.ids import ConnectionId, ProviderId
    from engine.domain.providers import Connection
    from engine.paths import resources_folder

    link = Connection(id=ConnectionId("far"), provider=ProviderId("far"), label="Far")
    models = [_facts(number) for number in range(MODELS)]
    page = QWidget()
    page.resize(1480, 920)
    picker = ModelPicker(Theme(application, resources_folder() / "themes"), page)
    page.show()
    picker.open_below(page, "Model")
    application.processEvents()

    def show() -> None:
        rows = [model_row(link, each, "", Rung.JSON) for each in models]
        picker.show_rows(rows, (link,), "")

    def order() -> None:
        """Another one each time."""
        picker.order.setCurrentIndex((picker.order.currentIndex() + 1) % len(Order))

    def search() -> None:
        picker.field.setText("" if picker.field.text() else "17")

    def painted(do: Callable[[], None]) -> float:
        began = time.perf_counter()
        do()
        page.grab()
        return 1000 * (time.perf_counter() - began)

    return [median(painted(do) for _ in range(TIMES)) for do in (show, order, search)]


def _facts(number: int):
    from decimal import Decimal

    from engine.domain.providers import ModelFacts, Price

    cents = Decimal(number % 40) / 10
    return ModelFacts(
        model=f"maker-{number % 17}/storyteller-{number}b",
        name=f"Storyteller {number}B",
        context_window=32768 * (1 + number % 4),
        price=Price(input=cents, output=4 * cents),
        created=number,
    )


if __name__ == "__main__":
    print(*_measured())
    sys.exit()
