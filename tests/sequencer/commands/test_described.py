"""`techno check`, `configs`, `params` and `schema` describe all that a config holds; options name their ranges."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.sequencer.commands.commanded import CONFIG, as_json, own_folders, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_folders(tmp_path, monkeypatch)


@pytest.mark.parametrize(("words", "told"), [
    (["score", "any.mid", "--channel", "0"], "Invalid value for '--channel': it takes a whole number in 1..16"),
    (["score", "any.mid", "--channel", "17"], "Invalid value for '--channel': it takes a whole number in 1..16"),
    (["score", "any.mid", "--channel", "ten"], "Invalid value for '--channel': it takes a whole number in 1..16"),
    (["render", "m1_backbone", "--bars", "0"], "'--bars': it takes a whole number in 1..100000"),
    (["render", "m1_backbone", "--bpm", "fast"], "'--bpm': it takes a number in 20..300"),
    (["play", "--trim", "900"], "'--trim': it takes a number in -200..200"),
    (["daemon", "--trim=-900"], "'--trim': it takes a number in -200..200"),
    (["play", "--trim", "late"], "'--trim': it takes a number in -200..200"),
    (["play", "--clock", "foo"], "'--clock': 'foo' is not one of"),
])
def test_an_option_out_of_range_names_its_range(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    status, out, err = run(capsys, *words)
    assert (status, out) == (2, "")
    assert told in err
    assert "Input should" not in err


def test_check_gives_the_whole_config_with_its_style_and_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    value = as_json(capsys, "check", "night_bus")
    assert value["ok"] is True
    assert value["faults"] == []
    assert value["config"]["style"] == "warehouse"
    assert value["config"]["layers"]["kick"]["note"] == 36
    assert value["config"]["guard"] == {"min_E": 0.5, "max_rot_rate": 0.125, "kick_immutable": True}


def test_check_lists_every_fault_as_json_and_as_lines(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"bmp": 120, "layers": {"kick": {"note": 200}}}')
    status, out, err = run(capsys, "check", str(path), "--json")
    value = json.loads(out)
    assert status == 1
    assert (value["ok"], value["config"]) == (False, None)
    assert {fault["path"] for fault in value["faults"]} == {"bmp", "layers.kick.note"}
    assert all(set(fault) == {"path", "found", "allowed", "message"} for fault in value["faults"])
    assert len(err.splitlines()) == 2
    assert "did you mean bpm?" in err


def test_at_most_twenty_faults_are_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps({f"k{n}": 0 for n in range(25)}))
    status, _, err = run(capsys, "check", str(path))
    assert status == 1
    assert len(err.splitlines()) == 21
    assert err.splitlines()[-1].endswith("and 5 more")


def test_an_unknown_name_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "render", "m4_showcas")
    assert status == 1
    assert "did you mean m4_showcase?" in err


def test_configs_lists_names_modes_tempi_and_descriptions(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = {one["name"]: one for one in as_json(capsys, "configs")["configs"]}
    assert set(found["mine"]) == {"name", "description", "mode", "bpm", "path"}
    assert found["mine"]["path"] == str(tmp_path / "configs" / "mine.json")
    assert found["m4_showcase"]["mode"] == "m4"
    _, out, _ = run(capsys, "configs")
    assert any(line.split()[:2] == ["mine", "m4"] and line.endswith("a test") for line in out.splitlines())


def test_a_broken_config_in_the_folder_does_not_hide_the_others(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "configs" / "broken_one.json").write_text("{")
    status, out, err = run(capsys, "configs", "--json")
    assert status == 0
    assert "m4_showcase" in {one["name"] for one in json.loads(out)["configs"]}
    assert "broken_one.json" in err


def test_an_own_config_hides_a_bundled_one_of_its_name(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "configs" / "minimal.json").write_text(json.dumps({**CONFIG, "bpm": 99}))
    assert as_json(capsys, "check", "minimal")["config"]["bpm"] == 99


def test_a_description_cannot_move_the_cursor(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = "\x1b[2Jone\ntwo \u202e three"
    (tmp_path / "configs" / "sly.json").write_text(json.dumps({"description": text}))
    _, out, _ = run(capsys, "configs")
    (line,) = [line for line in out.splitlines() if line.startswith("sly ")]
    assert line.isprintable()
    assert "one two" in line
    found = {one["name"]: one for one in as_json(capsys, "configs")["configs"]}
    assert found["sly"]["description"] == text


def test_many_broken_configs_are_twenty_lines_and_a_count(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for number in range(23):
        (tmp_path / "configs" / f"broken{number}.json").write_text("[")
    status, _, err = run(capsys, "configs")
    assert status == 0
    assert len(err.splitlines()) == 21
    assert err.splitlines()[-1] == "left out: and 3 more"


def test_params_have_ranges_caps_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["path"]: row for row in as_json(capsys, "params")["params"]}
    swing = rows["hat_c.swing_percent"]
    assert (swing["low"], swing["high"]) == (0.5, 0.7)
    assert swing["cap_per_bar"] == pytest.approx(0.025)
    assert all(row["help"] for row in rows.values())
    _, out, _ = run(capsys, "params")
    assert any(line.startswith("hat_c.swing_percent ") and "0.5..0.7" in line for line in out.splitlines())


def test_the_schema_describes_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "schema")
    schema = json.loads(out)
    assert status == 0
    assert schema == as_json(capsys, "schema")
    assert {"mode", "bpm", "layers", "targets", "guard", "accent", "modulators", "phrase"} <= set(schema["properties"])


def test_the_list_of_commands_cuts_no_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--help")
    assert status == 0
    listed = out.partition("Commands:\n")[2].splitlines()
    assert len(listed) > 20
    assert [line for line in listed if line.endswith("...") or len(line) > 80] == []
