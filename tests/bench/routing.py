"""What it takes to choose a call's route and values."""

from statistics import median
from time import perf_counter

from builders import a_call
from routers import some_settings

from engine.domain.ids import ProfileId
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.providers import ModelFacts
from engine.domain.tasks import ModelRole
from engine.domain.tiers import Tier
from engine.routing.routes import route, values

Row = tuple[str, str, str]

PROFILES, FALLBACKS, PROMPT_CHARACTERS, SAMPLES = 30, 4, 32_000, 2_000


def rows() -> list[Row]:
    what = f"route and values chosen: {PROFILES} profiles, a prompt of {PROMPT_CHARACTERS} letters"
    return [(what, f"{_chosen():.3f} ms", "< 0.2 ms")]


def _chosen() -> float:
    names = [f"p{number}" for number in range(PROFILES)]
    tiers = {tier: tuple(map(ProfileId, names[number::4])) for number, tier in enumerate(Tier)}
    roles = dict.fromkeys(ModelRole, tuple(map(ProfileId, names[:FALLBACKS])))
    settings = some_settings(names, tiers=tiers, roles=roles)
    text = ("It rains on the original quay. " * PROMPT_CHARACTERS)[:PROMPT_CHARACTERS]
    call = a_call(messages=(ChatMessage(chat_role=ChatRole.USER, text=text),))
    facts = ModelFacts(model="p0-model")
    samples = []
    for _ in range(SAMPLES):
        started = perf_counter()
        values(call, settings.task_values(call.task), route(settings, call)[0], facts)
        samples.append(perf_counter() - started)
    return median(samples) * 1_000
