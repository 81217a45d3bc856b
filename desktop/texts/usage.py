"""The texts of the page of usage."""

from typing import Final

from desktop.texts import plural, tr

TITLE: Final = tr("Usage")
BACK: Final = tr("Back to the story")

# The side

SPAN: Final = tr("SPAN")
SPANS: Final = {
    "today": tr("Today"),
    "week": tr("7 days"),
    "month": tr("30 days"),
    "all": tr("All"),
}
PRICES: Final = tr("LIST PRICES")
PRICES_CAME: Final = tr("{models} models, with Triptych ({version}).")
PRICES_FETCHED: Final = tr("{models} models, fetched {when}.")
NEWEST_PRICE: Final = tr("The newest price is of {date}.")
REFRESH: Final = tr("Refresh prices")
REFRESHING: Final = tr("Refreshing…")
CANCEL: Final = tr("Cancel")
REFRESH_TIP: Final = tr(
    "Fetches the newest list prices from the internet. Nothing about you is sent, and it never "
    "happens by itself."
)
REFRESHED: Final = tr("The list prices are up to date. What is booked already keeps its cost.")
REPORTED_FIRST: Final = tr(
    "What a provider reports as cost counts first. List prices are for those that report none."
)
TAKE_OUT: Final = tr("TAKE IT OUT")
EXPORT: Final = tr("Export…")
EXPORT_TIP: Final = tr(
    "Every call of this span as a file for spreadsheets (CSV) or programs (JSON). No text of a "
    "story and no key is in it."
)
EXPORT_TITLE: Final = tr("Export usage")
CSV_FILES: Final = tr("For spreadsheets (*.csv)")
JSON_FILES: Final = tr("For programs (*.json)")
FILE_NAME: Final = tr("triptych-usage")
EXPORTED: Final = tr("The usage is in {file}.")

# When there is nothing

EMPTY_TITLE: Final = tr("Nothing was asked of any model in this span")
EMPTY: Final = tr(
    "Every turn asks several models. From the first one on you see here which of them was asked "
    "how much, what it cost, and what three models save against one for everything. Models on this "
    "computer are free, and count too."
)

# The figures at the top

COST: Final = tr("COST")
CALLS: Final = tr("CALLS")
TOKENS: Final = tr("TOKENS")
SAVED: Final = tr("SAVED")
DEARER: Final = tr("COST MORE")
ON_FREE: Final = tr("{share} on free models")
TOKENS_IN_OUT: Final = tr("{input} in · {output} out")
TOKENS_CACHED: Final = tr("{share} of those in from a cache")
NOT_CALCULATED: Final = tr("–")
AGAINST: Final = tr("against {model} for everything")
AGAINST_NOTHING: Final = tr("the price of main's model is not known")
ABOUT: Final = tr("about {money}")


def unpriced(count: int) -> str:
    return plural("1 call of unknown price", "%n calls of unknown price", count)


ALL_PRICED: Final = tr("every price is known")

# The plot

OVER_TIME: Final = tr("OVER TIME")
MEASURES: Final = {"cost": tr("Cost"), "tokens": tr("Tokens"), "calls": tr("Calls")}
MEASURE_NAME: Final = tr("What the plot shows")
PLOT_NAME: Final = tr("{measure} over time, by model role")
PLOT_KEYS: Final = tr("Left and right go from bar to bar.")
PLOT_SAID: Final = tr("{name}. {span}: {sums}. {keys}")
SECOND_TIME: Final = tr("{hour} (second time)")
STEP_SAID: Final = tr("{step}: {sums}")
PART_SAID: Final = tr("{role} {value}")
NOTHING_THEN: Final = tr("nothing")
WHOLE_SPAN: Final = tr("The whole span")
LEGEND_NAME: Final = tr("What each model role used")
LEGEND_HEADINGS: Final = ("", tr("COST"), tr("CALLS"), tr("IN"), tr("OUT"))

# The table

SUMMED_UP: Final = tr("SUMMED UP")
BY_NAME: Final = tr("What usage is summed up by")
BY: Final = {
    "model": tr("By model"),
    "model_role": tr("By model role"),
    "task": tr("By task"),
    "character": tr("By character"),
    "session": tr("By session"),
    "day": tr("By day"),
}
TABLE: Final = tr("Usage")
COLUMNS: Final = (
    "",
    tr("Cost"),
    tr("Calls"),
    tr("In"),
    tr("Cached"),
    tr("Out"),
    tr("Reasoning"),
)
TOTAL: Final = tr("Total")
NO_SESSION: Final = tr("No session, or one that was deleted")
NO_CHARACTER: Final = tr("No character: narration, rules, bookkeeping")
TABLE_NOTE: Final = tr(
    "In, cached, out and reasoning are tokens. Cached ones are among those in, and reasoning "
    "among those out."
)
ESTIMATED_NOTE: Final = tr("≈ marks counts that are in part estimated: the server told none.")
SHARED_NOTE: Final = tr(
    "A call that went on elsewhere counts in every row it touched, and once in the total."
)
ESTIMATED: Final = tr("≈ {number}")

# The saving

SAVING: Final = tr("ONE MODEL FOR EVERYTHING")
FORMULA_TITLE: Final = tr("Calculated from what is booked: the same tokens at the price of {model}")
FRESH: Final = tr("{tokens} new tokens in × {price} per million")
FROM_CACHE: Final = tr("{tokens} cached tokens × {price} per million")
INTO_CACHE: Final = tr("{tokens} tokens put into the cache × {price} per million")
WRITTEN: Final = tr("{tokens} tokens out × {price} per million")
ON_ONE: Final = tr("Everything on {model}")
PAID: Final = tr("Paid")
DIFFERENCE: Final = tr("Saved, calculated")
DIFFERENCE_MORE: Final = tr("Paid more, calculated")
RATIO: Final = tr("What went to other models would have cost {ratio} × as much on {model}.")
ELSEWHERE_FREE: Final = tr("What went to other models cost nothing.")
ALL_ON_ONE: Final = tr("Everything ran on {model} as it is.")
SOME_ESTIMATED: Final = tr("Some of the tokens are estimated.")
OTHER_COUNTS: Final = tr(
    "{model} may count, think and cache otherwise than the models that were asked."
)
MAIN_IS_FREE: Final = tr(
    "{model}, the model of Main, is free: everything on it would cost nothing."
)
NO_PRICE: Final = tr(
    "What everything on the model of Main would have cost cannot be calculated: its price is not "
    "known, or Main has no model."
)


def left_out(count: int) -> str:
    return plural(
        "Left out: 1 call whose price is not known.",
        "Left out: %n calls whose price is not known.",
        count,
    )
