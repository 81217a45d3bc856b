"""The ledger for spreadsheets and programs."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from ledger_rows import a_row

from engine.domain.calls import LedgerRow, Usage, UsageBy, UsageTotal
from engine.domain.ids import CharacterId
from engine.formats.usage_export import Table, as_csv, as_json, calls_table, totals_table

DAY = date(2030, 5, 1)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def booked(*rows: LedgerRow) -> Table:
    return calls_table([(DAY, row) for row in rows])


def test_every_attempt_is_a_row_with_its_tokens_and_what_it_cost_to_the_last_digit():
    rows = (a_row(1, "0.0000000123"), a_row(2, None), a_row(3, "0E-12"), a_row(4, "1E+2"))
    dear, unknown, free, much = read(as_csv(booked(*rows)))
    assert (free["cost_usd"], much["cost_usd"]) == ("0", "100")
    assert (dear["input_tokens"], dear["cached_tokens"], dear["output_tokens"]) == (
        "1000", "800", "100",
    )  # fmt: skip
    assert (dear["cost_usd"], unknown["cost_usd"]) == ("0.0000000123", "")
    assert (unknown["cost_source"], unknown["tokens_estimated"]) == ("unknown", "no")
    first, second, *_ = json.loads(as_json(booked(*rows)))
    assert (first["cost_usd"], second["cost_usd"]) == ("0.0000000123", None)
    assert first["seconds"] == 2.5


def test_files_say_which_times_are_of_utc_and_which_days_the_players():
    westward = timezone(timedelta(hours=-7))
    row = a_row(at=datetime(2030, 5, 1, 20, 30, tzinfo=westward))
    (told,) = json.loads(as_json(booked(row)))
    assert (told["at_utc"], told["local_day"]) == ("2030-05-02T03:30:00+00:00", "2030-05-01")
    total = UsageTotal(label="2030-05-01", calls=2, usage=Usage(), cost=0)
    assert read(as_csv(totals_table(UsageBy.DAY, (total,))))[0]["local_day"] == "2030-05-01"


def test_names_that_a_spreadsheet_would_calculate_stay_texts():
    for name in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=x", '=HYPERLINK("x","y")'):
        row = replace(a_row(), character=CharacterId(name), model=name)
        (read_row,) = read(as_csv(booked(row)))
        assert read_row["model"] == read_row["character"] == f"'{name}"
        assert json.loads(as_json(booked(row)))[0]["model"] == name


def test_what_failed_is_there_without_the_words_it_failed_with():
    row = replace(a_row(), error="No: “the story so far” was refused for sk-secret.")
    assert "sk-secret" not in as_csv(booked(row)) + as_json(booked(row))


def test_sums_say_by_what_they_are():
    total = UsageTotal(label="a, “b”", calls=2, usage=Usage(input=7, estimated=True), cost=0)
    (row,) = read(as_csv(totals_table(UsageBy.SESSION, (total,))))
    assert (row["session"], row["calls"], row["tokens_estimated"]) == ("a, “b”", "2", "yes")
