"""A session rolls together with JACK's transport, led by either, beside JACK's own tool that knows nothing of us."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.system.jack import LONG_PERIOD_FRAMES, jack_server, needs_jack
from tests.system.sessions import Sessions, until
from tests.system.test_link import plays, synced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOOL = shutil.which("jack_transport") or ""
pytestmark = [
    needs_jack,
    pytest.mark.skipif(not TOOL, reason="needs jack_transport, JACK's own tool"),
]


class Tool:
    """`jack_transport` of JACK, typed to."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [TOOL], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )

    def type(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def close(self) -> None:
        self._process.communicate("exit\n", timeout=30)


class Watch:
    """A client that looks at the transport."""

    def __init__(self) -> None:
        import jack

        self._client = jack.Client("watch", no_start_server=True)
        self._client.activate()
        self._rolling = jack.ROLLING

    def rolls(self) -> bool:
        return bool(self._client.transport_state == self._rolling)

    def bars(self) -> dict[str, Any]:
        return dict(self._client.transport_query()[1])

    def close(self) -> None:
        self._client.close()


@contextmanager
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Sessions, Tool, Watch]]:
    """Run a stopped session on JACK's transport, beside the tool."""
    with jack_server(monkeypatch, LONG_PERIOD_FRAMES) as server:
        techno = Sessions(tmp_path, JACK_DEFAULT_SERVER=server)
        watch = Watch()
        tool = Tool()
        try:
            techno.start(
                "daemon", "m4_showcase", "--bpm", "124", "--clock", "jack", "--midi", "rtmidi", "--stopped",
                "--record", "off",
            )
            until(techno.status, "the session runs")
            yield techno, tool, watch
        finally:
            tool.close()
            watch.close()
            techno.close()


def test_play_lets_jack_roll_and_stop_lets_it_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with scene(tmp_path, monkeypatch) as (techno, _, watch):
        techno.ask("transport", action="play")
        until(watch.rolls, "JACK rolls")
        techno.playing(1)
        until(lambda: watch.bars().get("beats_per_minute") == 124.0, "our tempo is JACK's")
        techno.ask("submit", command={"command": "tempo", "bpm": 133.0})
        until(lambda: watch.bars().get("beats_per_minute") == 133.0, "a change of it too")
        until(lambda: abs(synced(techno, "main")["bpm"] - 133.0) < 0.01, "and it is ours")
        techno.ask("transport", action="stop")
        until(lambda: not watch.rolls(), "JACK stands")


def test_jacks_own_tool_starts_moves_and_stops_us_and_its_tempo_counts_when_it_leads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scene(tmp_path, monkeypatch) as (techno, tool, watch):
        until(lambda: watch.bars()["frame_rate"], "the transport is there")
        tool.type("play")
        until(lambda: plays(techno, "main"), "the tool starts us")
        tool.type("locate 960000")
        until(lambda: watch.bars()["frame"] >= 960_000, "it is elsewhere")
        techno.playing(techno.stands()["bar"] + 1)
        tool.type("tempo 140")
        tool.type("master")
        until(lambda: abs(synced(techno, "main")["bpm"] - 140.0) < 0.01, "its tempo is ours")
        outcome = techno.ask("submit", command={"command": "tempo", "bpm": 120.0})
        assert outcome["status"] == "refused"
        tool.type("stop")
        until(lambda: not plays(techno, "main"), "the tool stops us")
