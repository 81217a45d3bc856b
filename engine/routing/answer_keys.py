"""By what an answer is known again: the whole of a question and of whoever is asked."""

import hashlib
from typing import Final

from engine.routing.habits import without_refused
from engine.routing.models import Models
from engine.routing.requests import CallRequest

COLDEST: Final = 0.1
"""Up to this temperature a model is taken to answer the same question in the same way."""


async def answer_key(models: Models, request: CallRequest) -> str | None:
    """The same for equal questions; None for what is not kept, or could be answered otherwise."""
    is_kept = models.settings().task_setting(request.task).remembers
    if request.constraint is None or not is_kept:
        return None
    stop = models.route(request)[0]
    refuses = (await models.habits.of(stop.profile)).refuses
    values = without_refused(models.values(request, stop), refuses)
    temperature = values.temperature.value
    if temperature is None or temperature > COLDEST:
        return None
    sent = (values.temperature.value, values.top_p.value, values.max_tokens.value)
    whole = repr((stop.profile, sent, request.messages, request.constraint))
    return hashlib.sha256(whole.encode()).hexdigest()
