"""H and D are searched exactly: within three changed hits no bar that keeps what counts more comes nearer."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.aims import MET, Aims, Fixed, Hand, changes, missed
from engine.retouch import retouched
from engine.scores import entropy as entropy_of
from engine.spacing import spaced
from tests.engine.pattern import mask

if TYPE_CHECKING:
    from collections.abc import Iterator

FLOOR = mask("x...x...x...x...")
CLAP = mask("....x.......x...")
FIXED = Fixed(FLOOR, CLAP, mask("..x...x...x...x."), FLOOR | CLAP, None)
ALL = 0xFFFF
PLAIN = ((0.0,) * 16, (0.0,) * 16)

lane = st.integers(1, ALL)
bands = st.tuples(st.floats(0, 0.3), st.floats(0.3, 1.0))


def hand(name: str, voice: int, its: int, spare: int = 1) -> Hand:
    hits = its.bit_count()
    return Hand(name, voice, backbone=False, mask=its, open_steps=ALL, low=max(hits - spare, 1), high=hits + spare)


def within(own: tuple[Hand, ...], most: int) -> Iterator[tuple[int, ...]]:
    """Every bar within some changed hits that no other layer of the voice plays too."""
    fixed = (FIXED.kick, FIXED.middle, FIXED.cymbal)
    places = [
        (which, step) for which, one in enumerate(own) for step in range(16)
        if not fixed[one.voice] >> step & 1
        and not any(other is not one and other.voice == one.voice and other.mask >> step & 1 for other in own)
    ]
    for count in range(most + 1):
        for chosen in combinations(places, count):
            masks = [one.mask for one in own]
            for which, step in chosen:
                masks[which] ^= 1 << step
            if all(one.may_play(its) for one, its in zip(own, masks, strict=True)):
                yield tuple(masks)


@given(lane, lane, bands, bands, st.booleans())
@example(hat=210, tom=59618, entropy=(0.0, 0.328125), dispersion=(0.0, 1.0), both=False)
@settings(max_examples=12, deadline=None)
def test_no_bar_within_two_hits_comes_nearer(hat: int, tom: int, entropy: tuple[float, float],
                                             dispersion: tuple[float, float], both: bool) -> None:
    own = (hand("hat_c", 2, hat), hand("tom", 1, tom))
    aims = Aims(0.0, None, (0.2, 0.6), entropy, dispersion if both else None)
    bound = missed(own, (hat, tom), FIXED, aims)
    found = spaced(own, FIXED, aims, bound, tastes=PLAIN, most=2, tries=10**6)
    misses = [missed(own, masks, FIXED, aims) for masks in within(own, 2)]
    best = min(miss[-2:] for miss in misses if all(its <= most for its, most in zip(miss[:5], bound[:5], strict=True)))
    assert found is not None
    assert missed(own, found, FIXED, aims)[:5] <= bound[:5]
    assert missed(own, found, FIXED, aims)[-2:] <= best
    assert changes(own, found) <= 2


def test_three_hits_of_three_layers_are_found_where_single_steps_lead_astray() -> None:
    clap = hand("clap", 1, mask("....x..x....x..."))
    own = (hand("hat_c", 2, mask("x.x...x.x.x...x.")), clap, hand("tom", 1, 1 << 10))
    aims = Aims(0.0, None, None, (0.0, 0.0), None)
    best = min(missed(own, masks, FIXED, aims) for masks in within(own, 3))
    assert retouched(own, FIXED, aims, (0, 0, 0), 1).miss == best


def test_with_room_it_lands_inside_the_band_where_it_can() -> None:
    hat = hand("hat_c", 2, mask("x.x.x.x.x.x.x.x."))
    fixed = FIXED._replace(cymbal=0)
    edge = Aims(0.0, None, None, (0.15, 0.6), None)
    bound = missed((hat,), (hat.mask,), fixed, edge)
    heard = []
    for aims in (edge, edge._replace(room=0.04)):
        found = spaced((hat,), fixed, aims, bound, tastes=PLAIN[:1], most=3, tries=10**5)
        assert found is not None
        assert missed((hat,), found, fixed, aims).entropy == 0
        heard.append(entropy_of((fixed.kick, fixed.middle, found[0])))
    assert 0.15 <= heard[0] < 0.19 <= heard[1]


def test_a_score_s_own_ends_have_no_inside() -> None:
    aims = Aims(0.0, None, None, (0.0, 0.4), (0.5, 1.0), room=0.1)
    assert aims.off_inside(0.0, 1.0) == 0
    assert aims.off_inside(0.35, 0.55) == 5 + 5


def test_of_equals_it_takes_what_is_liked() -> None:
    hat = hand("hat_c", 2, mask("x.x.x.x.x.x.x.x."))
    fixed = FIXED._replace(cymbal=0)
    aims = Aims(0.0, None, None, (0.15, 0.25), None)
    bound = missed((hat,), (hat.mask,), fixed, aims)
    for step in (1, 7, 13):
        liked = tuple(0.0 if other == step else 0.5 for other in range(16))
        assert spaced((hat,), fixed, aims, bound, tastes=(liked,), most=1, tries=1000) == (hat.mask | 1 << step,)


def test_without_tries_it_finds_nothing_and_a_met_bar_is_not_searched() -> None:
    hat = hand("hat_c", 2, mask("x.x.x.x.x.x.x.x."))
    aims = Aims(0.0, None, None, (0.3, 0.5), None)
    bound = missed((hat,), (hat.mask,), FIXED, aims)
    assert bound != MET
    assert spaced((hat,), FIXED, aims, bound, tastes=PLAIN[:1], most=3, tries=0) is None
