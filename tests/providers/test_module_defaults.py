"""The models that descriptions of providers propose for modules."""

import pytest
from wire import a_provider

from engine.domain.providers import ModuleDefault
from engine.errors import FormatError
from engine.providers.description import described
from engine.providers.module_defaults import module_default, module_defaults


def a_described(**fields: object):
    provider, _ = described({"id": "acme", "adapter": "openai_compatible", **fields}, {})
    return provider


WRITER = a_described(
    label="Acme",
    defaults={
        "provider": "far",
        "model": "writer",
        "modules": {
            "translate": {"provider": "acme", "model": "judge", "options": {"temperature": 0.1}},
            "narration": {},
        },
    },
)
PLAIN = a_described(
    id="plain",
    label="Plain",
    defaults={"modules": {"narration": {}, "quest": {"provider": "far"}}},
    proposed={"main": "teller"},
)
KNOWN = {each.id: each for each in (WRITER, PLAIN)}


@pytest.mark.parametrize(
    ("module", "first", "found"),
    [
        ("translate", (), ("acme", "judge")),
        ("narration", (), ("far", "writer")),
        ("narration", ("plain",), ("plain", "teller")),
        ("quest", (), ("far", "")),
        ("anything else", ("gone",), ("far", "writer")),
    ],
)
def test_a_module_is_proposed_what_is_said_of_it_else_of_everything(module, first, found):
    default = module_default(KNOWN, module, first)
    assert default is not None
    assert (default.provider, default.model) == found


def test_the_options_of_a_module_come_with_it():
    default = module_default(KNOWN, "translate")
    assert default == ModuleDefault(
        provider="acme", model="judge", options={"temperature": 0.1}
    )  # fmt: skip


def test_where_nothing_is_said_nothing_is_proposed():
    assert module_default({"acme": a_provider()}, "translate") is None
    assert [name for name, _ in module_defaults(KNOWN.values())] == [
        "", "narration", "translate", "narration", "quest",
    ]  # fmt: skip


def test_a_slip_in_what_is_said_of_a_module_is_named():
    with pytest.raises(FormatError, match=r"`defaults.modules.translate` has no field `modle`"):
        a_described(label="Acme", defaults={"modules": {"translate": {"modle": "judge"}}})
