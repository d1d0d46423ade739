"""Which model does the chat talk to, where, and with which key?

OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL, from the environment or from a `.env` file. Key and address count only
together, from one source: a `.env` that comes with somebody's folder cannot send your key anywhere.
"""

from __future__ import annotations

import io
import os
import stat
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from agent.plain_text import one_line
from agent.regular_file import regular_file
from engine.errors import TechnoError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

VENDOR_URL: Final = "https://api.openai.com/v1"
DEFAULT_MODEL: Final = "gpt-6-luna"
"""A current, cheap model; OPENAI_MODEL names another."""
ENV_FILE: Final = ".env"
MAX_ENV_BYTES: Final = 1 << 16
SHOWN: Final = 80

Api = Literal["responses", "chat"]


class SettingsFault(TechnoError):
    """A setting that cannot be used; the key is never in the sentence."""


class _Given(BaseSettings):
    """The settings of one source, as they stand there."""

    model_config = SettingsConfigDict(env_prefix="OPENAI_", env_ignore_empty=True, extra="ignore", frozen=True)

    api_key: SecretStr | None = None
    base_url: str | None = Field(None, max_length=2048)
    model: str | None = Field(None, max_length=128)

    @property
    def reaches(self) -> bool:
        """True when the source says whom to talk to."""
        return self.api_key is not None or self.base_url is not None


class _Kept(_Given):
    """The settings of a source that is not the environment, which is left out."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource, dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take settings from the arguments only."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Whom the chat talks to.

    Attributes:
        model: name of the model.
        base_url: address of the server.
        api_key: None for a server that asks for none.
        api: how it is asked; the Responses API is the vendor's own.
        connect_seconds: longest wait for a connection.
        read_seconds: longest silence of the server.
        retries: how often a call that failed is made again.
    """

    model: str
    base_url: str
    api_key: SecretStr | None
    api: Api
    connect_seconds: float = 3.0
    read_seconds: float = 30.0
    retries: int = 1

    @property
    def key(self) -> str:
        """The key in the clear, for the one call that needs it; "" when there is none."""
        return "" if self.api_key is None else self.api_key.get_secret_value()


def model_settings(env_folders: Iterable[Path]) -> ModelSettings | None:
    """Return whom the chat talks to; None when no source says so, and the chat stays offline.

    Args:
        env_folders: folders whose `.env` is read after the environment, first things first: the user's config folder,
            then the current one.

    Raises:
        SettingsFault: a setting cannot be used.
    """
    try:
        given = [_Given(), *(_Kept(**_known(found)) for folder in env_folders if (found := _env_file(folder)))]
    except ValidationError as error:
        names = ", ".join(str(fault["loc"][0]).upper() for fault in error.errors(include_input=False))
        raise SettingsFault(f"OPENAI_*: {names} cannot be used; is it too long?") from None
    chosen = next((source for source in given if source.reaches), None)
    if chosen is None:
        return None
    model = next((source.model for source in given if source.model), DEFAULT_MODEL)
    url = _checked_url(chosen.base_url or VENDOR_URL)
    vendor = urlsplit(url).hostname == urlsplit(VENDOR_URL).hostname
    key = _checked_key(chosen.api_key)
    return ModelSettings(one_line(model, SHOWN), url, key, "responses" if vendor else "chat")


def _checked_key(key: SecretStr | None) -> SecretStr | None:
    """Return a key without the white space around it.

    What cannot stand in a header is refused here: further down the library would repeat it in its error, key and all.

    Raises:
        SettingsFault: it holds something that no key holds.
    """
    text = "" if key is None else key.get_secret_value().strip()
    if not all("!" <= letter <= "~" and letter not in '"\\' for letter in text):
        raise SettingsFault("OPENAI_API_KEY holds a space or a character that no key has; copy it again")
    return SecretStr(text) if text else None


def _known(values: Mapping[str, str | None]) -> dict[str, Any]:
    """Return the settings among the variables of a file; empty ones count as missing."""
    found = {name: (values.get(f"OPENAI_{name.upper()}") or "").strip() for name in _Given.model_fields}
    return {name: value for name, value in found.items() if value}


def _env_file(folder: Path) -> Mapping[str, str | None] | None:
    """Return the variables of a folder's `.env`; None when there is none that may be trusted.

    It must be a regular file of the user's own that nobody else can write.
    """
    try:
        with regular_file(folder / ENV_FILE) as (file, found):
            own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
            if not own or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            text = file.read(MAX_ENV_BYTES).decode(errors="replace")
    except OSError:
        return None
    return dotenv_values(stream=io.StringIO(text), interpolate=False)


def _checked_url(url: str) -> str:
    """Return an address that may be called: https anywhere, plain http on this machine only.

    Raises:
        SettingsFault: it may not.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise SettingsFault("OPENAI_BASE_URL is no address; write https://HOST/v1") from None
    shown = one_line(f"{parts.scheme}://{host}", SHOWN)  # without what may be secret: user, password, query
    if not host or parts.scheme not in {"http", "https"} or parts.username or parts.password:
        raise SettingsFault("OPENAI_BASE_URL must be an address such as https://HOST/v1, without user and password")
    if parts.scheme == "http" and not _loopback(host):
        raise SettingsFault(f"OPENAI_BASE_URL {shown} would send the key in the clear; use https")
    return url.rstrip("/")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
