"""Zones whose clocks tests live by, with their own rules: no table of zones is needed for them."""

from datetime import UTC, datetime

GREENWICH = "UTC0"
AUCKLAND = "NZST-12NZDT,M9.5.0,M4.1.0/3"
LOS_ANGELES = "PST8PDT,M3.2.0,M11.1.0"
LORD_HOWE = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"
"""Half an hour is what its clocks are put."""
HAVANA = "CST5CDT,M3.2.0/0,M11.1.0/1"
"""There is no midnight in spring, and there are two in autumn."""


def at(moment: str) -> datetime:
    """A moment of UTC."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)
