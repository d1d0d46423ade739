"""Programs that nobody here wrote and that keep the time on JACK, and an ear that hears all of them by the frame."""

from __future__ import annotations

import os
import pty
import re
import shutil
import socket
import subprocess
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pythonosc.osc_message_builder import OscMessageBuilder

from tests.system.jack import SAMPLE_RATE
from tests.system.sessions import PATIENCE_SECONDS, until

if TYPE_CHECKING:
    from collections.abc import Sequence

HYDROGEN: Final = shutil.which("hydrogen") or ""
ARDOUR: Final = shutil.which("ardour7-lua") or ""
"""Ardour without a screen; it reads Lua."""
LOUD: Final = 0.01
SILENCE_FRAMES: Final = SAMPLE_RATE // 20
"""What is silent for so long begins anew when it sounds again."""
DEMO: Final = Path("/usr/share/hydrogen/data/demo_songs/GM_kit_demo1.h2song")
HAT: Final = 6
"""The closed hat in that song's list of instruments."""
BEAT: Final = 48
"""Of Hydrogen's ticks."""
PREFERENCES: Final = """<?xml version="1.0" encoding="UTF-8"?>
<hydrogen_preferences><audio_engine><audio_driver>JACK</audio_driver>
<jack_driver><jack_transport_mode>USE_JACK_TRANSPORT</jack_transport_mode>
<jack_timebase_enabled>true</jack_timebase_enabled>
<jack_transport_mode_master>{mode}</jack_transport_mode_master></jack_driver>
<osc_configuration><oscServerPort>{port}</oscServerPort><oscEnabled>true</oscEnabled></osc_configuration>
</audio_engine></hydrogen_preferences>
"""
NOTE: Final = """<note><position>{place}</position><leadlag>0</leadlag><velocity>0.8</velocity><pan>0</pan>
<pitch>0</pitch><probability>1</probability><key>C0</key><length>-1</length><instrument>{hat}</instrument><note_off>false</note_off></note>
"""
ARDOUR_CONFIG: Final = """<?xml version="1.0" encoding="UTF-8"?>
<Ardour><Config><Option name="send-midi-clock" value="1"/><Option name="clicking" value="1"/></Config>
<TransportMasters current="JACK"><TransportMaster type="Engine" name="JACK" removeable="0" collect="1"
sclock-synced="1" fr2997="0" request-mask="TR_StartStop|TR_Speed|TR_Locate" locked="0"/></TransportMasters></Ardour>
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where JACK's transport stood at a frame, in bars and beats, as its timebase says."""

    frame: int
    beats: float
    bpm: float


class Capture:
    """A client of JACK that keeps what comes in at its ports, by the frame, and how JACK's transport rolls.

    Args:
        names: of MIDI ports. audio: of audio ports.
    """

    def __init__(self, *names: str, audio: Sequence[str] = ("audio",)) -> None:
        import jack

        self._client = client = jack.Client("capture", no_start_server=True)
        self._rolling = jack.ROLLING
        self._ports = {name: client.midi_inports.register(name) for name in names}
        self._audio = {name: client.inports.register(name) for name in audio}
        self.heard: dict[str, deque[tuple[int, bytes]]] = {name: deque() for name in names}
        self.onsets: dict[str, list[int]] = {name: [] for name in audio}
        self._sounded = dict.fromkeys(audio, 0)
        self.xruns, self.loudest = 0, 0.0
        self.begins: list[tuple[int, int]] = []
        self._begins = 0
        self.places: list[Place] = []
        client.set_process_callback(self._process)
        client.set_xrun_callback(self._xrun)
        client.activate()

    def _process(self, frames: int) -> None:
        del frames
        first = self._client.last_frame_time
        for name, port in self._ports.items():
            self.heard[name].extend((first + offset, bytes(data)) for offset, data in port.incoming_midi_events())
        for name, port in self._audio.items():
            if port.number_of_connections:
                self._listen(name, first, memoryview(port.get_buffer()).cast("f"))
        state, position = self._client.transport_query_struct()
        begins = first - position.frame
        if state != self._rolling or not position.frame:
            return
        if begins == self._begins and (not self.begins or self.begins[-1][1] != begins):
            self.begins.append((first, begins))  # it began elsewhere: moved, or it stood for a period that was lost
        if begins == self._begins and position.valid and self._is_due(first):
            beats = (position.bar - 1) * position.beats_per_bar + position.beat - 1
            beats += position.tick / position.ticks_per_beat
            self.places.append(Place(first, beats, position.beats_per_minute))
        self._begins = begins  # who is called late is told once of another period

    def _is_due(self, frame: int) -> bool:
        """Return True once a second."""
        return not self.places or frame - self.places[-1].frame >= SAMPLE_RATE

    def _listen(self, name: str, first: int, sound: memoryview[float]) -> None:
        """Keep where it begins to sound."""
        loudest = max(sound)
        self.loudest = max(self.loudest, loudest)
        if loudest < LOUD:
            return
        if first - self._sounded[name] > SILENCE_FRAMES:
            self.onsets[name].append(first + next((at for at, level in enumerate(sound) if level >= LOUD), 0))
        self._sounded[name] = first

    def _xrun(self, delayed: float) -> None:
        del delayed
        self.xruns += 1

    def rolls(self) -> bool:
        """Return True while JACK's transport rolls."""
        return bool(self._client.transport_state == self._rolling)

    def bpm(self) -> float:
        """Return the tempo that JACK's transport has, 0 where nobody says."""
        return float(self._client.transport_query()[1].get("beats_per_minute", 0.0))

    def join(self, name: str, pattern: str, *, midi: bool = True, seconds: float = PATIENCE_SECONDS) -> None:
        """Let what a port plays come in at one of ours, which is there within some seconds."""
        def found() -> Any:
            ports = self._client.get_ports(pattern, is_midi=midi, is_audio=not midi, is_output=True)
            return next(iter(ports), None)

        there = until(found, f"{pattern} is there", seconds)
        self._client.connect(there, self._ports[name] if midi else self._audio[name])

    def is_heard_by(self, name: str, client: str) -> bool:
        """Return True when a client listens to what comes in at one of our ports."""
        (port,) = self._ports[name].connections
        return any(one.name.startswith(client) for one in self._client.get_all_connections(port))

    def ons(self, name: str) -> list[int]:
        """Return the frames of the notes that came in at a port."""
        return [frame for frame, message in self.heard[name] if message[0] >> 4 == 9 and message[2]]

    def close(self) -> None:
        self._client.deactivate()
        self._client.close()


