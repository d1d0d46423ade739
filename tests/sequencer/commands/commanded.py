"""The command `techno` in this process, in folders of its own with a config of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sequencer.commands import cli

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CONFIG: dict[str, Any] = {
    "mode": "m4", "bpm": 128, "bars": 4, "seed": 3, "description": "a test",
    "layers": {"kick": {}, "hat_c": {"swing_percent": 0.56}, "clap": {}, "ghost": {"muted": True}},
    "modulators": [{"name": "m", "param_path": "accent.prob", "mod": {"mode": "sine", "min_val": 0.1, "max_val": 0.9}}],
}


def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every file of a test in its own folders, and a config there that is called mine."""
    monkeypatch.setenv("TECH_ENGINE_OUT_DIR", str(tmp_path / "out"))
    monkeypatch.setenv("TECH_ENGINE_CONFIGS_DIR", str(tmp_path / "configs"))
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "mine.json").write_text(json.dumps(CONFIG))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command in this process: status, stdout, stderr."""
    capsys.readouterr()
    status = cli.main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    status, out, err = run(capsys, *arguments, "--json")
    assert (status, err) == (0, "")
    value = json.loads(out)
    assert isinstance(value, dict)
    return value
