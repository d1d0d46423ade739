"""How is a model's server reached: with which certificates, how patiently, and past which proxies?

The library is loaded when the first question is asked: it takes most of a second.
"""

from __future__ import annotations

import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from openai import AsyncOpenAI

    from agent.settings import ModelSettings

NO_KEY: Final = "none"
"""Key for a server that asks for none, because the library insists on one."""
STORES: Final = ("/etc/ssl/cert.pem", "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")
"""Where systems keep their certificates, besides where OpenSSL was told to look."""


def opened(settings: ModelSettings) -> AsyncOpenAI:
    """Load the library and return a client; blocks for most of a second, so it runs beside the event loop."""
    import httpx2  # noqa: PLC0415 - slow, and only a chat with a key needs it
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Omit  # noqa: PLC0415 - likewise

    not_for_others: Any = {"OpenAI-Organization": Omit(), "OpenAI-Project": Omit()}
    plain = settings.base_url.startswith("http://")
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else certificates()  # to read them takes longest here
    timeout = httpx2.Timeout(settings.read_seconds, connect=settings.connect_seconds)
    return AsyncOpenAI(
        api_key=settings.key or NO_KEY, base_url=settings.base_url, max_retries=0, timeout=timeout,
        default_headers=None if settings.api == "responses" else not_for_others,
        http_client=DefaultAsyncHttpxClient(
            timeout=timeout,
            follow_redirects=False,  # what is said goes to the address that was set, and nowhere else
            trust_env=not plain,  # on this machine it goes past every proxy
            verify=trusted,
        ),
    )


def certificates() -> ssl.SSLContext | bool:
    """Return the system's certificates (True), or certifi's where the system has none."""
    if sys.platform in {"win32", "darwin"} or system_store():
        return True
    import certifi  # noqa: PLC0415 - rarely needed

    return ssl.create_default_context(cafile=certifi.where())


def system_store() -> bool:
    """Return True when the system holds certificates."""
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath else None
    if paths.cafile or (folder is not None and folder.is_dir() and any(folder.iterdir())):
        return True
    return any(Path(store).is_file() for store in STORES)


def faults() -> tuple[type[Exception], ...]:
    """Return the exceptions that the system, the JSON reader and the library (loaded by then) raise.

    The library does not check what a server sends: an answer of another shape is an AttributeError or a TypeError here.
    """
    import httpx2  # noqa: PLC0415 - as above
    import openai  # noqa: PLC0415 - as above

    return (OSError, ValueError, AttributeError, TypeError, openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL)
