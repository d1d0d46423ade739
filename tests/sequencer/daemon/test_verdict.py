"""What is wrong is said with what to do, the worst first."""

from __future__ import annotations

from engine.control import ClockStatus, PortStatus
from sequencer.daemon.verdict import verdict

WELL = [PortStatus("synth", "open")]


def test_nothing_is_said_while_all_is_well() -> None:
    assert verdict(player_runs=True, midi_fault="", ports=WELL, recording_fault="", incomplete=False) == ""


def test_everything_that_is_wrong_is_said_the_worst_first() -> None:
    ports = [*WELL, PortStatus("drums", "lost"), PortStatus("", "none")]
    said = verdict(
        player_runs=False, midi_fault="install libasound2", ports=ports, recording_fault="disk full", incomplete=True
    ).split("; ")
    assert said[0].startswith("no player runs")
    assert [part for part in said if "drums" in part] == ["port drums is not there"]
    assert any("install libasound2" in part for part in said)
    assert any("the recording waits: disk full" in part for part in said)
    assert said[-1] == "end this session and start another to record again"


def test_a_port_that_a_hand_has_parted_from_us_and_a_clock_that_is_lost_are_said() -> None:
    said = verdict(
        player_runs=True, midi_fault="", ports=WELL, recording_fault="", incomplete=False, unheard=["synth:in"],
        clock=ClockStatus("in", state="lost"),
    )
    assert "nothing is led to port synth:in any more" in said
    assert "the clock that is followed is not heard any more" in said


def test_where_nothing_is_heard_it_is_said_how_to_hear_something() -> None:
    def said(*ports: PortStatus, unjoined: tuple[str, ...] = ()) -> str:
        return verdict(
            player_runs=True, midi_fault="", ports=ports, recording_fault="", incomplete=False, unjoined=unjoined
        )
    hint = "until then nothing is heard; :listen on lets the built-in kit play"
    lost, offered = PortStatus("TR-8S", "lost"), PortStatus("groove", "open")
    kit = PortStatus("built-in kit on JACK", "open", kit=True)
    assert said(lost) == f"port TR-8S is not there; it is taken when it appears; {hint}"
    assert said(offered, unjoined=("groove",)) == (
        f"nobody is connected to port groove; choose it as input of a track or a synth; {hint}"
    )
    assert "listen" not in said(lost, *WELL) + said(lost, kit) + said(offered)
    assert said(offered, kit, unjoined=("groove",)) == ""
    assert said(PortStatus("null", "none")) == ""


def test_no_midi_system_is_no_fault_where_the_built_in_kit_plays() -> None:
    ports = [PortStatus("null", "none"), PortStatus("built-in kit on JACK", "open", kit=True)]
    assert verdict(
        player_runs=True, midi_fault="install libasound2", ports=ports, recording_fault="", incomplete=False
    ) == ""
