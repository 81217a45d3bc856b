"""One text out of a conversation, in the format a model was most likely trained on. Pure.

For services that take a bare prompt and say no more of a model than its name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.domain.messages import ChatMessage, ChatRole


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptFormat:
    """What stands before and after each chat role's words. `stops` end the model's turn."""

    system: tuple[str, str]
    user: tuple[str, str]
    assistant: tuple[str, str]
    stops: tuple[str, ...]


CHATML: Final = PromptFormat(
    system=("<|im_start|>system\n", "<|im_end|>\n"),
    user=("<|im_start|>user\n", "<|im_end|>\n"),
    assistant=("<|im_start|>assistant\n", "<|im_end|>\n"),
    stops=("<|im_end|>", "<|im_start|>"),
)
LLAMA_3: Final = PromptFormat(
    system=("<|start_header_id|>system<|end_header_id|>\n\n", "<|eot_id|>"),
    user=("<|start_header_id|>user<|end_header_id|>\n\n", "<|eot_id|>"),
    assistant=("<|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot_id|>"),
    stops=("<|eot_id|>", "<|start_header_id|>"),
)
GEMMA: Final = PromptFormat(
    system=("<start_of_turn>user\n", "<end_of_turn>\n"),
    user=("<start_of_turn>user\n", "<end_of_turn>\n"),
    assistant=("<start_of_turn>model\n", "<end_of_turn>\n"),
    stops=("<end_of_turn>", "<start_of_turn>"),
)
MISTRAL: Final = PromptFormat(
    system=("[INST] ", " [/INST] "),
    user=("[INST] ", " [/INST] "),
    assistant=("", "</s>"),
    stops=("[INST]", "</s>"),
)
ALPACA: Final = PromptFormat(
    system=("", "\n\n"),
    user=("### Instruction:\n", "\n\n"),
    assistant=("### Response:\n", "\n\n"),
    stops=("### Instruction:", "### Response:"),
)

_BY_NAME: Final = (
    (re.compile(r"llama-?_?3|\bl3(\.\d)?-"), LLAMA_3),
    (re.compile(r"gemma"), GEMMA),
    (re.compile(r"chatml|hermes|dolphin|qwen"), CHATML),
    (re.compile(r"mi[sx]tral|ministral|nemo|cydonia"), MISTRAL),
    (re.compile(r"alpaca|llama-?_?2|mythomax|fimbulvetr|tiefighter|psyfighter|noromaid"), ALPACA),
)


def format_for(model: str) -> PromptFormat:
    """The format that the family in a model's name was trained on; ChatML for a stranger."""
    name = model.lower()
    return next((known for pattern, known in _BY_NAME if pattern.search(name)), CHATML)


def written(messages: Sequence[ChatMessage], form: PromptFormat) -> str:
    """The conversation with the model's turn open at its end."""
    sides = {
        ChatRole.SYSTEM: form.system,
        ChatRole.USER: form.user,
        ChatRole.ASSISTANT: form.assistant,
    }
    turns = [
        f"{sides[each.chat_role][0]}{each.text}{sides[each.chat_role][1]}" for each in messages
    ]
    return "".join(turns) + form.assistant[0]


def ended(text: str, form: PromptFormat) -> str:
    """What the model said in its own turn: nothing of a turn that it invented after it."""
    for stop in form.stops:
        text = text.partition(stop)[0]
    return text.strip()
