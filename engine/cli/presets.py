"""`triptych presets`: sets of assignments listed, looked at, applied, kept; models made for writing."""

from engine.app import Engine
from engine.app.presets import PresetProposal
from engine.cli.tables import aligned
from engine.domain.module_presets import SeenPreset
from engine.errors import SettingsError


async def list_presets(engine: Engine) -> int:
    """Each with what it would change."""
    for name in engine.presets.names():
        try:
            print(f"{name}\n{_told(await engine.presets.proposal(name))}\n")
        except SettingsError as error:
            print(f"{name}\n  {error}\n")
    return 0


async def apply_preset(engine: Engine, name: str) -> int:
    proposal = await engine.presets.proposal(name)
    await engine.presets.apply(proposal)
    print(f"{_told(proposal)}\n“{name}” is in force.")
    return 0


async def save_preset(engine: Engine, name: str) -> int:
    await engine.presets.save(name)
    print(f"The assignments are kept as “{name}”.")
    return 0


async def delete_preset(engine: Engine, name: str) -> int:
    await engine.presets.delete(name)
    print(f"“{name}” is deleted.")
    return 0


async def list_module_presets(engine: Engine) -> int:
    """The models proposed for kinds of writing, with the number by which one is taken."""
    seen = await engine.module_presets.seen()
    rows = [("", "MODULE", "PROVIDER", "MODEL", "TEMPERATURE", "TOP P", "NOW")]
    rows += [
        (
            str(number),
            each.module,
            each.preset.provider,
            each.preset.model,
            f"{each.preset.temperature:g}",
            f"{each.preset.top_p:g}",
            _state(each),
        )
        for number, each in enumerate(seen, 1)
    ]
    print(aligned(rows))
    return 0


async def take_module_preset(engine: Engine, number: int, model: str) -> int:
    """Make a profile of one of them."""
    seen = await engine.module_presets.seen()
    if not 1 <= number <= len(seen):
        raise SettingsError(f"There are presets 1 to {len(seen)}.")
    profile, _ = await engine.module_presets.apply(seen[number - 1].preset, model)
    print(f"The profile {profile.id} is there.")
    return 0


def _state(seen: SeenPreset) -> str:
    if seen.connection is None:
        return f"add {seen.missing} first"
    if seen.gone is None:
        return "offered"
    nearest = f", nearest: {seen.gone.nearest}" if seen.gone.nearest else ""
    return f"no longer offered{nearest}"


def _told(proposal: PresetProposal) -> str:
    return aligned(
        [
            (
                f"  {line.what}",
                line.after or "nothing of its own",
                "as now" if not line.changes else f"instead of {line.before or 'nothing'}",
                line.reason,
            )
            for line in proposal.lines
        ]
    )
