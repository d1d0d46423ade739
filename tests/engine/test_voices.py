import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.voices import Voice, in_backbone, named_drum, voice_of

NOTES = st.integers(0, 127)
A_NOTE_OF_NO_DRUM = 75


@pytest.mark.parametrize(
    ("layer", "voice"),
    [
        ("kick", "K"), ("kick2", "K"), ("kick_rumble", "K"), ("Kick 2", "K"), ("BD", "K"),
        ("snare", "M"), ("clap", "M"), ("rim", "M"), ("tom_low", "M"), ("perc", "M"), ("conga", "M"), ("cowbell1", "M"),
        ("hat_c", "C"), ("hat_o", "C"), ("Closed Hat", "C"), ("ride", "C"), ("crash-1", "C"), ("shaker", "C"),
    ],
)
@given(note=NOTES)
def test_a_known_name_decides_whatever_the_note(layer: str, voice: Voice, note: int) -> None:
    assert voice_of(layer, note) == voice


@pytest.mark.parametrize("layer", ["x", "", "drums", "kick and snare", "chatter", "tomorrow", "hat_kick", "été"])
@pytest.mark.parametrize(
    ("note", "voice", "backbone"),
    [
        (35, "K", True), (36, "K", True), (37, "M", True), (38, "M", True), (39, "M", True), (40, "M", True),
        (41, "M", False), (42, "C", False), (44, "C", False), (46, "C", False), (49, "C", False), (50, "M", False),
        (51, "C", False), (53, "C", False), (56, "M", False), (57, "C", False), (59, "C", False), (62, "M", False),
        (70, "C", False), (75, "M", False), (82, "C", False), (0, "M", False), (127, "M", False),
    ],
)
def test_a_name_that_says_nothing_leaves_it_to_the_note(layer: str, note: int, voice: Voice, backbone: bool) -> None:
    assert voice_of(layer, note) == voice
    assert in_backbone(layer, note) is backbone


@pytest.mark.parametrize("layer", ["kick", "snare", "clap", "rim"])
def test_kick_snare_clap_and_rim_are_the_backbone(layer: str) -> None:
    assert in_backbone(layer, A_NOTE_OF_NO_DRUM)


@pytest.mark.parametrize("layer", ["hat_c", "hat_o", "tom", "perc", "ride", "shaker"])
def test_other_layers_are_not_even_on_a_backbone_note(layer: str) -> None:
    assert not in_backbone(layer, 36)


def test_a_name_says_one_part_or_none() -> None:
    assert named_drum("hat_c hat_o") == "cymbal"
    assert named_drum("kick snare") is None


@given(st.text(), NOTES)
def test_every_layer_has_a_voice(layer: str, note: int) -> None:
    assert voice_of(layer, note) in {"K", "M", "C"}
