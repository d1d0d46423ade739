"""Where are configs looked for, and where does output go?

Configs: TECH_ENGINE_CONFIGS_DIR, `./configs`, the user's data folder, the bundled ones (never written). Output:
TECH_ENGINE_OUT_DIR, `./out` where it can be written, else the user's data folder.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import configs
from engine.config_file import config_bytes, load_config
from engine.errors import ConfigError, Fault, TechnoError
from engine.found_words import shown
from engine.names import is_name
from engine.parameters import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.config import Config

APP: Final = "techno-rhythm-engine"
CONFIGS_VARIABLE: Final = "TECH_ENGINE_CONFIGS_DIR"
OUT_VARIABLE: Final = "TECH_ENGINE_OUT_DIR"
BUNDLED: Final = Path(next(iter(configs.__path__)))
SUFFIX: Final = ".json"


def user_data_folder() -> Path:
    """Return the user's own folder for this application's data, which need not exist."""
    from platformdirs import user_data_path  # noqa: PLC0415 - most commands never need it

    return user_data_path(APP)


def config_folders() -> Iterator[Path]:
    """Yield the folders where configs are looked for, first things first; only those that are there."""
    named = os.environ.get(CONFIGS_VARIABLE)
    if named and Path(named).is_dir():
        yield Path(named)
    if Path("configs").is_dir():
        yield Path("configs")
    own = user_data_folder() / "configs"
    if own.is_dir():
        yield own
    yield BUNDLED


def save_folder() -> Path:
    """Return the folder new configs are written to; it need not exist yet."""
    named = os.environ.get(CONFIGS_VARIABLE)
    if named:
        return Path(named)
    return here if (here := Path("configs")).is_dir() else user_data_folder() / "configs"


def save_config(name: str, text: str) -> Path:
    """Write a config under a new name; return where it is.

    Raises:
        TechnoError: the name is none, is taken, or the file cannot be written.
    """
    from sequencer.whole_files import written_together  # noqa: PLC0415 - only those who save need it

    if not is_name(name):
        raise TechnoError("a config's name is 1..32 letters, digits, - or _")
    path = save_folder() / f"{name}{SUFFIX}"
    with suppress(OSError):  # the writing says what is wrong with the folder
        if path.exists():
            raise TechnoError(f"{path} is there already; choose another name")
    written_together([(path, text.encode())])
    return path


def env_folders() -> tuple[Path, ...]:
    """Return the folders whose `.env` may name the chat's model: the user's own, then the current one."""
    from platformdirs import user_config_path  # noqa: PLC0415 - most commands never need it

    return (user_config_path(APP), Path())


def state_folder() -> Path:
    """Return the user's own folder for this application's logs, which need not exist."""
    from platformdirs import user_state_path  # noqa: PLC0415 - most commands never need it

    return user_state_path(APP)


def out_folder() -> Path:
    """Return the folder for output; it need not exist yet."""
    named = os.environ.get(OUT_VARIABLE)
    if named:
        return Path(named)
    here = Path("out")
    writable = os.access(here if here.is_dir() else Path(), os.W_OK)
    return here if writable else user_data_folder() / "out"


def midi_place(given: Path) -> Path:
    """Return where a MIDI file that is asked for at a path goes: a name without an ending gets `.mid`."""
    taken = given.exists() and not given.is_file()  # a folder, a device: not ours to rename, and refused
    return given if given.suffix or taken else given.with_name(f"{given.name}.mid")


def named_configs() -> Mapping[str, Path]:
    """Return every config that has a name, with its file; a name in an earlier folder hides the same in a later one."""
    found: dict[str, Path] = {}
    for folder in config_folders():
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            if is_name(path.stem) and path.is_file():
                found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def style_json(name: str) -> bytes | None:
    """Return the JSON of a named config, for a config that is laid over it; None when there is none.

    Raises:
        ConfigError: its file cannot be read.
    """
    path = _named(name)
    return config_bytes(path) if path is not None else None


@dataclass(frozen=True, slots=True)
class Found:
    """A config that was asked for, and the name its files take."""

    name: str
    path: Path
    config: Config


def find_config(wanted: str) -> Found:
    """Return the config with a name, or at a path.

    Raises:
        ConfigError: there is none, or it cannot be used.
    """
    return found_at(_path_of(wanted))


def found_at(path: Path) -> Found:
    """Return the config in a file; its style is looked for by name.

    Raises:
        ConfigError: it cannot be used.
    """
    return Found(path.stem, path, load_config(path, styles=style_json, known=_names()))


def _named(name: str) -> Path | None:
    """Return the file of a name, in the first folder that has it; None when there is none."""
    if not is_name(name):
        return None
    paths = (folder / f"{name}{SUFFIX}" for folder in config_folders())
    return next((path for path in paths if path.is_file()), None)


def _names() -> Iterator[str]:
    """Yield all names, once somebody asks for the first."""
    yield from named_configs()


def _path_of(wanted: str) -> Path:
    path = Path(wanted)
    if "/" in wanted or os.sep in wanted:
        return path
    with suppress(OSError):  # a name too long for any file
        if path.is_file():
            return path
    named = _named(wanted.removesuffix(SUFFIX))
    if named is not None:
        return named
    with suppress(OSError):
        if path.exists():
            return path
    message = f"there is no config {shown(wanted)}{did_you_mean(wanted, named_configs())}; see techno configs"
    raise ConfigError("techno", (Fault("config", shown(wanted), "a path or a name of techno configs", message),))
