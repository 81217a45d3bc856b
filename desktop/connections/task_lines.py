"""What the table of tasks says of each task: its values, where they come from, its models. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.connections.role_lines import FactsOf, GoneOf, gone_text, judge_warning
from desktop.parts.abilities import model_name
from desktop.parts.figures import cost_text
from desktop.parts.model_roles import NAMES
from desktop.texts import connections as texts
from desktop.texts import tiers as tier_texts
from engine.app import RoleModel
from engine.domain.calls import LastCall
from engine.domain.ids import ProfileId
from engine.domain.providers import ModelFacts, Profile
from engine.domain.tasks import TASK_TABLE, Complexity, ModelRole, Task, TaskValues
from engine.settings import Settings, TaskSetting

TITLES: Final[Mapping[Task, str]] = {
    Task.CHARACTER_REPLY: texts.TASK_CHARACTER_REPLY,
    Task.NARRATION: texts.TASK_NARRATION,
    Task.RULE_EVALUATION: texts.TASK_RULE_EVALUATION,
    Task.REWRITE: texts.TASK_REWRITE,
    Task.SUMMARISATION: texts.TASK_SUMMARISATION,
    Task.INTENT: texts.TASK_INTENT,
    Task.CHARACTER_GENERATION: texts.TASK_CHARACTER_GENERATION,
    Task.DESCRIPTION: texts.TASK_DESCRIPTION,
    Task.QUEST_GENERATION: texts.TASK_QUEST_GENERATION,
}


COMPLEXITIES: Final[Mapping[Complexity, str]] = {
    Complexity.SIMPLE: tier_texts.SIMPLE,
    Complexity.MODERATE: tier_texts.MODERATE,
    Complexity.COMPLEX: tier_texts.COMPLEX,
    Complexity.CRITICAL: tier_texts.CRITICAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One row. The `…_origin` sentences say where a value comes from.

    `most` is what the profile or the model lets through, None for everything. `profiles` are the
    choices, each an id with its text; None stands for the role's own model. `nearest` is what can
    be taken instead of the task's own model where that is no longer offered.
    """

    task: Task
    model_role: ModelRole
    role_origin: str
    temperature: float
    temperature_origin: str
    max_tokens: int
    max_tokens_origin: str
    most: int | None
    profile: ProfileId | None
    profiles: tuple[tuple[ProfileId | None, str], ...]
    profile_origin: str
    nearest: str
    last_call: str
    changed: bool


def task_lines(
    settings: Settings,
    roles: Sequence[RoleModel],
    calls: Sequence[LastCall],
    facts_of: FactsOf,
    gone_of: GoneOf,
) -> tuple[TaskLine, ...]:
    """A line for each task, in the order of the task table. `calls` has the latest first."""
    by_role = {each.model_role: each for each in roles}
    named = _Names(facts_of, gone_of)
    return tuple(_line(settings, row, by_role, calls, named) for row in TASK_TABLE)


def setting_of(settings: Settings, task: Task) -> TaskSetting:
    """What the player changed about a task."""
    found = (each for each in settings.tasks if each.task is task)
    return next(found, TaskSetting(task=task))


def _line(
    settings: Settings,
    row: TaskValues,
    by_role: Mapping[ModelRole, RoleModel],
    calls: Sequence[LastCall],
    named: "_Names",
) -> TaskLine:
    setting, values = setting_of(settings, row.task), settings.task_values(row.task)
    role = by_role.get(values.model_role)
    chosen = settings.profile(setting.profile) if setting.profile else None
    used = chosen or (role.profile if role else None)
    facts = named.facts_of(used) if used else None
    most, cap = _cap(used, facts, values.max_tokens)
    last = next((each for each in calls if each.task is row.task), None)
    return TaskLine(
        task=row.task,
        model_role=values.model_role,
        role_origin=_origin(setting.model_role, NAMES[row.model_role]),
        temperature=values.temperature,
        temperature_origin=_origin(setting.temperature, f"{row.temperature:g}"),
        max_tokens=values.max_tokens,
        max_tokens_origin=cap or _origin(setting.max_tokens, str(row.max_tokens)),
        most=most,
        profile=chosen.id if chosen else None,
        profiles=_choices(settings, row, role, named),
        profile_origin=_profile_origin(row.task, values.model_role, chosen, facts),
        nearest=gone.nearest if chosen and (gone := named.gone_of(chosen)) else "",
        last_call=cost_text(last.cost) if last else texts.NO_CALL,
        changed=setting != TaskSetting(task=row.task),
    )


