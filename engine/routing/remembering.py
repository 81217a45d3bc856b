"""Answering what was asked before with what was answered then."""

from collections.abc import Callable

from engine.domain.answers import Answer
from engine.domain.calls import CallEvent
from engine.domain.consent import Ask
from engine.domain.ids import CallId
from engine.routing.constrained import ask_constrained
from engine.routing.requests import CallRequest
from engine.routing.router import Router


async def ask_remembering(
    router: Router,
    request: CallRequest,
    ask: Ask,
    notify: Callable[[CallEvent], None],
    new_call: Callable[[], CallId],
    *,
    tells: Callable[[str], bool] = bool,
    anew: bool = False,
) -> Answer:
    """As `ask_constrained`; an equal question that was answered before is not asked again.

    Only an answer that `tells` something is kept. With `anew` the model is asked all the same,
    and what was kept is forgotten.
    """
    kept = router.answers
    key = await router.answer_key(request) if kept else None
    if kept is None or key is None:
        return await ask_constrained(router, request, ask, notify, new_call)
    if anew:
        await kept.forget(key)
    elif known := await kept.find(key):
        return known
    answer = await ask_constrained(router, request, ask, notify, new_call)
    if tells(answer.text) and answer.row.profile == router.first_stop(request).profile.id:
        await kept.keep(key, answer)
    return answer
