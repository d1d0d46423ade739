"""Turns of every day are put into plainer words, and every rule about them is needed."""

from __future__ import annotations

from typing import Final

import pytest

from agent.offline.everyday_turns import RULES, plainer

TURNS: Final = {
    "give the clap a break": "mute the clap", "the clap can rest": "mute the clap", "clap on mute": "mute clap",
    "its so busy, thin the hats": "it is so busy, thin the hats",
    "i did not mean that": "undo",
    "clap velocity minus ten": "clap velocity -10",
    "ratchets of the open hat up, say 30 percent": "ratchets of the open hat up to 30 percent",
    "bars 49 thru 52": "bars 49 through 52",
    "snare ch 12": "snare channel 12",
    "phrase len 32": "phrase length 32",
    "t+12 bars clap off": "in 12 bars clap off",
    "clap off after the fifth bar from here": "clap off in 5 bars",
    "fill just before bar 65": "fill at bar 64",
    "for every layer except the clap: swing 0.53": "swing 0.53 on every layer except the clap",
    "just the kick, nothing more": "just the kick",
    "slide the clap two steps later": "move the clap two steps later",
    "the hats are hella busy": "the hats are too busy",
    "that washy tsss thing quieter": "that open hat quieter",
    "take the freeze off": "unfreeze",
    "ooh this one! freeze": "freeze",
    "accents on 1, 5, 9 and 13": "accent steps 1, 5, 9 and 13",
    "the closed hat off x2 bars": "the closed hat off for 2 bars",
    "ctrl-y": "redo",
    "ctrl z": "undo",
    "keep doing exactly this bar over and over": "freeze this bar",
    "140 from the phrase, not before": "140 from the phrase",
    "kick up a touch": "the kick louder a touch",
    "ratchets of three on the hats": "ratchet three times on the hats",
    "morph 2 dusk": "morph to dusk",
    "we stop dead on the one": "we stop on the one",
    "no clap and no snare either": "no clap and no snare too",
    "accents 40 percent of the time": "accents 40 percent",
    "nobody touches the clap": "lock the clap",
    "snare on note 40 instead": "snare note number 40",
    "clap goes out on channel 5": "clap channel 5",
    "put a clap on the third beat": "put a clap on step 9",
    "add a kick on beat 2": "add a kick on step 5",
    "a snare hit on step 9": "a snare on step 9",
    "more slowly please": "slower please",
    "more quickly please": "faster please",
    "it is so busy my ears hurt": "it is so busy",
    "return it to me": "return it back",
    "unmute * except clap": "unmute everything except clap",
    "jitter 3 ms at the most": "jitter limit to 3 ms",
    "the snare has been away long enough, in with it": "the snare , in with it",
    "can it repeat itself more": "can it repeat more",
    "keep this one, call it dusk": "save this as dusk",
    "less of that tsss": "less of that hat",
    "the hat that stays long shorter": "the open hat shorter",
    "scene dusk, hard cut, at 57": "scene dusk, at 57",
    "hat_c wraps at 12": "hat_c cycle 12",
    "un-mute the clap": "unmute the clap",
    "sect drop next": "section drop next",
    "everything softer exc the kick": "everything softer except the kick",
    "that basement at 5am mood": "that basement mood",
    "forget the last two changes": "undo two steps",
    "scrap the last thing": "undo",
    "step back three changes": "undo three steps",
    "rewind two steps": "undo two steps",
    "two moves back": "undo two steps",
    "make an undo": "undo",
    "put the snare back like it was": "put the snare back",
    "clear everything planned": "cancel everything planned",
    "take the lock off the kick": "unlock the kick",
    "remove the mute from the clap": "unmute the clap",
    "everything may change but not the kick": "lock the kick",
    "don't touch the snare": "lock the snare",
    "let the kick go": "mute the kick",
    "the kick can leave us for 8": "the kick out for 8",
    "continue where we stopped": "continue",
    "store this exactly as it is now, call it dusk": "store this, call it dusk",
    "kick out, rest silent": "kick out, the rest silent",
    "hats out at the same bar": "hats out @same",
    "136 flat": "136",
    "to 136, at once no ramp": "to 136",
    "9 pulses on the snare": "9 hits on the snare",
    "polymeter on the hats, 14": "the hats cycle 14",
    "a clap on the last sixteenth": "a clap on step 16",
    "a clap on the first step": "a clap on step 1",
    "hats every third sixteenth": "hats every-so-many sixteenths",
    "jitter no more than 6 ms": "jitter limit to 6 ms",
    "random timing up": "jitter up",
    "ghosts a 16th ahead 20%": "ghosts 20%",
    "make the velocities more even": "fewer accents",
    "less gating by the kick on the hats": "thin_bias up",
    "more ducking around the kick": "thin_bias down",
    "let it jam by itself": "jam",
    "wait a little and then a fill": "in 4 bars, a fill",
    "hat_c.velocity plus 10": "hat_c.velocity +10",
    "snare velocity minus 4": "snare velocity -4",
    "targets.h 0.2 and 0.4": "target h 0.2 and 0.4",
    "swing from 50% to 56%": "swing to 56%",
    "phrases shall have 16 bars": "phrase length 16 bars",
    "one extra kick on the fourth sixteenth": "a kick on step 4",
    "tempo 2 beats faster": "tempo 2 bpm faster",
    "then in they come": "then back in",
    "keep everything but the open hat": "mute the open hat",
    "let the groove ride": "do_nothing",
    "sounds good, don't touch it": "sounds good, do_nothing",
    "watch h: under 0.2, more variation": "when h under 0.2, more variation",
    "more hats but not too much": "more hats a bit",
    "more hats but don't overdo it": "more hats a bit",
    "roll me a quick fill": "give me a quick fill",
    "give the snare two hits more per bar": "give the snare more two hits",
    "overwrite scene dusk with this": "save the scene as dusk",
    "update the dusk scene": "save the scene as dusk",
    "bring back what we had before": "undo",
    "not yet, at 65 a fill": "at 65 a fill",
    "let the hats fade lower": "let the hats gradually lower",
    "s > .5 -> snare out": "when s above .5, snare out",
    "h < .2 then more variation": "when h below .2, more variation",
    "the ts ts thing": "the hats",
    "one more clap at the end of the bar": "a clap on step 16",
    "a kick at the start of the bar": "a kick on step 1",
    "eight bars of kick and clap, all others muted": "only kick and clap for eight bars",
    "euclid 5 on the snare": "5 hits on the snare",
    "stick this in slot dusk": "save this as scene dusk",
    "134 on the clock": "134 bpm",
    "bpm += 3": "bpm +3",
    "only a little the snare": "quieter the snare",
    "clap louder, rest untouched": "clap louder",
    "change for me to dub": "change to dub",
    "kick hits > 3 again": "kick hits above 3 again",
    "keep it < .5": "keep it below .5",
    "bring the full drum kit back": "bring the everything back",
    "the drum kit is loud": "the drums is loud",
    "notes half a sixteenth long": "notes 0.5 steps long",
    "be done by 5 o'clock": "be done",
    "swing with a triplet feel": "swing with a swing 66.7%",
}


@pytest.mark.parametrize("said", TURNS)
def test_a_turn_becomes_plainer(said: str) -> None:
    assert plainer(said) == TURNS[said]


def test_every_rule_is_reached() -> None:
    reached = set()
    for said in TURNS:
        text = said
        for at, (pattern, put) in enumerate(RULES):
            found = pattern.sub(put, text)
            reached |= {at} if found != text else set()
            text = found
    assert [RULES[at][0].pattern for at in range(len(RULES)) if at not in reached] == []


@pytest.mark.parametrize("said", [
    "the kick goes straight", "let the kick go on", "more than 20 hits", "forget the last plan", "rest the clap",
    "wait 4 bars", "the swing of the hats", "don't touch the kick but mute the clap", "continue", "one more fill",
])
def test_other_words_stay_as_they_are(said: str) -> None:
    assert plainer(said) == said
