from engine.domain.constraints import Rung
from engine.domain.habits import ModelHabits
from engine.domain.ids import ConnectionId
from engine.storage.habits import all_habits, forget_habits, keep_habits

HOME, WORK = ConnectionId("home"), ConnectionId("work")


def test_habits_are_kept_by_connection_and_model_and_the_last_ones_count(connection):
    first = ModelHabits(rung=Rung.TOOL)
    last = ModelHabits(rung=Rung.PLAIN, refuses=frozenset({"top_p", "temperature"}))
    for link, model, habits in ((HOME, "a", first), (HOME, "b", first), (HOME, "a", last)):
        keep_habits(connection, link, model, habits)
    assert all_habits(connection) == {(HOME, "a"): last, (HOME, "b"): first}


def test_the_habits_of_one_connection_are_forgotten_together(connection):
    habits = ModelHabits(refuses=frozenset({"seed"}))
    for link, model in ((HOME, "a"), (HOME, "b"), (WORK, "a")):
        keep_habits(connection, link, model, habits)
    forget_habits(connection, HOME)
    assert all_habits(connection) == {(WORK, "a"): habits}
