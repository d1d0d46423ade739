"""What does `:help` say: every command, one of them, a parameter, or the keys?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.bands import SCORES
from engine.goals import goals
from engine.outcome_words import value_words
from engine.parameters import canonical, did_you_mean, parameter, parameters, read
from engine.plain_text import printable
from sequencer.console.typed import HELP, Mistyped
from sequencer.console.typed_words import path_of

if TYPE_CHECKING:
    from engine.bands import Score
    from engine.config import Config
    from engine.parameters import Parameter

MORE: Final = {
    "play": "Starts the next bar; with `from BAR` it sends that song position. On the stage: space in hands, F2.",
    "stop": "Cuts the bar at once and ends its notes; :continue plays the rest of it.",
    "panic": "Ends all sound on all channels at once; the music goes on. Ctrl-X anywhere.",
    "bpm": "From the next bar line, or in a straight line over that many bars.",
    "set": "Moves a parameter from the next bar on, no faster than its cap a bar; `:help PATH` has its range.",
    "target": "The band that the controller holds a score in. T takes the cap of its random part, in ms.",
    "mute": "The layer stays in the scores; only its notes are not sent. Alt+digit mutes by number.",
    "fill": "One bar, some bars, or latched with on and off. F3 and F4.",
    "drop": "Takes the layers out whose names begin with kick or bass, and brings them back on a bar line. F6.",
    "scene": "Saves all parameters and mutes under a name; recalls them at once or in a morph over some bars.",
    "undo": "Takes back the last wishes that changed something, whoever made them. F7, and F8 for :redo.",
    "freeze": "The bar repeats, with fresh microtiming, until it is let go. F5.",
    "jam": "The bandmate steers, a phrase ahead: ghost only says, assist asks, auto (or on) does it. F12 is no.",
    "listen": "A drum kit of our own on the machine's audio device, for who has no synth; it hears all layers.",
    "load": "Another config from the next bar line on; names are those of techno configs.",
    "why": "Which rules put a step in or took it out: steps count from 1, bars too.",
    "quit": "Ends the session and its music; y confirms. :detach leaves and lets the music play.",
}
"""A sentence or two about commands that need them."""

MEASURES: Final = {
    "E": "entrainment, how well kick and backbeat carry the beat; 1 is all on the beat",
    "S": "syncopation, how much falls off the beat where a beat stays silent",
    "D": "dispersion, how unevenly the hits lie in the bar",
    "H": "entropy, how varied the distances from hit to hit are",
    "T": "timing, how far hits lie from the grid, in ms; the target caps the random part",
}
"""What each score measures, in a line (docs/scores.md)."""

KEYS: Final = (
    "Tab       words (typing) or hands (bare keys act); a begun command: complete",
    "in both   F1 help  F2 play or stop  F3 fill  F4 latched fill  F5 freeze",
    "          F6 drop 4  F7 undo  F8 redo  F9 mark  Alt+1..9 mute  Ctrl-X panic",
    "          F12 cancels what the bandmate announced  PageUp PageDown scroll",
    "          Esc cancels chat, help, completion, nudge",
    "          Ctrl-C clears the line  Ctrl-D on an empty one leaves, music plays on",
    "          Ctrl-Z gives the terminal back until fg, music plays on",
    "in hands  space play or stop  f fill  l latched fill  d drop 4  z freeze",
    "          u undo  r redo  1..9 mute  s 1..9 solo  g 1..9 recall  w 1..9 save",
    "          arrows select layer and step  m mute it  o solo it  ? why it sounds",
    "          x put or take a hit, again to let go  k lock the layer  n mark",
    "          e length of the morph that g recalls with  : begins a command",
    "          [ ] select a parameter  v bounds of the modulators, one by one",
    "          - + nudge it, see the effect  Enter applies",
    "          j no, y yes to what the bandmate announced",
    "          t tap the tempo  , . a tenth down, up  < > bend one bar by 2 BPM",
    "mouse     a name mutes, a step says why (in hands: puts or takes a hit),",
    "          a meter begins :target, wheel scrolls",
    "          after :quantise phrase a key pressed again cancels what it armed",
)


def topic_lines(topic: str, config: Config) -> list[str]:
    """Return the help on a topic, "" for all commands.

    Raises:
        Mistyped: there is no such topic.
    """
    name = topic.removeprefix(":").lower()
    if not topic:
        return [*HELP.values(), "", ":help COMMAND, :help PATH and :help keys say more; anything else is chat"]
    if name in HELP:
        return [f"write {HELP[name]}", *([MORE[name]] if name in MORE else [])]
    if name in {"keys", "hands", "words", "mouse"}:
        return list(KEYS)
    score = next((score for score in SCORES if score.letter == topic.upper()), None)
    if score is not None:
        return _score_lines(config, score)
    topic = path_of(topic, config) if "." in topic else topic
    known = parameter(config, topic)
    if known is not None:
        return parameter_lines(config, known)
    hint = did_you_mean(topic, (*HELP, "keys", *parameters(config)))
    raise Mistyped(f"there is no help on {printable(topic)[:60]}{hint}")


def parameter_lines(config: Config, known: Parameter) -> list[str]:
    """Explain a parameter: its help, its range and its value now."""
    cap = f", at most {known.cap_per_bar:g} a bar" if known.moves else ", changes on the bar line"
    now = value_words(read(config, canonical(known.path)))
    return [f"{known.path}: {known.text}", f"now {now}; {known.allowed()}{cap}"]


def _score_lines(config: Config, score: Score) -> list[str]:
    """Explain a score: its meaning, its range and its band."""
    band = goals(config.targets)[score.letter]
    path = score.low_path if score.low else score.high_path
    known = parameter(config, path)
    allowed = f"; a target lies in {known.allowed()}" if known is not None else ""
    stands = "it has no target now" if band is None else f"its target is {score.shown_band(band)} now"
    return [f"{score.letter}: {MEASURES[score.letter]}", f"{stands}{allowed}", f"write {HELP['target']}"]