def hat_on_each_beat(bars: int, bpm: float) -> str:
    """Return a song of Hydrogen's that plays one hat on each beat, of so many bars."""
    song = DEMO.read_text(encoding="utf-8")
    notes = "".join(NOTE.format(place=BEAT * beat, hat=HAT) for beat in range(4))
    pattern = (
        f"<patternList><pattern><name>beats</name><category></category><size>{4 * BEAT}</size>"
        f"<denominator>4</denominator><info></info><noteList>{notes}</noteList></pattern></patternList>"
    )
    sequence = "<group><patternID>beats</patternID></group>" * bars
    for what, instead in (
        (r"<patternList>.*</patternList>", pattern),
        (r"<patternSequence>.*</patternSequence>", f"<patternSequence>{sequence}</patternSequence>"),
        (r"<bpm>[^<]*</bpm>", f"<bpm>{bpm}</bpm>"), (r"<loopEnabled>[^<]*", "<loopEnabled>true"),
        (r"<humanize_(\w+)>[^<]*", r"<humanize_\1>0"), (r"<randomPitchFactor>[^<]*", "<randomPitchFactor>0"),
    ):
        song = re.sub(what, instead, song, flags=re.DOTALL)
    return song


class Hydrogen:
    """The drum machine, without a screen, asked over OSC.

    Args:
        leads: it says the tempo of JACK's transport. bars: of its song, which goes round. bpm: of its song.
    """

    def __init__(self, folder: Path, *, leads: bool, bars: int, bpm: float) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            self._port = port = free.getsockname()[1]
        home = folder / f"hydrogen-{leads}"
        (home / ".hydrogen").mkdir(parents=True)
        mode = "USE_JACK_TIME_MASTER" if leads else "NO_JACK_TIME_MASTER"
        preferences = PREFERENCES.format(mode=mode, port=port)
        (home / ".hydrogen" / "hydrogen.conf").write_text(preferences, encoding="utf-8")
        song = home / "beats.h2song"
        song.write_text(hat_on_each_beat(bars, bpm), encoding="utf-8")
        self._process = subprocess.Popen(
            [HYDROGEN, "-d", "jack", "-n", "-s", str(song)],
            env={**os.environ, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )

    def ask(self, what: str, value: float = 1.0) -> None:
        """Ask it for something."""
        asked = OscMessageBuilder(f"/Hydrogen/{what}")
        asked.add_arg(value)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there:
            there.sendto(asked.build().dgram, ("127.0.0.1", self._port))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)


class Ardour:
    """The DAW, without a screen, asked in Lua; its metronome clicks, and it sends MIDI clock.

    Args:
        leads: it says the tempo of JACK's transport. rolls_with_jack: it starts and stops with that.
    """

    def __init__(self, folder: Path, *, leads: bool, rolls_with_jack: bool) -> None:
        home = folder / "ardour"
        (home / ".config" / "ardour7").mkdir(parents=True)
        (home / ".config" / "ardour7" / "config").write_text(ARDOUR_CONFIG, encoding="utf-8")
        self._lua, there = pty.openpty()  # it answers line by line to a terminal only
        self._process = subprocess.Popen(
            [ARDOUR], env={**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "TERM": "dumb"},
            stdin=there, stdout=there, stderr=there, start_new_session=True,
        )
        os.close(there)
        self._said = ""
        self._numbers = count()
        threading.Thread(target=self._read, daemon=True).start()
        self.ask('AudioEngine:set_backend("JACK", "ardour", "")')
        self.ask(f's = create_session("{home}/session", "session", {SAMPLE_RATE})')
        self.ask(f"s:cfg():set_jack_time_master({str(leads).lower()})")
        self.ask(f"s:cfg():set_external_sync({str(rolls_with_jack).lower()})")
        until(lambda: self.tell("s:transport_rolling()") == "false", "Ardour is there")

    def _read(self) -> None:
        with suppress(OSError):  # it has ended
            while read := os.read(self._lua, 4096):
                self._said += read.decode(errors="replace")

    def ask(self, lua: str) -> None:
        """Let it do something."""
        os.write(self._lua, f"{lua}\n".encode())

    def tell(self, lua: str) -> str:
        """Return what something is."""
        number = next(self._numbers)
        self.ask(f'print("is" .. {number}, {lua})')
        found = until(lambda: re.search(rf"is{number}\s([^\r\n]*)\r?\n", self._said), f"Ardour says {lua}")
        return str(found[1])

    def roll(self) -> None:
        """Play."""
        self.ask("s:request_roll(ARDOUR.TransportRequestSource.TRS_UI)")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        os.close(self._lua)
