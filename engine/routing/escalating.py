"""Who may answer a question that a model could not. Pure."""

from collections.abc import Callable, Iterator, Mapping

from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.model_checks import ModelCheck, may_escalate
from engine.domain.providers import Profile
from engine.domain.tasks import Complexity, ModelRole
from engine.routing.requests import CallRequest, Escalation
from engine.routing.routes import complexity_for
from engine.settings import Settings

Checks = Mapping[tuple[ConnectionId, str], ModelCheck]


def escalation(
    settings: Settings,
    request: CallRequest,
    unsure: ProfileId,
    checks: Checks,
    judges: Callable[[Profile], bool],
) -> Escalation | None:
    """Where `request` goes on to, which `unsure` could not answer; None where nobody is better.

    That is the tier of the task's next complexity, if it is a stronger one, else main's first
    profile: never one that is known to judge worse, and never the fallbacks.
    """
    asked = settings.profile(unsure)
    if asked is None:
        return None
    known = checks.get((asked.connection, asked.model))
    for id_, who in _stronger(settings, request):
        profile = settings.profile(id_)
        if profile is None or (profile.connection, profile.model) == (
            asked.connection,
            asked.model,
        ):
            continue
        check = checks.get((profile.connection, profile.model))
        if judges(profile) and may_escalate(known, check):
            why = f"{who}, because {asked.model} could not tell"
            return Escalation(profile=id_, unsure=unsure, why=why)
    return None


def _stronger(settings: Settings, request: CallRequest) -> Iterator[tuple[ProfileId, str]]:
    complexity = complexity_for(settings, request)
    present = settings.tier_for(request.task, complexity)
    order = list(Complexity)
    for harder in order[order.index(complexity) + 1 :]:
        tier = settings.tier_for(request.task, harder)
        if tier.is_stronger_than(present):
            yield from ((id_, f"{tier} tier") for id_ in settings.tier_profiles(tier))
    main = ModelRole.MAIN
    yield from ((id_, f"the {main} model") for id_ in settings.role_profiles(main)[:1])
