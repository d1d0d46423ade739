"""The chat's key is in no process that does not need it, and nobody else reads the log."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.system.sessions import Sessions

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "sk-0123456789abcdef-secret"


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[Sessions]:
    found = Sessions(
        tmp_path, cold=True, OPENAI_API_KEY=KEY, OPENAI_BASE_URL="http://127.0.0.1:9/v1", OPENAI_MODEL="m"
    )
    try:
        yield found
    finally:
        found.close()


def environment(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="this system does not show environments")
@pytest.mark.parametrize("detached", [False, True])
def test_daemon_and_player_never_had_the_key(sessions: Sessions, detached: bool) -> None:
    if detached:
        assert sessions.run("play", "m4_showcase").returncode == 0
    else:
        sessions.start("daemon", "m4_showcase")
    player = sessions.playing()["realtime"]["pid"]
    for pid in (player, parent(player)):
        assert b"python" in Path(f"/proc/{pid}/cmdline").read_bytes()
        assert KEY.encode() not in environment(pid)
        assert b"OPENAI_" not in environment(pid)


def test_a_detached_sessions_log_is_its_owners_alone_also_one_that_was_open_to_all(sessions: Sessions) -> None:
    log = sessions.folder / "state" / "techno-rhythm-engine" / "main.log"
    log.parent.mkdir(parents=True)
    log.write_text("an earlier one\n", encoding="utf-8")
    log.chmod(0o644)
    assert sessions.run("play", "m4_showcase").returncode == 0
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert log.read_text(encoding="utf-8").startswith("an earlier one\n")


def test_a_link_in_place_of_the_log_is_not_followed(sessions: Sessions) -> None:
    victim = sessions.folder / "victim"
    log = sessions.folder / "state" / "techno-rhythm-engine" / "main.log"
    log.parent.mkdir(parents=True)
    log.symlink_to(victim)
    assert sessions.run("play", "m4_showcase").returncode == 1
    assert not victim.exists()
