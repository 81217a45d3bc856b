"""The four figures at the top of the page."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop.parts.abilities import short_name
from desktop.parts.figures import money, number_text, share_text, tokens_text
from desktop.parts.usage_sums import cost_of
from desktop.texts import usage as texts
from desktop.widgets.labels import label
from engine.domain.calls import UsageTotal
from engine.domain.usage import Saving


class FigureCards(QWidget):
    """Side by side, or two by two where there is little room."""

    def __init__(self) -> None:
        super().__init__()
        titles = (texts.COST, texts.CALLS, texts.TOKENS, texts.SAVED)
        self._cards = tuple(_Card(title) for title in titles)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(14)
        self.set_narrow(False)

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """The figure of each card and the line below it."""
        return tuple(card.texts for card in self._cards)

    def show_total(self, total: UsageTotal) -> None:
        cost, calls, tokens, _ = self._cards
        unpriced = texts.unpriced(total.unpriced_calls)
        cost.show_figure(cost_of(total), unpriced if total.unpriced_calls else texts.ALL_PRICED)
        free = share_text(total.free_calls / total.calls) if total.calls else share_text(0)
        calls.show_figure(number_text(total.calls), texts.ON_FREE.format(share=free))
        usage = total.usage
        said = texts.TOKENS_IN_OUT.format(
            input=tokens_text(usage.input), output=tokens_text(usage.output)
        )
        cached = share_text(usage.cached / usage.input) if usage.input else share_text(0)
        line = texts.TOKENS_CACHED.format(share=cached) if usage.cached else ""
        tokens.show_figure(said, line)

    def show_saving(self, saving: Saving | None) -> None:
        card = self._cards[-1]
        if saving is None:
            card.show_title(texts.SAVED)
            card.show_figure(texts.NOT_CALCULATED, texts.AGAINST_NOTHING)
            return
        card.show_title(texts.SAVED if saving.saved >= 0 else texts.DEARER)
        about = texts.ABOUT.format(money=money(abs(saving.saved)))
        against = texts.AGAINST.format(model=short_name(saving.model))
        card.show_figure(about, against)

    def set_narrow(self, narrow: bool) -> None:
        columns = 2 if narrow else len(self._cards)
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(len(self._cards)):
            self._grid.setColumnStretch(column, int(column < columns))


class _Card(QFrame):
    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._title = label(title, "caption")
        self._figure = label("", "headline", wrap=True)
        self._line = label("", "small", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(4)
        for widget in self._labels:
            layout.addWidget(widget)
        layout.addStretch(1)

    @property
    def texts(self) -> tuple[str, str]:
        return self._figure.text(), self._line.text()

    def show_title(self, title: str) -> None:
        self._title.setText(title)

    def show_figure(self, figure: str, line: str) -> None:
        self._figure.setText(figure)
        self._line.setText(line)

    @property
    def _labels(self) -> Sequence[QWidget]:
        return (self._title, self._figure, self._line)
