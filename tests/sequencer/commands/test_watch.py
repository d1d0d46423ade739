"""A saved config is a wish to play it; one that is broken or says nothing new is none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.commands import Load
from engine.errors import ConfigError
from sequencer.commands.watch import Edited
from sequencer.folders import found_at

if TYPE_CHECKING:
    from pathlib import Path


def written(path: Path, **changed: object) -> Path:
    path.write_text(json.dumps({"mode": "m2", "bpm": 120, "layers": {"kick": {}}, **changed}), encoding="utf-8")
    return path


def edited(path: Path) -> Edited:
    found = found_at(written(path))
    return Edited(found.name, found.path, found.config)


def test_what_was_saved_is_loaded_and_the_tempo_stays(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    mine = edited(file)
    written(file, layers={"kick": {"fills": 5}})
    load = mine.read()
    assert isinstance(load, Load)
    assert (load.name, load.tempo, load.config.layers["kick"].fills) == ("mine", "keep", 5)


def test_a_tempo_that_was_changed_in_the_file_is_taken(tmp_path: Path) -> None:
    mine = edited(tmp_path / "mine.json")
    written(tmp_path / "mine.json", bpm=140)
    load = mine.read()
    assert load is not None
    assert (load.tempo, load.config.bpm) == ("config", 140)


def test_a_file_that_says_nothing_new_is_no_wish(tmp_path: Path) -> None:
    mine = edited(tmp_path / "mine.json")
    assert mine.read() is None
    (tmp_path / "mine.json").write_text('{"bpm": 120.0, "layers": {"kick": {}},   "mode": "m2"}', encoding="utf-8")
    assert mine.read() is None


@pytest.mark.parametrize("text", [
    "", "{", '{"mode": "m9"}', '{"mode": "m2", "layers": {"kick": {"fills": 999}}}', "[]",
])
def test_a_broken_file_is_refused_and_the_next_good_one_is_not(tmp_path: Path, text: str) -> None:
    mine = edited(tmp_path / "mine.json")
    (tmp_path / "mine.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError):
        mine.read()
    written(tmp_path / "mine.json", layers={"kick": {"fills": 3}})
    assert mine.read() is not None


def test_a_file_that_is_gone_for_a_moment_is_refused(tmp_path: Path) -> None:
    mine = edited(tmp_path / "mine.json")
    (tmp_path / "mine.json").unlink()
    with pytest.raises(ConfigError):
        mine.read()


def test_faults_are_told_once_until_they_are_others_or_mended(tmp_path: Path) -> None:
    mine = edited(tmp_path / "mine.json")

    def told(**changed: object) -> bool:
        written(tmp_path / "mine.json", **changed)
        try:
            mine.read()
        except ConfigError as error:
            return bool(mine.faults(error))
        return False

    too_many, too_few = {"kick": {"fills": 999}}, {"kick": {"fills": -999}}
    assert [told(layers=layers) for layers in (too_many, too_many, too_few, too_few)] == [True, False, True, False]
    assert not told()
    assert told(layers=too_few)
