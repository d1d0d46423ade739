"""What the daemon says to systemd, and how an order travels to a detached one."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from sequencer.daemon.daemon import SessionPlan, notify

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_an_order_comes_back_as_it_was_sent() -> None:
    order = SessionPlan("{}", "mine", ports=("a", "b"), trims_ms=(-3.5,), bars=4, record=None, stopped=True)
    assert SessionPlan.from_json(order.as_json()) == order


def test_systemd_hears_how_the_service_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "n"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "n"))
        notify("READY=1")
        assert systemd.recv(100) == b"READY=1"
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    notify("STOPPING=1")
    monkeypatch.delenv("NOTIFY_SOCKET")
    notify("STOPPING=1")
