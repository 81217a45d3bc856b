"""`triptych tiers`: which models are how strong, and which work goes to which of them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from engine.app import Engine
from engine.cli.tables import aligned
from engine.domain.ids import ProfileId
from engine.domain.tasks import Complexity, Task
from engine.domain.tiers import Tier
from engine.errors import SettingsError
from engine.settings import GridCell, with_cell, with_task, with_tier


def list_tiers(engine: Engine) -> int:
    """The tiers with their profiles, and the tier that does each task at each complexity."""
    settings = engine.settings
    print(aligned([(tier, ", ".join(settings.tier_profiles(tier)) or "—") for tier in Tier]))
    rows = [("TASK", *(each.upper() for each in Complexity), "PINNED")]
    rows += [
        (
            task,
            *(settings.tier_for(task, each) for each in Complexity),
            settings.task_setting(task).complexity or "—",
        )
        for task in Task
    ]
    print(f"\n{aligned(rows)}")
    return 0


async def fill_tier(engine: Engine, tier: Tier, profiles: Sequence[str]) -> int:
    """Put these profiles into a tier, in the place of those that were there."""
    ids = [ProfileId(each) for each in profiles]
    if missing := [id_ for id_ in ids if engine.settings.profile(id_) is None]:
        raise SettingsError(f"There is no profile {missing[0]}. See `triptych profiles`.")
    await engine.change_settings(partial(with_tier, tier=tier, profiles=ids))
    return list_tiers(engine)


async def set_cell(engine: Engine, task: Task, complexity: Complexity, tier: Tier) -> int:
    """Let this tier do the task at this complexity."""
    cell = GridCell(task=task, complexity=complexity, tier=tier)
    await engine.change_settings(partial(with_cell, cell=cell))
    return list_tiers(engine)


async def pin(engine: Engine, task: Task, complexity: Complexity | None) -> int:
    """Take the task to be so complex always; None leaves it to callers and prompts again."""
    await engine.change_settings(
        lambda now: with_task(now, replace(now.task_setting(task), complexity=complexity))
    )
    return list_tiers(engine)
