"""Does a reading do the opposite of what was said: silence what is to play, fill where no fill is wanted?

Then nothing is done, and the line is asked about.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question, layer_words
from agent.offline.layers_said import layers_of
from agent.offline.put_round import BUT, MAY, SOME, STAYS
from agent.requests import Transport
from engine.commands import Fill, Mute, Scene, Set, Unmute

if TYPE_CHECKING:
    from agent.offline.understand import Understood
    from engine.state import SessionState

TAKEN_OUT: Final = (
    r"(?:out|off|away|gone|mutes?|muted|silent|silence|goes?|leaves?|drops?|dropped|cut|dead|rest|break|quiet|killed)"
)
PLAYS: Final = re.compile(
    rf"\b(?:only|just|solo|nothing but|no one but|nobody but)(?: want| need| hear| like)? (?:with )?"
    rf"(?P<a>{SOME})(?![^,.;!?]*\b{TAKEN_OUT}\b)|"
    rf"(?<!leave )(?<!let )(?<!no )(?<!not )(?<!the )(?P<b>{SOME}) (?:alone|only|by themselves|by itself|on (?:its|"
    rf"their) own|"
    rf"(?:{MAY})?{STAYS})(?![^,.;!?]*\b{TAKEN_OUT}\b)|"
    rf"^(?P<d>{SOME})(?=,? (?:and |but )?no {SOME})|"
    rf"(?<!not )(?<!n't )\b(?:leave|keep) (?P<c>{SOME}) (?:in|on|going|playing|running|there)\b"
)
"""What is to play on, by itself or with others."""
BUT_SOME: Final = re.compile(rf"{BUT} $")
WHOLE: Final = re.compile(
    r"\b(?:every\w*|all|silen\w*|whole|lot|total\w*|complete\w*|break|nothing|none|quiet|stop|black ?out|it|them|those|"
    r"these|both|drums|kit|band|groove|beat|music|full|alles|todo|tutto|tout)\b"
)
"""What may stand for all that sounds."""
NO_FILL: Final = re.compile(
    r"\b(?:no|never|stop(?! (?:repeating|looping|(?:the|that|this) (?:loop|repeat|freeze)))|enough|without|don't|"
    r"dont|do not|less|fewer|quit|skip)\b[^,.;!?]{0,24}\b(?:fills?|rolls?|"
    r"fillings?)\b|\b(?:fills|fillings?)\b.*\b(?:less|fewer|no more|enough)\b"
)
MUTES: Final = re.compile(r"\b(?:mute|kill|cut|silence|drop|lose|take)\b[^.;!?]*$")
"""A verb that takes out what is named behind it: "mute the hats and clap, just the clap"."""
FEWEST: Final = 2
"""Layers that all of them are at least."""
ADDS: Final = re.compile(r"\b(?:add|patch|lay|give|throw|bring|more|some)\b.*\b(?:under|underneath|beneath|below)\b")
"""A thing that is to come in below the others, and is no lower level."""


ENDS: Final = re.compile(
    r"\b(?:finish|end|enough|conclude|wrap up|wind up)(?:ing|s)?(?: (?:of|with|up))*(?: (?:the|this|that|these|those|"
    r"your|our|my|all))+ (?P<what>[a-z]+)"
)
MUSIC: Final = re.compile(
    r"(?:music|set|show|song|track|tune|beats?|groove|night|party|session|gig|concert|jam|drums?|thing|lot|performance|"
    r"playing|noise|racket|here|now|piece|transport|playback|rhythm|evening|of|it|day|whole|is|good|for|then|please)"
)
"""What ends where the music does."""


def opposed(text: str, found: Understood, state: SessionState) -> Question | None:
    """Return the question about a line of which the reading does the opposite; None for another.

    Args:
        text: what was said. found: what was understood. state: how the music stands.
    """
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    now = [one.request for one in found.asked if one.when is None]
    fills = any(isinstance(one, Fill) and one.bars != 0 for one in now)
    if fills and NO_FILL.search(plain):
        return Question("no fills, or one now?", ("no more fills", "fill"))
    ends = ENDS.search(plain)
    stops = any(isinstance(one, Transport) and one.action == "stop" for one in now)
    if stops and ends is not None and MUSIC.fullmatch(ends["what"]) is None:
        return Question("is the music to stop?", ("stop", "no"))
    if found.foreign and any(isinstance(one, Scene) and one.action == "save" for one in now):
        return Question("is the music to be saved as a scene?", ("save the scene", "no"))
    if ADDS.search(plain) and now and all(isinstance(one, Set) and one.path.endswith(".velocity") for one in now):
        layers = layer_words([one.path.partition(".")[0] for one in now if isinstance(one, Set)])
        return Question(f"the {layers}, and how?", (f"{layers} louder", f"{layers} quieter"))
    out = {one.layer for one in now if isinstance(one, Mute)}
    plays = _plays(plain, state)
    if not out or not state.config.layers:
        return None
    back = {one.layer for one in now if isinstance(one, Unmute)}
    silent = (out | {hold.layer for hold in state.stage.mutes}) - back
    everything = silent >= set(state.config.layers) and len(silent) >= FEWEST
    unsaid = everything and not WHOLE.search(plain) and not out <= layers_of(plain, state)
    if not (out & plays or (everything and plays) or unsaid):
        return None
    if plays and plays != set(state.config.layers):
        alone = layer_words(sorted(plays))
        return Question("what goes, and what stays?", (f"solo the {alone}", f"mute the {alone}"))
    return Question("is everything to be silent?", ("mute everything", "no"))


def _plays(plain: str, state: SessionState) -> set[str]:
    """Return the layers that a line wants to hear, by themselves or with others."""
    found: set[str] = set()
    for one in PLAYS.finditer(plain):
        before, layers = plain[: one.start()], layers_of(next(said for said in one.groups() if said), state)
        of_mute = MUTES.search(before)
        narrows = of_mute is not None and ("," not in of_mute[0] or bool(layers & layers_of(before, state)))
        if not narrows and not BUT_SOME.search(before):
            found |= layers
    return found & set(state.config.layers)
