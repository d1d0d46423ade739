"""On a real server, a moment of our clock is the frame that JACK counts then."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sequencer.jack.client import JackClient
from sequencer.midi.jack_library import opened
from tests.system.jack import LONG_PERIOD_FRAMES, SAMPLE_RATE, jack_server, needs_jack
from tests.system.sessions import until

if TYPE_CHECKING:
    import pytest

pytestmark = needs_jack
APART_FRAMES = SAMPLE_RATE // 1_000
"""The server corrects its count by less in a period; its clock is further off after minutes of network time."""


def test_a_moment_is_the_frame_that_jack_counts_then(monkeypatch: pytest.MonkeyPatch) -> None:
    with jack_server(monkeypatch, LONG_PERIOD_FRAMES):
        client, other = JackClient(), opened("asking")

        def agrees() -> bool:
            """Read JACK's frame, ours and JACK's again; a server that has lost time just then is asked once more."""
            before = other.frame_time
            ours = client.frame_now(time.monotonic_ns())
            after = other.frame_time
            return bool(before - APART_FRAMES <= ours <= after + APART_FRAMES)

        try:
            until(lambda: client.cycles > 0, "the server asks for frames")
            until(agrees, "our moments are JACK's frames")
        finally:
            other.close()
            client.close()
