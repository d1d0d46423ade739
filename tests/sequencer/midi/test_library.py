"""What is said to be missing is what is missing: a package, or a library of the system."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from sequencer.midi import library
from sequencer.midi.library import MidiLibraryMissing, midi_library, what_is_missing, with_extra
from sequencer.midi.ports import midi_system

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD, NEW = (3, 12), (3, 13)


def absent(module: str) -> ImportError:
    return ModuleNotFoundError(f"No module named {module!r}", name=module)


def shared_object(name: str) -> ImportError:
    return ImportError(f"{name}: cannot open shared object file: No such file or directory")


@pytest.mark.parametrize(("python", "package"), [(OLD, "python-rtmidi"), (NEW, "rtmidi2"), ((3, 15), "rtmidi2")])
def test_without_either_package_the_one_for_this_python_is_named(python: tuple[int, int], package: str) -> None:
    assert what_is_missing({one: absent(one) for one in ("rtmidi", "rtmidi2")}, python) == f"install {package}"


@pytest.mark.parametrize(("module", "other"), [("rtmidi", "rtmidi2"), ("rtmidi2", "rtmidi")])
@pytest.mark.parametrize("lacks", ["libasound.so.2", "libstdc++.so.6", "libgcc_s.so.1", "libjack-5305d520.so.0.1.0"])
def test_a_package_that_lacks_a_library_of_the_system_is_not_said_to_be_missing(
    module: str, other: str, lacks: str
) -> None:
    said = what_is_missing({other: absent(other), module: shared_object(lacks)}, NEW)
    assert said.startswith(f"install the system's {lacks}")
    assert said.endswith(f", which {module} needs")


def test_debians_name_of_the_library_is_told() -> None:
    said = what_is_missing({"rtmidi": shared_object("libasound.so.2"), "rtmidi2": absent("rtmidi2")}, OLD)
    assert said == (
        "install the system's libasound.so.2 (Debian: libasound2; from Debian 13 on libasound2t64), which rtmidi needs"
    )


@pytest.mark.parametrize("fault", [
    ImportError("undefined symbol: jack_client_open"), absent("rtmidi._rtmidi"), ImportError("DLL load failed"),
])
def test_a_package_that_does_not_load_for_another_reason_is_named_with_it(fault: ImportError) -> None:
    said = what_is_missing({"rtmidi": fault, "rtmidi2": absent("rtmidi2")}, OLD)
    assert said == f"rtmidi is installed but does not load: {fault}"


@pytest.fixture
def looked_for_anew() -> Iterator[None]:
    midi_library.cache_clear()
    yield
    midi_library.cache_clear()


@pytest.mark.usefixtures("looked_for_anew")
def test_a_machine_without_a_library_has_no_midi_system_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("rtmidi", "rtmidi2"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MidiLibraryMissing):
        midi_library()
    system = midi_system()
    assert (system.api, system.name) == (None, "none")
    assert system.why.startswith("install ")


@pytest.mark.usefixtures("looked_for_anew")
def test_where_the_first_library_does_not_load_the_second_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rtmidi", None)
    monkeypatch.setitem(sys.modules, "rtmidi2", ModuleType("rtmidi2"))
    monkeypatch.setattr(library, "_system_jack", lambda: None)
    assert midi_library().name == "rtmidi2"


def test_an_extra_is_added_to_the_environment_that_runs_with_pip_or_where_there_is_none_with_uv(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/an env/bin/python")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    assert with_extra("osc") == "'/an env/bin/python' -m pip install 'techno-rhythm-engine[osc]'"
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert with_extra("web") == "uv pip install --python '/an env/bin/python' 'techno-rhythm-engine[web]'"


def test_an_extra_is_added_by_pipx_to_an_environment_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment = tmp_path / "techno-rhythm-engine"
    environment.mkdir()
    (environment / "pipx_metadata.json").touch()
    monkeypatch.setattr(sys, "prefix", str(environment))
    assert with_extra("osc") == "pipx runpip techno-rhythm-engine install 'techno-rhythm-engine[osc]'"