def _origin(own: object, shipped: str) -> str:
    return texts.SHIPPED if own is None else texts.YOURS.format(value=shipped)


def _cap(profile: Profile | None, facts: ModelFacts | None, wish: int) -> tuple[int | None, str]:
    """The most that is let through, and a sentence about it where that is less than `wish`."""
    of_profile = profile.max_tokens if profile else None
    of_model = facts.max_output if facts else None
    most = min((each for each in (of_profile, of_model) if each is not None), default=None)
    if most is None or most >= wish or profile is None:
        return most, ""
    said = texts.CAPPED_BY_PROFILE if most == of_profile else texts.CAPPED_BY_MODEL
    return most, said.format(most=most, wish=wish, model=profile.model)


def _profile_origin(
    task: Task, model_role: ModelRole, chosen: Profile | None, facts: ModelFacts | None
) -> str:
    """Whose choice the model is, and why it should not judge where it does."""
    whose = texts.OF_TASK if chosen else texts.OF_ROLE.format(role=NAMES[model_role])
    warning = judge_warning(facts) if facts and task is Task.RULE_EVALUATION else ""
    return f"{whose} {warning}." if warning else whose


@dataclass(frozen=True, slots=True)
class _Names:
    """How models are called here."""

    facts_of: FactsOf
    gone_of: GoneOf

    def of(self, profile: Profile) -> str:
        return model_name(self.facts_of(profile))

    def with_state(self, profile: Profile, label: str) -> str:
        parts = (self.of(profile), gone_text(self.gone_of(profile)), label)
        return " · ".join(part for part in parts if part)


def _choices(
    settings: Settings, row: TaskValues, role: RoleModel | None, named: _Names
) -> tuple[tuple[ProfileId | None, str], ...]:
    labels = {each.id: each.label for each in settings.connections}
    usable = [each for each in settings.profiles if each.connection in labels]
    own = [(each.id, named.with_state(each, labels[each.connection])) for each in usable]
    return ((None, _of_tiers(settings, row, role, named) or _way(role, named)), *own)


def _of_tiers(settings: Settings, row: TaskValues, role: RoleModel | None, named: _Names) -> str:
    """The models of the tiers that do this task, by how complex it is; "" where none does."""
    known = setting_of(settings, row.task).complexity or row.complexity
    used: dict[str, None] = {}
    for complexity in (
        (known,) if known else (Complexity.SIMPLE, Complexity.MODERATE, Complexity.COMPLEX)
    ):
        ids = settings.tier_profiles(settings.tier_for(row.task, complexity))
        found = next((each for each in map(settings.profile, ids) if each), None)
        profile = found or (role.profile if role else None)
        used |= {named.of(profile): None} if profile else {}
    if not any(settings.tiers.values()) or (role and list(used) == [named.of(role.profile)]):
        return ""
    remark = COMPLEXITIES[known].lower() if known else texts.BY_COMPLEXITY
    return texts.TIER_WAY.format(models=" / ".join(used), remark=remark)


def _way(role: RoleModel | None, named: _Names) -> str:
    """The role's models in the order they are tried."""
    if role is None:
        return texts.NO_ROLE_MODEL
    first = named.of(role.profile)
    if named.gone_of(role.profile):
        first = texts.WITH_REMARK.format(model=first, remark=texts.GONE)
    return " → ".join((first, *map(named.of, role.fallbacks)))
