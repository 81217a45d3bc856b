"""`triptych --self-test`: two turns on the built-in model, in a library of its own."""

import tempfile
from contextlib import aclosing
from pathlib import Path

from engine.app import Engine
from engine.domain.consent import refuse
from engine.domain.messages import MessageStatus
from engine.errors import EngineError
from engine.paths import default_paths

TURNS = 2


async def self_test() -> int:
    """0 when both turns were answered in full by the built-in model, else 1."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            return await _played(Path(folder))
        except EngineError as error:
            print(f"The self-test failed: {error}")
            return 1


async def _played(folder: Path) -> int:
    engine = await Engine.open(default_paths(folder))
    try:
        opened = await engine.new_session((await engine.adventures())[0])
        for move in opened.adventure.moves[:TURNS]:
            async with aclosing(engine.play_turn(opened.id, move, refuse)) as events:
                async for _ in events:
                    pass
        path = (await engine.session(opened.id)).path
    finally:
        await engine.aclose()
    replies = [message for message in path[1:] if not message.by_player]
    whole = [reply for reply in replies if reply.status is MessageStatus.COMPLETE and reply.facts]
    for reply in whole:
        print(f"{reply.author.name}: {reply.text}\n")
    models = {reply.facts.model for reply in whole if reply.facts}
    print(f"self-test: {len(whole)} replies in {path[-1].turn} turns, from {', '.join(models)}")
    return 0 if path[-1].turn == TURNS and len(whole) == len(replies) >= TURNS else 1
