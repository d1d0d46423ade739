"""Networks of their own for a test: what is sent there is heard by nobody else on the machine."""

from __future__ import annotations

import subprocess
from typing import Final

OPEN: Final = """
ip link set lo up && ip link set lo multicast on && ip route add 224.0.0.0/4 dev lo && echo open && exec cat
"""
CABLE: Final = """
ip addr add 10.77.0.{host}/24 dev cable && ip link set cable up && ip route replace 224.0.0.0/4 dev cable
"""


class NoRoom(Exception):
    """The machine gives no network of its own; says why."""


class Room:
    """A network with a loopback that carries multicast, until it is closed.

    Args:
        beside: another one, whose owner owns this too, so that a cable can be laid between them.

    Raises:
        NoRoom: the machine does not allow it.
    """

    def __init__(self, beside: Room | None = None) -> None:
        user = ["unshare", "--user", "--map-root-user", "--net"]
        if beside is not None:
            user = [*beside.inside, "unshare", "--net"]
        try:
            self._holder = subprocess.Popen(
                [*user, "--", "sh", "-c", OPEN], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise NoRoom(str(error)) from error
        assert self._holder.stdout is not None
        if self._holder.stdout.readline() != "open\n":
            self.close()
            raise NoRoom("unshare and ip of util-linux and iproute2 make no network of one's own here")

    @property
    def pid(self) -> int:
        """Return a process inside."""
        return self._holder.pid

    @property
    def inside(self) -> list[str]:
        """Return the first words of a command that runs inside."""
        return ["nsenter", "--target", str(self.pid), "--user", "--net", "--preserve-credentials", "--"]

    def lay_cable(self, other: Room) -> None:
        """Join this network to another.

        Raises:
            NoRoom: the machine does not allow it.
        """
        laid = f"ip link add cable type veth peer name cable netns {other.pid}"
        for room, command in ((self, laid), (self, CABLE.format(host=1)), (other, CABLE.format(host=2))):
            ran = subprocess.run(
                [*room.inside, "sh", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                check=False,
            )
            if ran.returncode:
                raise NoRoom(f"no cable between two networks: {ran.stderr.strip()}")

    def close(self) -> None:
        """Let it go, when who is inside has ended."""
        self._holder.communicate(timeout=30)
