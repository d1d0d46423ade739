"""Which model does the chat talk to, where, and with which key?

OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL, from the environment or from a `.env` file. Key and address count only
together, from one source: a `.env` that comes with somebody's folder cannot send your key anywhere. Nor can it send
what you write: with an address in it, it is left unread unless you have listed its folder as trusted.
"""

from __future__ import annotations

import io
import os
import re
import stat
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from agent.regular_file import regular_file
from engine.errors import TechnoError
from engine.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

VENDOR_URL: Final = "https://api.openai.com/v1"
DEFAULT_MODEL: Final = "gpt-6-luna"
"""A current, cheap model; OPENAI_MODEL names another."""
ENV_FILE: Final = ".env"
TRUSTED_FILE: Final = "trusted_folders"
"""In the user's config folder: folders whose `.env` may name an address, one a line."""
MAX_ENV_BYTES: Final = 1 << 16
SHOWN: Final = 80
WEIGHTS: Final = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)([bBmM])(?![a-zA-Z0-9])")
"""How a model's name tells its size: 0.5b, 135M."""
MOST_COMPACT: Final = 4.0
"""Billions of weights up to which a model is asked for one JSON object instead of being shown the tools. Ours."""

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
    def host(self) -> str:
        """The server's name, as people are told it."""
        return one_line(urlsplit(self.base_url).hostname or "", SHOWN)

    @property
    def compact(self) -> bool:
        """True for a model too small for the tools: its name tells of at most four billion weights, as `qwen3:4b`."""
        sizes = [float(size) / (1000 if unit in "mM" else 1) for size, unit in WEIGHTS.findall(self.model)]
        return self.api == "chat" and bool(sizes) and min(sizes) <= MOST_COMPACT

    @property
    def key(self) -> str:
        """The key in the clear, for the one call that needs it; "" when there is none."""
        return "" if self.api_key is None else self.api_key.get_secret_value()


def model_settings(env_folders: Iterable[Path]) -> ModelSettings | None:
    """Return the settings of the chat's model; None when no source names one, and the chat stays offline.

    Args:
        env_folders: folders whose `.env` is read after the environment, first things first: the user's config folder,
            then others, whose `.env` is left unread when it names an address and its folder is not trusted.

    Raises:
        SettingsFault: a setting cannot be used.
    """
    try:
        given = [_Given(), *(_Kept(**found) for folder, found in _env_files(tuple(env_folders)) if folder is None)]
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


def unread_folders(env_folders: Iterable[Path]) -> list[Path]:
    """Return the folders whose `.env` is left unread because it names an address and its folder is not trusted."""
    return [folder for folder, _ in _env_files(tuple(env_folders)) if folder is not None]


def _env_files(env_folders: Sequence[Path]) -> Iterator[tuple[Path | None, dict[str, Any]]]:
    """Yield each `.env`'s settings, first things first, with its folder where it may not be read."""
    for place, folder in enumerate(env_folders):
        found = _known(_env_file(folder) or {})
        if found:
            trusted = place == 0 or "base_url" not in found or folder.resolve() in _trusted(env_folders[0])
            yield None if trusted else folder, found


def _trusted(own: Path) -> set[Path]:
    """Return the folders that the user has listed, as absolute paths."""
    lines = (_own_text(own / TRUSTED_FILE) or "").splitlines()
    return {Path(line.strip()).expanduser().resolve() for line in lines if line.strip()}


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
    """Return the variables of a folder's `.env`; None when there is none that may be read."""
    text = _own_text(folder / ENV_FILE)
    return None if text is None else dotenv_values(stream=io.StringIO(text), interpolate=False)


def _own_text(path: Path) -> str | None:
    """Return the text of a regular file of the user's own that nobody else can write; None of anything else."""
    try:
        with regular_file(path) as (file, found):
            own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
            if not own or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            return file.read(MAX_ENV_BYTES).decode(errors="replace")
    except OSError:
        return None


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
