"""One turn, from the player's saved words to the committed result."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.domain.adventure import Adventure, Character
from engine.domain.calls import CallFinished, FinishReason, LedgerRow
from engine.domain.consent import Ask
from engine.domain.ids import CallId, MessageId, ProfileId, TurnId
from engine.domain.messages import (
    Author,
    AuthorKind,
    ChatMessage,
    ChatRole,
    Message,
    MessageStatus,
    ReplyFacts,
)
from engine.domain.prompts import Prompt
from engine.domain.rules import Phase, SystemMessage
from engine.domain.sessions import JournalEntry, OpenSession, TurnRecord
from engine.domain.tasks import Task
from engine.domain.world import (
    Cause,
    CauseKind,
    Change,
    Effect,
    PlayerMoved,
    TimePassed,
    WorldState,
    apply,
)
from engine.errors import EngineError
from engine.play.events import (
    EffectApplied,
    IntentKind,
    IntentRead,
    MessageDropped,
    MessageFinished,
    MessageRewritten,
    MessageStarted,
    PromptAssembled,
    ReasoningDelta,
    ReplyDelta,
    TurnEvent,
    TurnFinished,
    TurnStarted,
    TurnStopped,
)
from engine.play.intent import Reading, read_intent
from engine.play.judging import ModelJudging
from engine.play.phase import run_phase
from engine.play.speakers import Roll, speakers
from engine.prompt.assemble import ReplyRequest, Summary, assemble
from engine.providers.base import ReasoningText, TextDelta
from engine.routing.constrained import text_of
from engine.routing.requests import CallRequest
from engine.routing.router import Router
from engine.rules.run import Facts, Outcome, drafts, run
from engine.storage.database import Database

STOPPED = "You stopped the turn. What was written is kept; press Continue or say something else."
