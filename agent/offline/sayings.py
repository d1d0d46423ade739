"""Which turns of speech mean one word of the trade? Those that stand beside the phrases of `lexicon.py`.

A turn of speech is looked up after numbers have become figures and contractions have been written out; "" says nothing.
"""

from __future__ import annotations

from typing import Final

SAYINGS: Final = {
    # what a mix is, is not what is mixed
    "in the mix": "", "of the mix": "", "up there": "", "up top": "", "in there": "",
    "for my taste": "", "for my liking": "",
    "the crowd": "", "this crowd": "", "the room": "", "would love": "want", "i love": "want",
    "on top": "", "on the top": "", "over the top": "", "on the 1": "", "on the downbeat": "",
    "on the next downbeat": "",
    "the crowd is": "", "nothing more": "", "nothing else": "", "right now": "", "at the moment": "", "for now": "",
    "from the top": "", "from the start": "", "from the beginning": "", "spread evenly": "", "evenly spread": "",
    "after the drop": "", "when the drop": "", "when the drop hits": "", "when the drop comes": "",
    "end of this phrase": "", "end of the phrase": "", "after this phrase": "", "next phrase": "",
    "the next phrase": "", "at the end": "", "every now": "",
    # what people say when they have had enough
    "killing me": "too loud", "shouting at me": "too loud", "screaming at me": "too loud", "poking out": "too loud",
    "sticking out": "too loud", "too far forward": "too loud", "too prominent": "too loud",
    "doing my head in": "too loud",
    "driving me mad": "too loud", "driving me crazy": "too loud", "getting on my nerves": "too loud",
    "enough with": "too much", "enough of": "too much", "had enough of": "too much", "sick of": "too much",
    "tired of": "too much", "fed up with": "too much", "bored of": "too much", "bored with": "too much",
    "tuck back": "quieter", "tuck in": "quieter",
    # how much
    "a load more": "lots more", "a load of": "lots", "a ton more": "lots more",
    "too many": "too much", "far too": "too", "way too": "too", "a notch": "bit", "a shade": "bit",
    "a fraction": "bit", "ever so slightly": "touch",
    # what is said for manners, and what is to stay by itself
    "if you do not mind": "", "if that is ok": "", "if you can": "", "leave the rest alone": "", "leave the rest": "",
    "keep the rest": "", "leave everything else alone": "", "leave everything else": "", "keep everything else": "",
    "leave all else": "", "but leave the rest": "", "but leave everything else": "", "but keep the rest": "",
    "but keep everything else": "",
    # more and less
    "cut down": "less", "pare back": "less", "pare down": "less", "up a level": "harder", "up a gear": "harder",
    "next level": "harder", "shake it up": "varied", "change it up": "varied", "switch it up": "varied",
    "mix it up": "varied", "load up": "load", "pop out": "louder", "pop more": "louder",
    "more going on": "busier", "more stuff going on": "busier", "more happening": "busier", "more action": "busier",
    "less going on": "sparser", "too much going on": "too busy",
    "keep adding": "more", "easy on": "less", "ease off": "less", "ease up": "less",
    "take some": "less", "take a few": "less", "lose some": "less", "lose a few": "less", "missing some": "lacking",
    "we are missing": "lacking", "i am missing": "lacking", "fill out": "fuller", "filling out": "fuller",
    "drop by": "down by", "come down": "down", "come up": "up", "go up": "up", "go down": "down",
    # only, and leaving alone
    "down to just the": "nothing_but", "down to just": "nothing_but", "down to the": "nothing_but",
    "back to just the": "nothing_but", "back to just": "nothing_but", "back to the": "back the",
    "as is": "untouched", "as it is": "untouched", "as they are": "untouched", "where it is": "untouched",
    "where they are": "untouched", "how it is": "untouched", "how they are": "untouched", "the same": "untouched",
    "mess with": "protect", "without messing with": "protect",
    "without changing": "protect", "without hurting": "protect",
    "not mess with": "protect", "do not mess with": "protect", "not change": "protect", "do not change": "protect",
    "without affecting": "protect", "not affect": "protect", "do not affect": "protect",
    "leave exactly like this": "keep everything untouched", "leave like this": "keep everything untouched",
    "leave exactly as it is": "keep everything untouched", "stay like this": "keep everything untouched",
    "stays like this": "keep everything untouched", "do nothing": "keep everything untouched",
    "change nothing": "keep everything untouched", "no changes": "keep everything untouched",
    # where the hits of a layer lie
    "on 2 and 4": "backbeaten", "on the 2 and 4": "backbeaten", "on the 2 and the 4": "backbeaten",
    "on beats 2 and 4": "backbeaten", "on the backbeat": "backbeaten", "on beat 2 and 4": "backbeaten",
    "on every quarter": "everybeat", "every quarter": "everybeat", "quarter notes": "everybeat",
    "16 ths": "every_16th", "16 th notes": "every_16th", "sixteenth notes": "every_16th", "every 16 th": "every_16th",
    "sixteenths on": "every_16th on", "straight sixteenths": "every_16th", "straight 16 ths": "every_16th",
    "8 ths": "every_8th", "8 th notes": "every_8th", "eighth notes": "every_8th", "on every eighth": "every_8th",
    "eighths on": "every_8th on", "straight 8 ths": "every_8th",
    "on the offbeats": "offbeaten", "on the offbeat": "offbeaten", "on the off beat": "offbeaten",
    "on the off beats": "offbeaten", "on offbeats": "offbeaten", "between the beats": "offbeaten",
    "32 nds": "ratchet", "after the beat": "late", "before the beat": "early",
    "ahead of the beat": "early", "behind the beat": "late", "ahead of the grid": "early", "push back": "late",
    "broken beat": "breakbeat", "break beat": "breakbeat", "make broken": "make breakbeat",
    "about a third": "33%", "a third": "33%", "a quarter": "25%", "about a quarter": "25%",
    "ghost notes": "ghost", "ghost note": "ghost", "ghost hits": "ghost", "machine gun": "ratchet",
    "machine gunning": "ratchet",
    # back
    "slam back in": "unmute", "slam in": "unmute", "slam back": "unmute", "bang back in": "unmute", "bang in": "unmute",
    "smash in": "unmute", "smash back in": "unmute", "punch back in": "unmute", "in with": "unmute",
    "comes back in": "unmute", "back on the grid": "tighter", "full groove": "unmute everything",
    "full beat": "unmute everything", "go back to": "goto", "get back to": "goto",
    "forget the last": "undo", "take back the last": "undo", "take back last": "undo", "reverse the last": "undo",
    "roll back the last": "undo", "scrap the last": "undo", "put that back in": "redo", "put it back in": "unmute",
    # what is said of a layer
    "tighten up": "tighten", "loosen up": "loosen", "tighten down": "tighten",
    "too often": "too busy", "more often": "busier", "less often": "sparser", "less frequently": "sparser",
    "more frequently": "busier", "stop with": "stop", "single hits": "no ratchet", "double hit": "flam",
    "double hits": "flam", "all over the place": "", "only a little": "bit", "only a bit": "bit",
    "only bit": "bit", "hard to": "", "begin to": "", "start to": "", "no extra": "protect", "no additional": "protect",
    "sounds like a machine": "too robotic", "sound like a machine": "too robotic",
    "feels like a machine": "too robotic", "sounds like a robot": "too robotic",
    "sounds like a metronome": "too robotic", "it is peak time": "more energy",
    "not change anything": "keep everything untouched", "not touch anything": "keep everything untouched",
    "do not change anything": "keep everything untouched", "do not touch anything": "keep everything untouched",
    "the same on": "likewise", "the same for": "likewise", "the same with": "likewise", "the same to": "likewise",
    "same again": "likewise", "same on": "likewise", "same for": "likewise", "same with": "likewise",
    "full stop": "stop",
    "every eighth": "every 8", "every fourth": "every 4", "every second": "every 2", "every other bar": "every 2 bars",
    "every other beat": "every_2nd", "never mind the last": "undo",
    # what goes far
    "go mental": "wilder", "go mad": "wilder", "go bananas": "wilder", "go wild": "wilder", "go off": "wilder",
    "same same": "varied", "something different": "varied", "something else": "varied", "something new": "varied",
    "warm up": "more energy", "cool off": "calmer", "end the set": "stop", "play again": "play",
    "scrap that": "undo", "scrap that last": "undo", "forget that": "undo", "forget it": "undo", "bin that": "undo",
    "not that": "undo", "that was worse": "undo", "do that again": "redo",
    # transport and takes
    "hit play": "play", "press play": "play", "hit stop": "stop", "press stop": "stop", "hit record": "recordstart",
    "press record": "recordstart", "roll tape": "recordstart", "stop the tape": "recordstop",
}
"""Turns of speech and the words they stand for."""
