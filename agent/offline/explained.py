"""What does a question ask that a reading of the meters does not answer: a meaning, a reason, a note, a length?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.words import words_of

if TYPE_CHECKING:
    from engine.config import Config
    from engine.state import SessionState

SCORES: Final = {"entrainment": "e", "syncopation": "s", "entropy": "h", "dispersion": "d"}
MEANING: Final = re.compile(
    rf"\b(?:explain|define|describe|measures?|stands? for)\b.*\b(?P<a>{'|'.join(SCORES)})\b"
    rf"|\b(?P<b>{'|'.join(SCORES)})\b.*\b(?:measures?|stands? for|supposed to mean)\b"
)
LEFT: Final = re.compile(
    r"\bhow many (?:more )?bars (?:more |left |are left |to go |still )*(?:until|till|before|to|in) (?:the |this )?"
    r"(?:next |end of the )?phrase\b"
)
WHY: Final = re.compile(r"^(?:and |so |but |hey )*(?:why|how come)\b")
CHANGES: Final = re.compile(r"\b(?:changed?|changing|moved?|moving|shift(?:s|ed)?|different)\b")
SELDOM: Final = re.compile(r"\b(?:seldom(?:ly)?|rare(?:ly)?|scarcely|not often|sometimes|not always)\b")
NOTE: Final = re.compile(r"\b(?:what|which)(?: midi)? (?P<what>note|channel)\b(?!s)")
LONG: Final = re.compile(r"\bhow (?:long|many bars) (?:is|are in|has|does) (?:the |our )?(?P<x>[\w-]+)\b")


def restated(text: str, state: SessionState) -> str:
    """Return a question about a score's meaning, the phrase or a rare layer in its shortest form; another as it is."""
    plain = _plain(text)
    found = MEANING.search(plain)
    if found is not None:
        return f"what does {SCORES[found['a'] or found['b']]} mean"
    if LEFT.search(plain):
        return "how many bars left in the phrase?"
    layers = _layers(plain, state.config) if WHY.search(plain) and SELDOM.search(plain) else []
    return f"why do i hardly ever hear the {layer_words(layers)}?" if len(layers) == 1 else text


def explained(text: str, state: SessionState) -> str:
    """Return the answer to a question for the reason, the note, the channel or the length; "" for another.

    Args:
        text: the question. state: how the music stands.
    """
    plain, config = _plain(text), state.config
    found = LONG.search(plain)
    if found is not None and config.arc is not None:
        named = [one for one in config.arc.sections if one.name.lower() == found["x"]]
        return "; ".join(f"{one.name}: {one.bars} bars, energy {_ends(one.energy)}" for one in named)
    layers = _layers(plain, config)
    found = NOTE.search(plain)
    if found is not None:
        return "; ".join(
            f"{one}.note {config.layers[one].note}, {one}.channel {config.layers[one].channel}" for one in layers
        )
    if WHY.search(plain) and layers and not re.search(r"\d", plain):
        return _reason(plain, layers[:1], state)
    return ""


def _reason(plain: str, layers: list[str], state: SessionState) -> str:
    name = layers[0]
    if CHANGES.search(plain) and name in state.stage.locks:
        return f'{layer_words(layers)}: it is locked; "unlock {name}" lets it change'
    if CHANGES.search(plain):
        moved = [one.name for one in state.config.modulators if one.param_path.partition(".")[0] == name]
        by = f"modulator {', '.join(moved)} moves it; " if moved else ""
        return (
            f"{layer_words(layers)}: {by}figures are renewed on phrase lines, and each bar is steered towards its "
            f'goals; why is told of a step: "why {name} 5"'
        )
    return ""


def _layers(plain: str, config: Config) -> list[str]:
    lexemes = lexemes_of(words_of(plain, config.phrase.bars), config.layers)
    return meant(config, [one.value for one in lexemes if one.kind == "layer" and one.value != "all"])


def _ends(value: float | tuple[float, float]) -> str:
    """Return an energy, or where it fades from and to."""
    return "-".join(f"{one:g}" for one in (value if isinstance(value, tuple) else (value,)))


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("\u2019", "'").split()).strip(" ?!.")
