"""`techno render --wav`: the kit, or a soundfont, beside the .mid."""

from __future__ import annotations

import json
import wave
from array import array
from typing import TYPE_CHECKING

import pytest

from sequencer.commands import cli

if TYPE_CHECKING:
    from pathlib import Path


def test_the_sound_lasts_as_long_as_the_bars_and_has_headroom(
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    mid, wav = tmp_path / "a.mid", tmp_path / "new" / "a.wav"
    assert cli.main(["render", "m1_backbone", "--bars", "2", "--bpm", "120", "--out", str(mid), "--wav", str(wav)]) == 0
    assert f"sound: {wav}" in capsys.readouterr().out
    with wave.open(str(wav)) as file:
        assert (file.getframerate(), file.getnchannels()) == (48000, 1)
        assert 4.0 <= file.getnframes() / 48000 < 6.0
        samples = array("h", file.readframes(file.getnframes()))
    assert 0.4 < max(map(abs, samples)) / 32767 < 0.95
    assert mid.exists()


def test_json_stays_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["render", "m1_backbone", "--bars", "1", "--out", str(tmp_path / "a.mid"), "--wav", str(tmp_path / "a.wav")]
    assert cli.main([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["out"] == str(tmp_path / "a.mid")
    assert (tmp_path / "a.wav").stat().st_size > 100_000


@pytest.mark.parametrize(("options", "words"), [
    (["--soundfont", "x.sf2"], "name it with --wav"),
    (["--wav", "{mid}"], "needs a name of its own"),
])
def test_options_that_make_no_sense_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str,
) -> None:
    mid = str(tmp_path / "a.mid")
    asked = ["render", "m1_backbone", "--bars", "1", "--out", mid, *[word.format(mid=mid) for word in options]]
    assert cli.main(asked) == 2
    assert words in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "a.mid").exists()


def test_a_soundfont_that_cannot_be_played_leaves_no_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    asked = ["render", "m1_backbone", "--bars", "1", "--out", str(tmp_path / "a.mid"), "--wav", str(tmp_path / "a.wav")]
    assert cli.main([*asked, "--soundfont", "any.sf2"]) == 1
    assert "fluidsynth" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
