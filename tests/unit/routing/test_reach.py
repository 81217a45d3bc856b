"""Which failures mean that no model can be reached."""

import pytest

from engine import errors
from engine.errors import ProviderError, RoutingError
from engine.routing.reach import nobody_reached

REACHED = {
    "ContextTooLongError",
    "FilteredError",
    "BadParameterError",
    "NoPicturesError",
    "BadResponseError",
    "TruncatedError",
}
"""Those of a model that was there, and could not do what this request wants."""

OF_PROVIDERS = [
    each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, ProviderError) and each is not ProviderError
]


def nobody(*failures):
    error = RoutingError("Nobody.")
    error.__cause__ = ExceptionGroup("why", failures)
    return error


@pytest.mark.parametrize("kind", OF_PROVIDERS, ids=lambda kind: kind.__name__)
def test_a_model_that_refuses_the_request_was_reached(kind):
    assert nobody_reached(nobody(kind("Acme", "No."))) is (kind.__name__ not in REACHED)


@pytest.mark.parametrize(
    ("failures", "is_so"),
    [
        ((errors.ConnectionFailedError("A", "No."), errors.RestingError("It rests.")), True),
        ((errors.ModelFileError("It is gone."), errors.SecretError("It is locked.")), True),
        ((errors.ConnectionFailedError("A", "No."), RoutingError("Not without consent.")), False),
        ((errors.ConnectionFailedError("A", "No."), errors.SpendingLimitError("Spent.")), False),
        ((errors.ConnectionFailedError("A", "No."), errors.FilteredError("B", "No.")), False),
    ],
)
def test_every_profile_on_the_way_must_be_out_of_reach(failures, is_so):
    assert nobody_reached(nobody(*failures)) is is_so


def test_where_nobody_was_tried_nobody_was_out_of_reach():
    assert not nobody_reached(RoutingError("No model is chosen."))
    assert not nobody_reached(errors.SpendingLimitError("Spent."))
