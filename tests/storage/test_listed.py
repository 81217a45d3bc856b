from decimal import Decimal

from engine.domain.ids import ConnectionId
from engine.domain.providers import ModelFacts, Price
from engine.storage.listed import all_listed, forget_listed, keep_listed

HOME, WORK = ConnectionId("home"), ConnectionId("work")
FACTS = ModelFacts(
    model="a",
    context_window=8192,
    price=Price(input=Decimal("0.1"), output=Decimal("0.40")),
    tags=("instruct",),
    images=True,
)


def test_the_last_list_of_each_connection_is_kept(connection):
    for link, models in ((HOME, ()), (HOME, (FACTS,)), (WORK, (FACTS,))):
        keep_listed(connection, link, models)
    assert all_listed(connection) == {HOME: (FACTS,), WORK: (FACTS,)}
    forget_listed(connection, HOME)
    assert set(all_listed(connection)) == {WORK}


def test_a_list_that_cannot_be_read_is_as_good_as_none(connection):
    keep_listed(connection, WORK, (FACTS,))
    connection.execute("INSERT INTO listed_models VALUES ('home', '{oops')")
    assert all_listed(connection) == {WORK: (FACTS,)}
