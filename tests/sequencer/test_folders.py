"""Where configs are found and output goes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from engine.errors import ConfigError, TechnoError
from sequencer import folders
from sequencer.folders import BUNDLED, config_folders, find_config, midi_place, named_configs, out_folder, style_json


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, with nothing named and a data folder beside it."""
    monkeypatch.delenv(folders.CONFIGS_VARIABLE, raising=False)
    monkeypatch.delenv(folders.OUT_VARIABLE, raising=False)
    monkeypatch.setattr(folders, "user_data_folder", lambda: tmp_path / "own")
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)


def config_at(path: Path, **keys: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(keys))


def test_configs_are_looked_for_from_the_named_folder_to_the_bundled_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(folders.CONFIGS_VARIABLE, str(tmp_path / "named"))
    for folder, bpm in ((tmp_path / "own" / "configs", 121), (tmp_path / "here" / "configs", 122)):
        config_at(folder / "minimal.json", bpm=bpm)
        assert find_config("minimal").config.bpm == bpm
    config_at(tmp_path / "named" / "minimal.json", bpm=123)
    assert find_config("minimal").config.bpm == 123
    assert [folder.name for folder in config_folders()] == ["named", "configs", "configs", "configs"]
    assert list(config_folders())[-1] == BUNDLED


def test_a_path_is_a_path_and_a_name_may_have_its_suffix(tmp_path: Path) -> None:
    config_at(tmp_path / "here" / "mine.json", bpm=99)
    assert find_config("mine.json").config.bpm == 99
    assert find_config("./mine.json").name == "mine"
    assert find_config("m4_showcase.json").path == BUNDLED / "m4_showcase.json"
    with pytest.raises(ConfigError, match="cannot be read"):
        find_config("./m4_showcase.json")


def test_a_folder_of_a_configs_name_does_not_hide_it(tmp_path: Path) -> None:
    (tmp_path / "here" / "minimal").mkdir()
    assert find_config("minimal").path == BUNDLED / "minimal.json"
    (tmp_path / "here" / "other").mkdir()
    with pytest.raises(ConfigError, match="is a folder"):
        find_config("other")


@pytest.mark.parametrize("wanted", ["", "minimul", "a" * 5000, "../x\0", "what is this"])
def test_what_is_no_config_is_one_fault(wanted: str) -> None:
    with pytest.raises(ConfigError) as caught:
        find_config(wanted)
    (line,) = caught.value.lines()
    assert len(line) < 200
    assert line.isprintable()


def test_only_files_whose_stem_is_a_name_are_listed(tmp_path: Path) -> None:
    config_at(tmp_path / "here" / "configs" / "my groove.json")
    config_at(tmp_path / "here" / "configs" / "groove-1.json")
    (tmp_path / "here" / "configs" / "folder.json").mkdir()
    found = named_configs()
    assert {"groove-1", "m4_showcase"} <= set(found)
    assert not {"my groove", "folder"} & set(found)
    assert list(found) == sorted(found)


def test_a_style_is_found_by_name_only() -> None:
    assert style_json("minimal") == (BUNDLED / "minimal.json").read_bytes()
    assert style_json("no_such_style") is None
    assert style_json("../configs/minimal") is None


def test_a_huge_style_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "here" / "configs").mkdir()
    with (tmp_path / "here" / "configs" / "huge.json").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    config_at(tmp_path / "here" / "mine.json", style="huge")
    with pytest.raises(ConfigError, match="larger than 1 MiB"):
        find_config("mine.json")


def test_output_goes_where_it_is_named_else_here_else_to_the_users_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert str(out_folder()) == "out"
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert out_folder() == tmp_path / "own" / "out"
    monkeypatch.setenv(folders.OUT_VARIABLE, "elsewhere")
    assert str(out_folder()) == "elsewhere"


def test_a_config_is_saved_under_a_new_name_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert folders.save_config("mine", "{}") == tmp_path / "own" / "configs" / "mine.json"
    with pytest.raises(TechnoError, match="is there already"):
        folders.save_config("mine", "[]")
    assert (tmp_path / "own" / "configs" / "mine.json").read_text() == "{}"
    for name in ("", "a/b", "..", "a" * 33):
        with pytest.raises(TechnoError, match=r"1\.\.32 letters"):
            folders.save_config(name, "{}")
    monkeypatch.setenv(folders.CONFIGS_VARIABLE, str(tmp_path / "own" / "configs" / "mine.json"))
    with pytest.raises(TechnoError, match="cannot be written"):
        folders.save_config("other", "{}")


def test_saved_configs_go_to_the_first_folder_that_is_named_or_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folders.save_folder() == tmp_path / "own" / "configs"
    (tmp_path / "here" / "configs").mkdir()
    assert str(folders.save_folder()) == "configs"
    monkeypatch.setenv(folders.CONFIGS_VARIABLE, str(tmp_path / "named"))
    assert folders.save_folder() == tmp_path / "named"


@pytest.mark.parametrize(("given", "place"), [
    ("branch", "branch.mid"), ("out/branch", "out/branch.mid"), ("night.mid", "night.mid"), ("night.v2", "night.v2"),
    ("night.MID", "night.MID"), ("folder", "folder"), (".", "."), ("there", "there.mid"),
])
def test_a_midi_file_without_an_ending_gets_one(given: str, place: str) -> None:
    Path("folder").mkdir()
    Path("there").touch()
    assert midi_place(Path(given)) == Path(place)
