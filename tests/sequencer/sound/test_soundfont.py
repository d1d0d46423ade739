"""A soundfont through the system's synth, and clear words where that cannot be."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from engine.errors import SoundFailed
from sequencer.sound.soundfont import soundfont_wav

if TYPE_CHECKING:
    from pathlib import Path


def sound(font: Path) -> bytes:
    return b"".join(soundfont_wav(b"MThd", font, 48000))


@pytest.fixture
def font(tmp_path: Path) -> Path:
    path = tmp_path / "font.sf2"
    path.write_bytes(b"RIFF\0\0\0\0sfbk")
    return path


def synth_that(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    synth = folder / "fluidsynth"
    synth.write_text(f"#!/bin/sh\n{script}\n")
    synth.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(synth))


def test_without_a_synth_it_says_what_to_install(font: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(SoundFailed, match="apt install fluidsynth"):
        sound(font)


def test_a_file_that_is_missing_or_no_soundfont_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    synth_that(monkeypatch, tmp_path, "exit 0")
    with pytest.raises(SoundFailed, match=r"nothing\.sf2 cannot be read: No such file"):
        sound(tmp_path / "nothing.sf2")
    (tmp_path / "song.sf2").write_bytes(b"RIFF\0\0\0\0WAVE")
    with pytest.raises(SoundFailed, match="no soundfont"):
        sound(tmp_path / "song.sf2")


def test_what_the_synth_writes_is_the_file(font: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synth_that(monkeypatch, tmp_path, 'while [ "$1" != -F ]; do shift; done; printf wave > "$2"')
    assert sound(font) == b"wave"


def test_a_synth_that_fails_is_quoted(font: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synth_that(monkeypatch, tmp_path, "echo first >&2; echo broken font >&2; exit 3")
    with pytest.raises(SoundFailed, match="made no sound: broken font"):
        sound(font)
    synth_that(monkeypatch, tmp_path, "exit 3")
    with pytest.raises(SoundFailed, match="made no sound: exit 3"):
        sound(font)
