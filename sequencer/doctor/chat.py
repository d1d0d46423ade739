"""Who would answer in the chat, and is there a model on this machine?

Nothing but this machine's own loopback is asked, and the key is not known here.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any, Final

from sequencer.doctor.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PORTS: Final = {"Ollama": 11434, "LM Studio": 1234, "llama.cpp": 8080}
"""Where each listens unless told otherwise, as its own documents say."""
HOST: Final = "127.0.0.1"
PATIENCE_SECONDS: Final = 0.5
MOST_BYTES: Final = 1 << 20
MOST_MODELS: Final = 20


@dataclass(frozen=True, slots=True)
class ChatSetting:
    """What the environment and `.env` say, as far as the doctor may know it.

    Attributes:
        host: name of the server, None where the chat stays offline.
        model: its name.
        has_key: a key is set.
        fault: why a setting cannot be used, "" when it can.
        unread: folders whose `.env` is left unread.
    """

    host: str | None = None
    model: str = ""
    has_key: bool = False
    fault: str = ""
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A model server that answers on this machine: whose port it is, its address, and its models."""

    name: str
    url: str
    models: tuple[str, ...]


def local_servers(ports: Mapping[str, int] | None = None) -> list[LocalServer]:
    """Return the servers that answer at their usual ports. Blocks for half a second a port at most."""
    found = ((name, port, _models(port)) for name, port in (PORTS if ports is None else ports).items())
    return [LocalServer(name, f"http://{HOST}:{port}/v1", models) for name, port, models in found if models is not None]


def _models(port: int) -> tuple[str, ...] | None:
    """Return the models that a server offers; None when none answers as such a server does."""
    asking = HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
    try:
        asking.request("GET", "/v1/models")
        answer = asking.getresponse()
        told: Any = json.loads(answer.read(MOST_BYTES)) if answer.status == 200 else None  # noqa: PLR2004 - HTTP's OK
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        with suppress(OSError):
            asking.close()
    models = told.get("data") if isinstance(told, dict) else None
    if not isinstance(models, list):
        return None
    names = [str(one["id"]) for one in models if isinstance(one, dict) and "id" in one]
    return tuple(names[:MOST_MODELS])


def chat(setting: ChatSetting, servers: Callable[[], Sequence[LocalServer]] = local_servers) -> Finding:
    """Return the finding on the chat.

    Args:
        setting: what is set.
        servers: finds the servers of this machine.
    """
    there = servers()
    facts: dict[str, object] = {
        "host": setting.host, "model": setting.model, "key": setting.has_key,
        "local": [{"name": one.name, "url": one.url, "models": list(one.models)} for one in there],
    }
    local = "; ".join(f"{one.name} runs here, with {_some(one.models)}" for one in there)
    use = tuple(
        f"use {one.name}: export OPENAI_BASE_URL={one.url} OPENAI_MODEL={one.models[0] if one.models else 'NAME'}"
        for one in there
    )
    unread = tuple(
        f"{folder}/.env is left unread, because it names an address: see docs/privacy.md" for folder in setting.unread
    )
    if setting.fault:
        return Finding("chat", "broken", setting.fault, ("set it anew, or unset it", *unread), facts)
    if setting.host is not None:
        key = "a key is set" if setting.has_key else "no key"
        more = f"; {local}" if local else ""
        return Finding("chat", "fine", f"{setting.model} at {setting.host}, {key}{more}", unread, facts)
    by_rules = "by rules, without a model"
    if there:
        return Finding("chat", "fine", f"{by_rules}; {local}", (*use, *unread), facts)
    return Finding("chat", "fine", f"{by_rules}; for a model set OPENAI_API_KEY, or OPENAI_BASE_URL", unread, facts)


def _some(models: Sequence[str]) -> str:
    if not models:
        return "no model yet"
    return ", ".join(models[:3]) + (f" and {len(models) - 3} more" if len(models) > 3 else "")  # noqa: PLR2004 - of a line
