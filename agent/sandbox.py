"""Which files may the chat read and write, and nothing else?

Configs by name in the configs folders, and new files below the output folder. Every file is opened relative to the
descriptor of its folder, step by step, and no link is followed on the way; only regular files count. Nothing is
overwritten unless that is asked for, and what was recorded live never is.
"""

from __future__ import annotations

import json
import os
import re
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.regular_file import NO_LINK, regular_file
from engine.config_file import below_out, confined, parse_config
from engine.errors import ConfigError, Fault, TechnoError
from engine.names import is_name
from engine.parameters import did_you_mean
from engine.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from engine.config import Config

MAX_FILE_BYTES: Final = 1 << 20
"""Largest file that is read or written (docs/rules.md#sizes)."""
MAX_PART: Final = 64
"""Longest name of a file or folder that is written, in characters."""
MAX_DEPTH: Final = 4
"""Deepest place of a file below the output folder."""
PART: Final = re.compile(r"[A-Za-z0-9_+#-][A-Za-z0-9._+# -]*")
SUFFIX: Final = ".json"
WRITTEN: Final = frozenset({".mid", ".json", ".csv"})
"""What the chat writes: drums, configs, logs."""
RECORDED: Final = "sessions"
"""Folder of the recordings below the output folder; the chat may not touch them."""
FOLDER: Final = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)


class OutsideSandbox(TechnoError):
    """A file that the chat may not read or write."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The folders that the chat may use; the `Workspace` of `agent/carry_out.py`.

    Attributes:
        configs: folders where configs are looked for, first things first; folders that are not there are passed over.
        save: folder that new configs are written to.
        out: folder for everything else that is written.
    """

    configs: Sequence[Path]
    save: Path
    out: Path

    def names(self) -> tuple[str, ...]:
        """Return the names of all configs, sorted."""
        found: set[str] = set()
        for folder in self.configs:
            with suppress(OSError), os.scandir(folder) as entries:
                found |= {
                    stem for entry in entries
                    if entry.name.endswith(SUFFIX) and is_name(stem := entry.name.removesuffix(SUFFIX))
                    and entry.is_file(follow_symlinks=False)
                }
        return tuple(sorted(found))

    def read(self, name: str) -> Config:
        """Return the config of a name, with its style underneath and defaults filled in.

        Raises:
            ConfigError: there is none, or it cannot be used. OutsideSandbox: it is no file that the chat may read.
        """
        name = name.removesuffix(SUFFIX)
        raw = self._config(name)
        if raw is None:
            shown = one_line(name, MAX_PART)
            message = f"there is no config {shown}{did_you_mean(shown, self.names())}; see techno configs"
            raise ConfigError("techno", (Fault("config", shown, "a name of techno configs", message),))
        return parse_config(raw, f"{name}{SUFFIX}", styles=self._config, known=self.names())

    def write_config(self, name: str, text: str, *, overwrite: bool = False) -> Path:
        """Write a config under a name; return where it is.

        Raises:
            ConfigError: the text is no config that can be used. OutsideSandbox: the name is none, or is taken.
        """
        name = name.removesuffix(SUFFIX)
        if not is_name(name):
            raise OutsideSandbox("a config's name is 1..32 letters, digits, - or _")
        content = text.encode(errors="surrogatepass")
        parse_config(content, f"{name}{SUFFIX}", styles=self._config, known=self.names())
        return _written(self.save, (f"{name}{SUFFIX}",), content, overwrite=overwrite)

    def write_out(self, name: str, content: bytes, *, overwrite: bool = False) -> Path:
        """Write a file below the output folder; return where it is.

        Raises:
            OutsideSandbox: the name leaves the folder, is taken, or is none that the chat writes.
        """
        if name.endswith(SUFFIX):
            _check_json(content)
        return _written(self.out, _parts(name), content, overwrite=overwrite)

    def _config(self, name: str) -> bytes | None:
        """Return the bytes of a config, from the first folder that has it; None when there is none."""
        if not is_name(name):
            return None
        for folder in self.configs:
            with suppress(FileNotFoundError, NotADirectoryError), _folder(folder) as descriptor:
                return _bytes(f"{name}{SUFFIX}", descriptor)
        return None


