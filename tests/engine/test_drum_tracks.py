import pytest

from engine.drum_tracks import drums
from engine.smf_reader import NotMidi, read
from tests.engine.midi_bytes import END, chunk, header, kicks, meta, one_track, track_name

BANK = b"\0\xb2\0\x78"


def found(content: bytes, channel: int | None = None, track: str | None = None) -> list[tuple[str, int, int]]:
    """Return (key, note, number of onsets) of each lane."""
    return [(lane.key, lane.note, len(lane.ticks)) for lane in drums(read(content), channel, track).lanes]


def song(*tracks: bytes, kind: int = 1) -> bytes:
    return header(kind, len(tracks)) + b"".join(chunk(events + END) for events in tracks)


def test_channel_10_is_drums_whatever_its_track_is_called() -> None:
    assert found(one_track(track_name("Piano") + kicks())) == [("1", 36, 8)]


@pytest.mark.parametrize(
    "called",
    ["Drums", "drums 2", "DRUM KIT", "808 Kit", "my drumkit", "Drum_Loop-120", "Percussion", "Beat 1", "Schlagzeug",
     "Batería", "Batterie", "ドラム", "Drum", "Kick", "Open Hat", "SD", "low-tom1", "TD-30 #9 Djembe", "cajon"],
)
def test_a_track_named_after_drums_will_do_on_any_channel(called: str) -> None:
    for channel in (1, 5, 16):
        assert [lane[1:] for lane in found(one_track(track_name(called) + kicks(channel=channel)))] == [(36, 8)]


def test_so_will_an_instrument_of_that_name() -> None:
    assert found(one_track(track_name("Track 3") + meta(4, b"Drum Kit") + kicks(channel=2))) == [("1", 36, 8)]


@pytest.mark.parametrize(
    "called", ["", "Bass", "Steel Drums", "Kitchen", "Drumming Song", "Track 10", "Beatrice", "Timpani"]
)
def test_other_names_say_nothing(called: str) -> None:
    with pytest.raises(NotMidi, match="holds no drums"):
        found(one_track(track_name(called) + kicks(channel=1)))


def test_names_are_asked_only_where_no_channel_is_known_to_be_drums() -> None:
    assert found(song(track_name("Drums") + kicks(channel=1), track_name("Loop") + kicks(2))) == [("2", 36, 2)]


def test_a_bank_makes_a_channel_drums_in_every_track() -> None:
    assert found(song(BANK, kicks(3, channel=3), kicks(2))) == [("2:2:36", 36, 3), ("3:9:36", 36, 2)]


def test_the_engines_own_tracks_are_drums_on_any_channel() -> None:
    assert found(song(track_name("zap") + meta(4, b"drums") + kicks(3, channel=4), kicks(2)))[0] == ("1", 36, 3)


def test_a_channel_is_chosen() -> None:
    content = song(kicks(3, channel=1) + kicks(2, channel=2, note=b"\x30"), kicks(4))
    assert found(content, channel=1) == [("1:0:36", 36, 3)]
    assert found(content, channel=2) == [("1:1:48", 48, 2)]
    assert found(content, channel=10) == [("2:9:36", 36, 4)]


def test_a_track_is_chosen_by_number_or_by_part_of_its_name() -> None:
    content = song(track_name("Lead Loop") + kicks(3, channel=1), track_name("Loop 1") + kicks(4))
    for wanted in ("1", " 1 ", "lead", "LEAD LOOP"):
        assert [lane[2] for lane in found(content, track=wanted)] == [3]
    assert [lane[2] for lane in found(content, track="loop")] == [3, 4]


def test_a_channel_of_a_track_is_chosen_by_both() -> None:
    content = song(kicks(3, channel=1), kicks(4, channel=1) + kicks(2, channel=2))
    assert [lane[2] for lane in found(content, channel=1, track="2")] == [4]


@pytest.mark.parametrize(
    ("channel", "track", "reason"),
    [
        (5, None, "has no notes on channel 5; there are some on track 1 (Lead) on channels 1, 3; track 3 on"),
        (None, "2", "has no notes on track 2; there are some on"),
        (None, "bass", "has no notes on track bass; there are some on"),
        (3, "3", "has no notes on channel 3 of track 3; there are some on"),
    ],
)
def test_a_choice_without_notes_is_refused_with_what_there_is(
    channel: int | None, track: str | None, reason: str
) -> None:
    content = song(track_name("Lead") + kicks(channel=1) + kicks(channel=3), track_name("empty"), kicks())
    with pytest.raises(NotMidi) as caught:
        found(content, channel, track)
    assert str(caught.value).startswith(reason)


def test_the_refusal_names_the_options_and_the_places() -> None:
    with pytest.raises(NotMidi) as caught:
        found(song(*[track_name(f"Lead\n{number}") + kicks(channel=number) for number in range(1, 9)]))
    assert str(caught.value) == (
        "holds no drums: nothing on channel 10, and no track is named after a kit or a drum of one; choose with "
        "--channel or --track from track 1 (Lead 1) on channel 1; track 2 (Lead 2) on channel 2; "
        "track 3 (Lead 3) on channel 3; track 4 (Lead 4) on channel 4; track 5 (Lead 5) on channel 5; "
        "track 6 (Lead 6) on channel 6; and 2 more"
    )


@pytest.mark.parametrize("content", [song(b""), song(meta(1, b"text"), b""), header(), one_track(b"\0\x99\x24\0")])
def test_a_file_without_notes_says_so(content: bytes) -> None:
    with pytest.raises(NotMidi, match=r"^holds no notes$"):
        found(content)


def test_a_file_cut_before_its_first_note_says_so() -> None:
    with pytest.raises(NotMidi, match=r"^is cut short, before its first note$"):
        found(song(track_name("Drums") + kicks())[:30])


def test_patterns_of_which_one_has_drums_are_that_one() -> None:
    content = song(track_name("tune") + kicks(channel=1), meta(0x51, b"\7\0\0") + kicks(3), b"", kind=2)
    assert found(content) == [("2:9:36", 36, 3)]
    assert [track.tempos for track in drums(read(content)).tracks] == [[(0, 0x70000)]]


def test_of_several_patterns_one_must_be_chosen() -> None:
    content = song(track_name("A") + kicks(3), track_name("B") + kicks(4), kind=2)
    with pytest.raises(NotMidi, match=r"type 2, patterns .* with --track: track 1 \(A\) on channel 10; track 2"):
        found(content)
    assert found(content, track="2") == [("2", 36, 4)]
