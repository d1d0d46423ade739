"""`techno score`: a table or JSON for each bar of a file, and what is wrong with one that cannot be scored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.bands import SCORE_COLUMNS
from tests.engine.midi_bytes import kicks, metre, one_track, track_name
from tests.sequencer.commands.commanded import as_json, own_folders, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_folders(tmp_path, monkeypatch)


def test_score_prints_a_table_that_counts_bars_from_one(capsys: pytest.CaptureFixture[str]) -> None:
    report = as_json(capsys, "render", "m1_backbone", "--bars", "2")
    status, out, _ = run(capsys, "score", report["out"])
    lines = out.splitlines()
    assert status == 0
    assert lines[0].split() == ["bar", *SCORE_COLUMNS]
    assert [line.split()[0] for line in lines[1:]] == ["1", "2"]
    assert lines[1].split()[1:3] == ["1.000", "0.500"]


@pytest.mark.parametrize("content", [b"", b"MThd", b"no midi at all", b"MThd\0\0\0\6\0\1\0\0\1\xe0"])
def test_score_says_what_is_wrong_with_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "x.mid"
    path.write_bytes(content)
    status, out, err = run(capsys, "score", str(path))
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "x.mid" in err


@pytest.mark.parametrize("options", [["--channel", "1"], ["--track", "1"], ["--track", "LOOP", "--channel", "1"]])
def test_score_takes_a_channel_or_a_track(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: list[str]
) -> None:
    path = tmp_path / "tune.mid"
    path.write_bytes(one_track(track_name("my loop") + kicks(channel=1)))
    status, out, err = run(capsys, "score", str(path), "--json")
    assert (status, list(json.loads(out))) == (1, ["error"])
    assert "--channel or --track from track 1 (my loop) on channel 1" in err
    assert [bar["E"] for bar in as_json(capsys, "score", str(path), *options)["bars"]] == [1.0, 1.0]


def test_score_gives_bars_of_other_metres_every_key_without_a_value(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mixed.mid"
    path.write_bytes(one_track(metre(3, 2) + kicks(3) + metre(4, 2, 84) + kicks(4)))
    bars = as_json(capsys, "score", str(path))["bars"]
    assert bars[0] == {"bar": 0} | dict.fromkeys(SCORE_COLUMNS)
    assert bars[1] == {"bar": 1, "E": 1.0, "S": 0.0, "D": 0.0, "H": 0.0, "T_ms": 0.0, "T_rand_ms": 0.0}
    status, out, _ = run(capsys, "score", str(path))
    assert (status, out.splitlines()[1].split()) == (0, ["1", *"------"])


def test_score_says_on_stderr_that_a_file_is_cut_short(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "cut.mid"
    path.write_bytes(one_track(kicks())[:-9])
    status, out, err = run(capsys, "score", str(path), "--json")
    assert status == 0
    assert len(json.loads(out)["bars"]) == 2
    assert err == f"{path}: is cut short; scored as far as it goes\n"
