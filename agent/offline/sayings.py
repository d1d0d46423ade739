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
    # back
    "scrap that": "undo", "scrap that last": "undo", "forget that": "undo", "forget it": "undo", "bin that": "undo",
    "not that": "undo", "that was worse": "undo", "do that again": "redo",
    # transport and takes
    "hit play": "play", "press play": "play", "hit stop": "stop", "press stop": "stop", "hit record": "recordstart",
    "press record": "recordstart", "roll tape": "recordstart", "stop the tape": "recordstop",
}
"""Turns of speech and the words they stand for."""
