"""The clock of Link is read as ours, and what is set is there; nobody on the network is asked."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest

from sequencer.sync.link_session import LinkSession, NoLink

if TYPE_CHECKING:
    from pathlib import Path

SECOND_NS = 1_000_000_000


def session(bpm: float = 120.0) -> LinkSession:
    pytest.importorskip("link", reason="the extra `link` is not installed, or does not load", exc_type=ImportError)
    return LinkSession(bpm, starts=True)


def test_a_beat_goes_by_in_our_own_time() -> None:
    link, now = session(120.0), time.monotonic_ns()
    first, second = link.stands(now, 4.0), link.stands(now + SECOND_NS, 4.0)
    assert second.beat - first.beat == pytest.approx(2.0, abs=1e-3)
    assert first.peers == 0


def test_a_tempo_and_a_start_are_taken_at_their_moments() -> None:
    link, now = session(), time.monotonic_ns()
    link.set_tempo(140.0, now)
    link.set_playing(now + SECOND_NS, playing=True)
    stands = link.stands(now, 4.0)
    assert stands.bpm == pytest.approx(140.0, abs=0.01)
    assert stands.playing
    assert stands.playing_ns == pytest.approx(now + SECOND_NS, abs=1_000_000)


def test_without_the_extra_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "link", None)
    with pytest.raises(NoLink, match=r"techno-rhythm-engine\[link\]"):
        LinkSession(120.0, starts=True)


@pytest.mark.parametrize(("fault", "said"), [
    (
        "libatomic.so.1: cannot open shared object file: No such file or directory",
        "install the system's libatomic.so.1 (Debian: libatomic1), which LinkPython-extern needs",
    ),
    (
        "libstdc++.so.6: cannot open shared object file: No such file or directory",
        "install the system's libstdc++.so.6 (Debian: libstdc++6), which LinkPython-extern needs",
    ),
    ("undefined symbol: x", "LinkPython-extern is installed but does not load: undefined symbol: x"),
    ("DLL load failed", "LinkPython-extern is installed but does not load: DLL load failed"),
])
def test_a_library_of_the_system_that_is_missing_is_named_and_no_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str, said: str
) -> None:
    (tmp_path / "link.py").write_text(f"raise ImportError({fault!r})", encoding="utf-8")
    monkeypatch.delitem(sys.modules, "link", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(NoLink) as found:
        LinkSession(120.0, starts=True)
    assert (str(found.value), found.value.installed) == (said, True)