# --- reading ----------------------------------------------------------------------------------------------------------


@contextmanager
def _folder(path: str | Path, within: int | None = None, flags: int = FOLDER) -> Iterator[int]:
    descriptor = os.open(path, flags, dir_fd=within)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _bytes(name: str, folder: int) -> bytes:
    """Return the bytes of a regular file of at most 1 MiB.

    Raises:
        FileNotFoundError: there is none. OutsideSandbox: it is something else.
    """
    try:
        with regular_file(name, folder) as (file, _):
            content = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise OutsideSandbox(f"{name} is not read: {error.strerror}") from None
    if len(content) > MAX_FILE_BYTES:
        raise OutsideSandbox(f"{name} is not read: it is larger than 1 MiB")
    return content


# --- writing ----------------------------------------------------------------------------------------------------------


def _parts(name: str) -> tuple[str, ...]:
    """Return the folders and the file that a name below the output folder leads through.

    Raises:
        OutsideSandbox: it leaves the folder, or is no name the chat writes.
    """
    shown = one_line(name, MAX_PART)
    if not confined(name):
        raise OutsideSandbox(f"{shown} is not written: it leaves the output folder; give a plain file name")
    parts = tuple(below_out(name).split("/"))
    if len(parts) > MAX_DEPTH or not all(PART.fullmatch(part) and len(part) <= MAX_PART for part in parts):
        raise OutsideSandbox(f"{shown} is not written: use letters, digits, - _ and . in its name")
    if parts[0].casefold() == RECORDED:
        raise OutsideSandbox(f"{shown} is not written: {RECORDED} holds what was recorded live")
    if os.path.splitext(parts[-1])[1] not in WRITTEN:  # noqa: PTH122 - a part of a name, not a path
        raise OutsideSandbox(f"{shown} is not written: its name must end in {', '.join(sorted(WRITTEN))}")
    return parts


def _check_json(content: bytes) -> None:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        raise OutsideSandbox("that is not written: it is no valid JSON") from None


def _written(root: Path, parts: tuple[str, ...], content: bytes, *, overwrite: bool) -> Path:
    """Write a file below a folder, which is made when it is not there."""
    path = root.joinpath(*parts)
    if len(content) > MAX_FILE_BYTES:
        raise OutsideSandbox(f"{parts[-1]} is not written: it would be larger than 1 MiB; ask for fewer bars")
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _folder(root) as folder:
            _write_below(folder, parts, content, overwrite=overwrite)
    except FileExistsError:
        raise OutsideSandbox(f"{'/'.join(parts)} is there already; choose another name, or allow overwriting") from None
    except OSError as error:
        raise OutsideSandbox(f"{'/'.join(parts)} cannot be written: {error.strerror}") from None
    return path


def _write_below(folder: int, parts: tuple[str, ...], content: bytes, *, overwrite: bool) -> None:
    name, *inner = parts
    if inner:
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=folder)
        with _folder(name, folder, FOLDER | NO_LINK) as below:
            _write_below(below, tuple(inner), content, overwrite=overwrite)
    elif overwrite:
        _write_over(name, folder, content)
    else:
        _write_new(name, folder, content)
    with suppress(OSError):  # the content is kept; not every file system can be told to keep names
        os.fsync(folder)


def _write_over(name: str, folder: int, content: bytes) -> None:
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            raise OutsideSandbox(f"{name} is not overwritten: it is no regular file")
    part = f".{name}.{os.getpid()}.part"
    with suppress(FileNotFoundError):
        os.unlink(part, dir_fd=folder)
    _write_new(part, folder, content)
    os.replace(part, name, src_dir_fd=folder, dst_dir_fd=folder)


def _write_new(name: str, folder: int, content: bytes) -> None:
    """Create a file that must not exist yet; remove it again when writing fails."""
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK, 0o644, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)  # before its name is: a name without content would be an empty file
    except OSError:
        with suppress(OSError):
            os.unlink(name, dir_fd=folder)
        raise
