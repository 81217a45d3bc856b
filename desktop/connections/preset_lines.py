"""What a preset's card says. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop.connections.tier_lines import TIERS
from desktop.parts.model_roles import NAMES
from desktop.texts import presets as texts
from engine.app.presets import PresetProposal
from engine.domain.module_presets import SeenPreset
from engine.domain.presets import PresetLine
from engine.domain.tasks import ModelRole
from engine.domain.tiers import Tier

_ROLES: Final[Mapping[str, str]] = {str(role): NAMES[role] for role in ModelRole}


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetView:
    """Each line: what, its model by the preset, and what that is instead of, or why."""

    title: str
    name: str
    about: str
    lines: tuple[tuple[str, str, str], ...]
    changes: bool
    is_own: bool


def preset_view(proposal: PresetProposal, *, is_own: bool) -> PresetView:
    count = sum(line.changes for line in proposal.lines)
    changes = proposal.before != proposal.after
    return PresetView(
        title=texts.TITLE.format(name=proposal.name),
        name=texts.CARD_NAME.format(name=proposal.name),
        about=texts.changes_text(count) if count else "" if changes else texts.CHANGES_NOTHING,
        lines=tuple(map(_line, proposal.lines)),
        changes=changes,
        is_own=is_own,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingLine:
    """One model for a kind of writing. Without a `deed` it cannot be taken now; `model` is what
    is taken then, "" for the preset's own.
    """

    title: str
    about: str
    state: str
    deed: str
    model: str = ""


def writing_line(seen: SeenPreset, provider: str) -> WritingLine:
    preset, nearest = seen.preset, seen.gone.nearest if seen.gone else ""
    about = texts.VALUES.format(
        provider=seen.connection.label if seen.connection else provider,
        temperature=f"{preset.temperature:g}",
        top_p=f"{preset.top_p:g}",
    )
    state, deed = preset.note, texts.TAKE
    if seen.connection is None:
        state, deed = texts.ADD_FIRST.format(provider=seen.missing), ""
    elif seen.gone:
        state = texts.GONE_NEAREST.format(model=nearest) if nearest else texts.GONE
        deed = texts.TAKE_NEAREST if nearest else ""
    return WritingLine(title=preset.model, about=about, state=state, deed=deed, model=nearest)


def _line(line: PresetLine) -> tuple[str, str, str]:
    what = _ROLES.get(line.what) or texts.TIER.format(tier=TIERS[Tier(line.what)])
    before = texts.INSTEAD.format(model=line.before or texts.NOTHING)
    why = (before if line.changes else texts.AS_NOW, line.reason)
    return what, line.after or texts.NOTHING, " · ".join(part for part in why if part)
