"""A program on the network steers a session by OSC over real UDP, and follows it."""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pythonosc", reason="the extra `osc` is not installed, or does not load", exc_type=ImportError)

from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.osc_packet import OscPacket

from engine.state import state_from_json, state_json
from sequencer.folders import find_config
from sequencer.remote import hub
from sequencer.remote.hub import Hub
from sequencer.remote.osc import MAX_LISTENERS, OscServer
from sequencer.remote.told import MEANINGS, facts
from sequencer.wire.client import SessionUnreachable, SocketSession
from tests.sequencer.door import CONFIG, Door
from tests.thorough import tries

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.config import Config
    from engine.control import SessionControl
    from tests.sequencer.door import Played

LAYOUT = Path(__file__).resolve().parents[3] / "docs" / "osc" / "open-stage-control.json"
SAID_AS_IT_HAPPENS = {"state/beat", "state/pattern/LAYER", "outcome", "log", "answer", "error"}
"""Addresses that are no standing fact; the other tests hear them."""
NOBODY = 9
"""The port of the discard protocol."""
Heard = tuple[str, tuple[Any, ...]]


connections: list[SocketSession] = []
"""Those that the server has made to its session."""


class Client(asyncio.DatagramProtocol):
    """A program that speaks OSC: it sends, and keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self._news = asyncio.Event()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]  # it is one
        self.transport = transport

    @property
    def port(self) -> int:
        return int(self.transport.get_extra_info("sockname")[1])

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002 - asyncio's shape
        self.heard.extend((one.message.address, tuple(one.message.params)) for one in OscPacket(data).messages)
        self._news.set()

    def send(self, address: str, *arguments: str | float) -> None:
        builder = OscMessageBuilder(address)
        for one in arguments:
            builder.add_arg(one)
        self.transport.sendto(builder.build().dgram)

    async def until(self, wanted: Callable[[Heard], bool]) -> Heard:
        """Wait for a message, those that came before included."""
        while True:
            found = next((one for one in self.heard if wanted(one)), None)
            if found is not None:
                return found
            self._news.clear()
            await self._news.wait()

    async def of(self, address: str) -> Heard:
        """Wait for a message of an address."""
        return await self.until(lambda one: one[0] == address)

    async def answer(self, address: str) -> Heard:
        """Wait for the answer to an address, or its error."""
        return await self.until(lambda one: one[0] in {"/techno/answer", "/techno/error"} and one[1][0] == address)


def refused_by(server: OscServer) -> int:
    return server._hub.refused


def with_osc(
    tmp_path: Path, play: Callable[[Client, OscServer, SessionControl, Played], Awaitable[None]],
    config: Config = CONFIG,
) -> None:
    """Play a scene between a client and the OSC server of a session."""
    connections.clear()
    path = tmp_path / "s"

    async def connect() -> SocketSession:
        try:
            connections.append(SocketSession(*await asyncio.open_unix_connection(str(path))))
        except OSError as error:
            raise SessionUnreachable("not there") from error
        return connections[-1]

    async def scene(session: SessionControl, played: Played) -> None:
        loop = asyncio.get_running_loop()
        server = OscServer(Hub(connect))
        port: asyncio.Future[int] = loop.create_future()
        serving = asyncio.create_task(server.run("127.0.0.1", 0, port.set_result))
        transport, client = await loop.create_datagram_endpoint(Client, remote_addr=("127.0.0.1", await port))
        try:
            client.send("/techno/subscribe")
            await client.until(lambda one: one == ("/techno/state/session", (1,)))
            await play(client, server, session, played)
        finally:
            transport.close()
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving
    Door(path, config).run(scene)


def test_a_fader_moves_a_parameter_and_is_told_where_it_stands(tmp_path: Path) -> None:
    async def play(client: Client, _server: OscServer, session: SessionControl, _played: Played) -> None:
        client.send("/techno/set/hat_c/swing_percent", 0.55)
        assert (await client.answer("/techno/set/hat_c/swing_percent"))[0] == "/techno/answer"
        await client.until(lambda one: one[0] == "/techno/knob/hat_c/swing_percent" and 0.24 < one[1][0] < 0.26)
        assert (await session.state()).config.layers["hat_c"].swing_percent == 0.55
    with_osc(tmp_path, play)


def test_a_switch_mutes_and_its_light_follows(tmp_path: Path) -> None:
    async def play(client: Client, _server: OscServer, session: SessionControl, _played: Played) -> None:
        assert ("/techno/mute/clap", (0,)) in client.heard or await client.of("/techno/mute/clap")
        client.send("/techno/mute/clap", 1.0)
        await client.until(lambda one: one == ("/techno/mute/clap", (1,)))
        client.heard.clear()
        client.send("/techno/mute/clap", 0.0)
        await client.until(lambda one: one == ("/techno/mute/clap", (0,)))
        assert (await session.state()).stage.mutes == ()
    with_osc(tmp_path, play)


def test_what_another_front_does_is_told_too(tmp_path: Path) -> None:
    async def play(client: Client, _server: OscServer, session: SessionControl, _played: Played) -> None:
        from engine.commands import Set

        await session.submit(Set("energy", 0.25))
        await client.until(lambda one: one == ("/techno/energy", (0.25,)))
        assert (await client.of("/techno/outcome"))[1][:2] == ("applied", "user")
    with_osc(tmp_path, play)


def test_transport_bars_and_beats_are_told(tmp_path: Path) -> None:
    async def play(client: Client, _server: OscServer, _session: SessionControl, _played: Played) -> None:
        client.send("/techno/play", 1)
        await client.until(lambda one: one == ("/techno/state/playing", (1,)))
        await client.until(lambda one: one[0] == "/techno/state/bar" and one[1][0] >= 2)
        client.send("/techno/stop")
        await client.until(lambda one: one == ("/techno/state/playing", (0,)) and client.heard.index(one) > 1)
    with_osc(tmp_path, play)


@pytest.mark.parametrize(("address", "arguments", "words"), [
    ("/techno/set/energy", (7.0,), "0..1"),
    ("/techno/mute", ("nobody",), "nobody"),
    ("/techno/nonsense", (), "no address"),
    ("/techno/save", ("x",), "no address"),
    ("/elsewhere", (), "begin with"),
])
def test_errors_are_answered_to_who_asked(
    tmp_path: Path, address: str, arguments: tuple[str | float, ...], words: str
) -> None:
    async def play(client: Client, server: OscServer, _session: SessionControl, _played: Played) -> None:
        client.send(address, *arguments)
        kind, (_, text) = await client.answer(address)
        assert kind == "/techno/error"
        assert words in text
        assert refused_by(server) == 1
    with_osc(tmp_path, play)


def test_a_fader_in_motion_ends_where_it_was_left(tmp_path: Path) -> None:
    async def play(client: Client, server: OscServer, session: SessionControl, _played: Played) -> None:
        for place in range(1, 101):
            client.send("/techno/energy", place / 100)
        await client.until(lambda one: one == ("/techno/energy", (1.0,)) and len(client.heard) > 1)
        client.send("/techno/energy", 0.5)
        await client.until(lambda one: one == ("/techno/energy", (0.5,)))
        assert (await session.state()).config.energy == 0.5
        assert refused_by(server) == 0
    with_osc(tmp_path, play)


def test_too_many_messages_at_once_are_refused_and_none_is_lost_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MAX_WAITING", 8)

    async def play(client: Client, server: OscServer, _session: SessionControl, _played: Played) -> None:
        wanted = 8 + 40
        for _ in range(wanted):
            server.datagram_received(b"/techno/mark\0\0\0\0", ("127.0.0.1", client.port))
        def answered() -> int:
            return sum(one[1][:1] == ("/techno/mark",) for one in client.heard)
        await client.until(lambda _: answered() >= wanted)
        assert refused_by(server) == 40
    with_osc(tmp_path, play)


def test_only_so_many_listen_and_who_leaves_makes_room(tmp_path: Path) -> None:
    async def play(client: Client, _server: OscServer, _session: SessionControl, _played: Played) -> None:
        for port in range(20001, 20000 + MAX_LISTENERS):
            client.send("/techno/subscribe", port)
        client.send("/techno/subscribe", 30000)
        await client.until(lambda one: one[0] == "/techno/error" and "listen already" in one[1][1])
        client.send("/techno/unsubscribe", 20001)
        client.heard.clear()
        client.send("/techno/subscribe", 30000)
        assert (await client.answer("/techno/subscribe"))[0] == "/techno/answer"
        client.send("/techno/subscribe", 70000)
        await client.until(lambda one: one[0] == "/techno/error" and "1..65535" in one[1][1])
    with_osc(tmp_path, play)


def test_a_hundred_thousand_random_packets_harm_nothing(tmp_path: Path) -> None:
    count, chance = tries(100_000), random.Random(5)
    starts = (b"", b"/techno/", b"/techno/set/energy\0\0,f\0\0", b"#bundle\0", b"/techno/mute/clap\0\0\0,i\0\0")

    async def play(client: Client, server: OscServer, session: SessionControl, _played: Played) -> None:
        for number in range(count):
            server.datagram_received(
                chance.choice(starts) + chance.randbytes(chance.randrange(64)), ("127.0.0.1", NOBODY)
            )
            if number % 50 == 0:
                await asyncio.sleep(0)
        client.heard.clear()
        client.send("/techno/status")
        assert (await client.answer("/techno/status"))[0] == "/techno/answer"
        assert list((await session.state()).config.layers) == list(CONFIG.layers)
        assert refused_by(server) > count // 2
    with_osc(tmp_path, play)


def test_a_session_that_goes_and_comes_back_is_told(tmp_path: Path) -> None:
    async def play(client: Client, _server: OscServer, _session: SessionControl, _played: Played) -> None:
        client.heard.clear()
        await connections[-1].close()
        await client.until(lambda one: one == ("/techno/state/session", (0,)))
        await client.until(lambda one: one == ("/techno/state/session", (1,)))
        assert len(connections) == 2
    with_osc(tmp_path, play)


def test_every_widget_of_the_layout_is_understood_or_told(tmp_path: Path) -> None:
    widgets = json.loads(LAYOUT.read_text(encoding="utf-8"))["content"]["widgets"]
    config = find_config("m4_showcase").config

    async def play(client: Client, _server: OscServer, _session: SessionControl, _played: Played) -> None:
        for widget in sorted(widgets, key=lambda one: one["type"] != "fader"):  # so that there is something to undo
            address = widget["address"]
            if widget["type"] == "text":
                await client.of(address) if not address.endswith("/beat") else None
                continue
            client.heard = [one for one in client.heard if one[0] != "/techno/error"]
            client.send(address, widget["range"]["max"] if widget["type"] == "fader" else 1)
            kind, (_, text) = await client.answer(address)
            assert kind == "/techno/answer", (address, text)
    with_osc(tmp_path, play, config)


def test_the_page_lists_the_addresses_that_are_told_and_no_others() -> None:
    from engine import start
    from engine.commands import Arc, Hold, Section, Wish
    from engine.control import LatenessStatus, Snapshot
    from engine.session import apply

    state = state_from_json(state_json(start(find_config("m4_showcase").config)))
    snapshot = Snapshot(
        playing=False, bar=3, bpm=132.0, config="x", scores={"E": 1.0, "T_ms": 2.0}, goals={"S": (0.2, 0.4), "D": None},
        ports=(), clock="out", lateness_us=LatenessStatus(), rescues=0, recording=None,
    )
    found = facts(snapshot, state)
    assert {f"/techno/{_template(address)}" for address in found} == {
        f"/techno/{one}" for one in MEANINGS if one not in SAID_AS_IT_HAPPENS
    }
    page = (LAYOUT.parents[1] / "osc-addresses.md").read_text(encoding="utf-8")
    assert all(f"| `/techno/{one}` | {meaning} |" in page for one, meaning in MEANINGS.items())
    wanted = {"/techno/state/bar": (4,), "/techno/target/S": (0.2, 0.4), "/techno/target/D": ()}
    assert {address: found[address] for address in wanted} == wanted
    for wishes, section in (
        ([], ("", 0, "")), ([Arc()], ("intro", 32, "build")), ([Hold()], ("intro", 32, "")),
        ([Section("drop")], ("intro", 0, "drop")),
    ):
        state, _ = apply(state, [Wish(one) for one in wishes])
        assert facts(snapshot, state)["/techno/state/section"] == section


def _template(address: str) -> str:
    """Return an address that is told with LAYER, LETTER and PATH for what differs from session to session."""
    match address.removeprefix("/techno/").split("/"):
        case [("mute" | "solo" | "lock") as name, _]:
            return f"{name}/LAYER"
        case ["state", "score", _]:
            return "state/score/LETTER"
        case ["target", _]:
            return "target/LETTER"
        case [("set" | "knob") as name, *_]:
            return f"{name}/PATH"
        case parts:
            return "/".join(parts)
