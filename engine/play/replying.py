"""Writing one reply: its prompt, its text as it streams, and how it came about."""

from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from math import inf

from engine.domain.adventure import Character
from engine.domain.calls import AttemptStarted, CallFinished, FinishReason, LedgerRow
from engine.domain.consent import Ask
from engine.domain.ids import MessageId, ProfileId
from engine.domain.images import Image
from engine.domain.messages import (
    Author,
    AuthorKind,
    ChatMessage,
    Message,
    MessageStatus,
    ReplyFacts,
)
from engine.domain.sessions import Earlier
from engine.domain.tasks import Task
from engine.play.continuing import ContinuedText, together
from engine.play.events import (
    MessageStarted,
    PromptAssembled,
    ReasoningDelta,
    ReplyDelta,
    TurnEvent,
)
from engine.play.pictures import shown_pictures
from engine.play.progress import Progress
from engine.play.tools import new_call, new_id
from engine.play.wording import ReplyText
from engine.prompt.assemble import ReplyRequest, assemble
from engine.prompt.tokens import estimate_tokens
from engine.providers.base import ReasoningText, TextDelta
from engine.routing.requests import CallRequest
from engine.routing.routes import Stop

NARRATOR = "Narrator"
NEAR_LIMIT = 0.7
"""The share of the token limit after which only whole sentences are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How one reply is to be written. `profile` overrides whose model writes it.

    A reply that is `compared` is by that one alone, and by consent where it is dearer than usual.
    """

    progress: Progress
    ask: Ask
    emit: Callable[[TurnEvent], None]
    speaker: Character | None
    summary: Earlier | None
    draft: bool
    profile: ProfileId | None = None
    compared: bool = False

    async def write(self) -> Message:
        """The reply as the model gave it, INTERRUPTED when it broke off.

        While it is written, `progress.open_reply` holds its text so far. Raise `RoutingError`
        when no model answers.
        """
        reply = self._blank()
        self.progress.open_reply = reply
        self.emit(MessageStarted(message=reply, draft=self.draft))
        request = self._request(reply, await self._pictures())
        async with aclosing(self.progress.tools.router.stream(request, self.ask)) as outputs:
            text: ReplyText | ContinuedText = ReplyText(names=())
            limit = inf
            async for output in outputs:
                match output:
                    case AttemptStarted(values=values, profile=profile):
                        limit = values.max_tokens.value or inf
                        text = self._text(reply, profile)
                        self.emit(output)
                    case TextDelta(text=raw):
                        text.by_sentences = estimate_tokens(text.text) > NEAR_LIMIT * limit
                        self._show(reply.id, text.add(raw))
                    case ReasoningText(text=thought):
                        self._think(reply.id, thought)
                    case CallFinished():
                        cut_off = output.finish is FinishReason.LENGTH
                        self._show(reply.id, text.finish(cut_off=cut_off))
                        self.emit(output)
                        return self._finished(output)
                    case _:
                        self.emit(output)
        raise AssertionError("a call that does not raise ends with CallFinished")

    def _text(self, reply: Message, by: ProfileId) -> ReplyText | ContinuedText:
        names = self._names(reply)
        if not reply.text:
            return ReplyText(names=names)
        exactly = self.progress.tools.router.continues_by_letter(by)
        return ContinuedText(before=reply.text, names=names, exactly=exactly)

    def _names(self, reply: Message) -> tuple[str, ...]:
        """Who a model may say is speaking; small ones name whoever spoke before."""
        cast = (who.name for who in self.progress.adventure.characters)
        return (reply.author.name, *cast)

    def _blank(self) -> Message:
        progress = self.progress
        if progress.continued:
            return replace(
                progress.continued,
                id=MessageId(new_id()),
                written_at=progress.tools.now(),
                status=MessageStatus.INTERRUPTED,
            )
        return Message(
            id=MessageId(new_id()),
            session=progress.session.id,
            parent=progress.latest[-1].id,
            author=author_of(self.speaker),
            text="",
            turn=progress.player.turn,
            written_at=progress.tools.now(),
            status=MessageStatus.INTERRUPTED,
        )

    async def _pictures(self) -> Mapping[str, Image]:
        progress = self.progress
        path = chain(progress.before, (progress.player,), progress.replies)
        return await shown_pictures(progress.tools.db, path)

    def _request(self, reply: Message, images: Mapping[str, Image]) -> CallRequest:
        progress, router = self.progress, self.progress.tools.router
        request = CallRequest(
            call=new_call(),
            task=Task.CHARACTER_REPLY if self.speaker else Task.NARRATION,
            messages=(),
            request_profile=self.profile,
            character_profile=self.speaker.profile if self.speaker else None,
            session=progress.session.id,
            turn=progress.player.turn,
            message=reply.id,
            adventure=progress.adventure.id,
            character=self.speaker.id if self.speaker else None,
            character_name=self.speaker.name if self.speaker else "",
            continues=bool(reply.text),
            pictures_optional=True,
            may_fall_back=not self.compared,
            asks_if_dearer=self.compared,
        )
        stop = router.first_stop(request)
        written = self._written(request, stop, reply, images)
        if router.first_stop(written).profile == stop.profile:
            return written
        # The prompt's words lead to another model, for which it may be longer or must be shorter.
        request = replace(request, complexity=router.complexity(written))
        return self._written(request, router.first_stop(request), reply, images)

    def _written(
        self, request: CallRequest, stop: Stop, reply: Message, images: Mapping[str, Image]
    ) -> CallRequest:
        """The request with its prompt, as the model takes it that is used first."""
        router = self.progress.tools.router
        sees = router.facts(stop).images is not False
        prompt = partial(self._prompt, reply, images, sees=sees)
        return replace(request, messages=prompt(router.prompt_budget(request, stop)), shrink=prompt)

    def _prompt(
        self, reply: Message, images: Mapping[str, Image], budget: int, *, sees: bool
    ) -> tuple[ChatMessage, ...]:
        """What the model is sent, in so many tokens; it is kept and told."""
        progress = self.progress
        prompt = assemble(
            ReplyRequest(
                adventure=progress.adventure,
                state=progress.state,
                path=progress.path,
                speaker=self.speaker,
                budget=budget,
                summary=self.summary,
                instructions=progress.instructions,
                begun=reply.text,
                images=images,
                seen=sees,
            )
        )
        progress.prompts[reply.id] = prompt
        self.emit(PromptAssembled(message=reply.id, prompt=prompt))
        return prompt.messages

    def _show(self, id_: MessageId, text: str) -> None:
        if not text:
            return
        reply = self._open()
        self.progress.open_reply = replace(reply, text=reply.text + text)
        if not self.draft:
            self.emit(ReplyDelta(message=id_, text=text))

    def _think(self, id_: MessageId, thought: str) -> None:
        reply = self._open()
        self.progress.open_reply = replace(reply, reasoning=reply.reasoning + thought)
        if not self.draft:
            self.emit(ReasoningDelta(message=id_, text=thought))

    def _finished(self, finished: CallFinished) -> Message:
        complete = finished.finish is not FinishReason.INTERRUPTED
        reply = replace(
            self._open(),
            status=MessageStatus.COMPLETE if complete else MessageStatus.INTERRUPTED,
            facts=together(self.progress.continued, facts_of(finished.row)),
        )
        self.progress.open_reply = reply
        return reply

    def _open(self) -> Message:
        reply = self.progress.open_reply
        assert reply is not None  # noqa: S101 - set for as long as the reply is written
        return reply


def author_of(speaker: Character | None) -> Author:
    """Who a reply is by; None is the narrator."""
    if speaker is None:
        return Author(kind=AuthorKind.NARRATOR, name=NARRATOR)
    return Author(kind=AuthorKind.CHARACTER, name=speaker.name, character=speaker.id)


def facts_of(row: LedgerRow) -> ReplyFacts:
    return ReplyFacts(
        profile=row.profile,
        provider=row.provider,
        model=row.model,
        usage=row.usage,
        cost=row.cost,
        seconds=row.seconds,
    )
