"""The card of usage over time: the plot, what it shows, and its figures beside it."""

from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
)

from desktop.qt.theme import Theme
from desktop.texts import usage as texts
from desktop.usage.legend import Legend
from desktop.usage.plotting import Measure, Then, plot_of, step_names, steps_of
from desktop.widgets.labels import label
from desktop.widgets.plot import Plot
from engine.domain.usage import Grain, UsageCourse

_NO_COURSE = UsageCourse(grain=Grain.DAY, starts=(), steps=(), roles={})


class PlotCard(QFrame):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.plot = Plot(theme)
        self.legend = Legend(theme)
        self.measures = {each: _choice(texts.MEASURES[each]) for each in Measure}
        self._course, self._span = _NO_COURSE, ""
        self._steps: tuple[Then, ...] = ()
        self._is_chosen = False
        group = QButtonGroup(self)
        for measure, button in self.measures.items():
            group.addButton(button)
            button.clicked.connect(lambda _, measure=measure: self._choose(measure))
        self.plot.current_changed.connect(self._show_figures)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()

    @property
    def measure(self) -> Measure:
        return next((each for each, button in self.measures.items() if button.isChecked()))

    def show_course(self, course: UsageCourse, span: str) -> None:
        """Until the player chooses, money is shown where any was spent, else tokens."""
        self._course, self._span, self._steps = course, span, steps_of(course)
        if not self._is_chosen:
            paid = any(each.total.cost for each in course.steps)
            self.measures[Measure.COST if paid else Measure.TOKENS].setChecked(True)
        self._show()

    def set_narrow(self, narrow: bool) -> None:
        direction = QBoxLayout.Direction
        self._beside.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def _choose(self, measure: Measure) -> None:
        self._is_chosen = True
        self.measures[measure].setChecked(True)
        self._show()

    def _show(self) -> None:
        self.plot.show_value(plot_of(self._course, self.measure, self._span))
        self._show_figures(-1)

    def _show_figures(self, place: int) -> None:
        """Those of the bar that is looked at, else of all."""
        if 0 <= place < len(self._steps):
            name = step_names(self._course)[place]
            self.legend.show_totals(name, self._steps[place])
        else:
            self.legend.show_totals(self._span or texts.WHOLE_SPAN, self._course.roles)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(label(texts.OVER_TIME, "caption"))
        head.addStretch(1)
        for button in self.measures.values():
            head.addWidget(button)
        self._beside.setSpacing(22)
        self._beside.addWidget(self.plot, 1)
        self._beside.addWidget(self.legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addLayout(self._beside)
        layout.addWidget(label(texts.PLOT_KEYS, "faint", wrap=True))


def _choice(name: str) -> QPushButton:
    button = QPushButton(name)
    button.setCheckable(True)
    button.setProperty("look", "choice")
    button.setAccessibleDescription(texts.MEASURE_NAME)
    return button
