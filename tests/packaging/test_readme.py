"""The README's table of what was run says what the suite runs, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest
from abilities import BEGIN, END, Ability, Level, Proof, proofs_in, proves, table, with_table
from wire import a_provider

ROOT = Path(__file__).resolve().parents[2]


def proof(level: Level, ability: Ability = Ability.CHAT, provider: str = "acme") -> Proof:
    return Proof(provider=provider, ability=ability, level=level)


def cells(*proofs: Proof) -> list[str]:
    *_, row = table([a_provider()], proofs).splitlines()
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_the_readme_says_what_the_tests_prove():
    checked = subprocess.run(
        [sys.executable, "tests/abilities", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_cell_says_the_most_that_was_shown_and_no_where_nothing_was():
    shown = (
        proof(Level.MOCK),
        proof(Level.LIVE),
        proof(Level.WIRE),
        proof(Level.WIRE, Ability.USAGE),
    )
    assert cells(*shown) == ["Acme", "**live**", "no", "no", "no", "wire", "no", "no", "no"]
    assert set(cells(proof(Level.LIVE, provider="another"))[1:]) == {"no"}


@proves(Level.WIRE, "nobody", Ability.CHAT, Ability.COST)
def test_what_a_test_proves_is_read_from_its_mark(request: pytest.FixtureRequest):
    assert proofs_in([request.node]) == [
        proof(Level.WIRE, Ability.CHAT, "nobody"),
        proof(Level.WIRE, Ability.COST, "nobody"),
    ]


def test_the_table_goes_between_its_marks_and_nowhere_else():
    readme = f"# A\n{BEGIN}\nold\n{END}\n# B\n"
    assert with_table(readme, "new\n") == f"# A\n{BEGIN}\nnew\n{END}\n# B\n"
