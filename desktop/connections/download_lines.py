"""What is said of a model that can be downloaded, and of how its download goes. Pure."""

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from desktop.parts.figures import bytes_text, time_left_text, tokens_text
from desktop.texts import built_in as texts
from desktop.texts import connections as connection_texts
from engine.domain.local_models import Downloaded, Downloading, OfferedModel


class DownloadPhase(Enum):
    """`BROKEN` has left something to go on with, `FAILED` has not."""

    OFFERED = auto()
    RUNNING = auto()
    PAUSED = auto()
    BROKEN = auto()
    FAILED = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadView:
    """All that the row of a download shows. `share` is between 0 and 1, None if not known.

    `said` is about the download, in a sentence or in figures.
    """

    url: str
    title: str
    summary: str = ""
    facts: str = ""
    warning: str = ""
    phase: DownloadPhase = DownloadPhase.OFFERED
    share: float | None = None
    said: str = ""


def offered_view(offered: OfferedModel, free_bytes: int | None) -> DownloadView:
    """Warns of a file that does not fit into the memory that is free now."""
    parts = [*_measures(offered), offered.licence, *offered.tags]
    return DownloadView(
        url=offered.url,
        title=offered.name,
        summary=offered.summary,
        facts=" · ".join(part for part in parts if part),
        warning=_warning(offered.bytes, free_bytes),
    )


def pasted_view(url: str) -> DownloadView:
    """A download that only an address is known of."""
    return DownloadView(url=url, title=file_of(url), facts=urlsplit(url).netloc)


def file_of(url: str) -> str:
    """The name that a file at this address has."""
    return PurePosixPath(unquote(urlsplit(url).path)).name or url


def share_of(downloading: Downloading) -> float | None:
    return min(downloading.done / downloading.total, 1) if downloading.total else None


def amount_text(downloading: Downloading) -> str:
    """How much is here of how much."""
    done = bytes_text(downloading.done)
    if downloading.total is None:
        return texts.PROGRESS_OPEN.format(done=done)
    return texts.PROGRESS.format(done=done, total=bytes_text(downloading.total))


def progress_text(downloading: Downloading) -> str:
    """How much, how fast and how long yet."""
    if downloading.total and downloading.done >= downloading.total:
        return texts.CHECKING
    parts = [amount_text(downloading)]
    speed = downloading.bytes_per_second
    if speed > 0:
        parts.append(texts.PER_SECOND.format(size=bytes_text(round(speed))))
        if downloading.total is not None:
            left = (downloading.total - downloading.done) / speed
            parts.append(texts.LEFT.format(time=time_left_text(left)))
    return " · ".join(parts)


def done_text(downloaded: Downloaded) -> str:
    said = texts.VERIFIED if downloaded.verified else texts.NOT_VERIFIED
    return said.format(file=downloaded.path.name)


def _warning(size: int | None, free_bytes: int | None) -> str:
    if size is None or free_bytes is None or size <= free_bytes:
        return ""
    return texts.TOO_LARGE.format(free=bytes_text(free_bytes))


def _measures(offered: OfferedModel) -> list[str]:
    parts = [] if offered.bytes is None else [bytes_text(offered.bytes)]
    if offered.context_window:
        tokens = tokens_text(offered.context_window)
        parts.append(connection_texts.CONTEXT.format(tokens=tokens))
    return parts
