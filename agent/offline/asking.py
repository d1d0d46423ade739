"""Which short question does a clause get that is not understood, or could be two things?

The choices are wishes in plain words, so that the next line may be one of them, its number, or a word of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause

MAX_CHOICES: Final = 4
MOST_AGREED: Final = 2
"""Of more choices than these, "yes" means none."""
LEAST_BPM: Final = 60
MOST_BPM: Final = 220
"""A bare number that may be meant for a tempo."""
LAYER_WORDS: Final = {
    "hat_c": "closed hat",
    "hat_o": "open hat",
    "hats": "hats",
    "all": "whole groove",
}
YES: Final = frozenset(
    "yes y yeah yep yup sure ok okay please do it go right correct ja oui si sí exactly 1 confirm fine".split()
)
NO: Final = frozenset("no n nope nah cancel never mind nein non dont stop neither none forget leave nothing".split())


SIGNED: Final = re.compile(r"[+-]\s?\d.*")
"""A change by a number, which is no number of a choice."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the performer, and the answers that are understood at once.

    Attributes:
        text: what is asked. choices: wishes in plain words.
        unsure: it was asked since the line was not understood; what is understood of it may be offered instead.
        told: nothing is asked, this is all there is to say.
    """

    text: str
    choices: tuple[str, ...] = ()
    unsure: bool = False
    told: bool = False


def put_in_words(question: Question) -> str:
    """Return a question in one line with its choices, as it is put to the performer."""
    if not question.choices:
        return question.text
    if question.choices[1:] == ("no",):
        return f"{question.text} (yes or no)"
    return f"{question.text} {', '.join(f'{at}: {choice}' for at, choice in enumerate(question.choices, 1))}"


def layer_words(layers: Sequence[str]) -> str:
    """Return layers as they are said: "clap and closed hat"."""
    said = [LAYER_WORDS.get(layer, layer) for layer in dict.fromkeys(layers)]
    return " and ".join(said)


NOT_SURE: Final = "I am not sure what that asks for"


def about_unknown(clause: Clause) -> Question:
    """Ask about words that are not known, with what the rest of the clause could be."""
    words = " ".join(dict.fromkeys(clause.unknown))
    choices = readings(clause)
    which = "which of these, or in other words?" if choices else "say it in other words?"
    told = f'I do not know "{words}" here' if words else NOT_SURE
    return Question(f"{told}; {which}", choices, unsure=True)


def about_layer(clause: Clause) -> Question:
    """Ask about a layer that is not there."""
    act = clause.acts[0]
    return Question(f'I know no layer called "{clause.unknown[0]}"; which one?', tuple(
        f"{act} the {layer}" for layer in ("kick", "hats", "snare", "clap")
    ), unsure=True)


def about_clause(clause: Clause) -> Question:
    """Ask about a clause whose words are known and do not come together."""
    if clause.layers and not (clause.slots() - {"layers", "only"}):
        return Question(f"what of the {layer_words(clause.layers)}?", readings(clause), unsure=True)
    if clause.figures and not clause.qualities:
        return _asked(f'what is "{clause.said}" a number of', clause)
    return _asked(f'I am not sure what "{clause.said}" asks for' if clause.said.strip() else NOT_SURE, clause)


def _asked(what: str, clause: Clause) -> Question:
    """Ask with the readings of a clause as choices; for another wording where there are none."""
    choices = readings(clause)
    return Question(f"{what}; which of these?" if choices else f"{what}; say it in other words?", choices, unsure=True)


def about_condition(clause: Clause) -> Question:
    """Ask about a wish that waits for something to happen."""
    return Question(
        f'what shall "{clause.condition or "when"}" wait for: a score, hits, energy or a section '
        '("if there are more than 20 hits"), or a bar ("in 8 bars")?',
        unsure=True,
    )


def about_time(clause: Clause) -> Question:
    """Ask for the bar that a clause leaves open."""
    said = clause.said.strip()
    return Question("from which bar, and for how many?", (f"{said} in 4 bars for 4 bars", f"{said} for 4 bars", said))


def about_repeats(clause: Clause) -> Question:
    """Ask about a change that would only be made once more and more."""
    said = clause.said.strip()
    return Question(f'"{said}" again and again would only add up; once, now?', (said, "no"))


def readings(clause: Clause) -> tuple[str, ...]:
    """Return the wishes that a clause could mean."""
    named = layer_words(clause.layers or clause.spared)
    number = next((f"{figure.value:g}" for figure in clause.figures), "")
    if named and number:
        found = [f"{named} velocity {number}", f"{named} density {number}%", f"mute the {named} for {number} bars"]
    elif named and clause.leans:
        louder = clause.leans[0][1] > 0
        found = [f"{named} louder" if louder else f"{named} quieter", f"more {named}" if louder else f"less {named}"]
    elif named and (clause.gone or "mute" in clause.acts or clause.no):
        found = [f"mute the {named}", f"{named} quieter", f"less {named}"]
    elif named and (clause.here or "unmute" in clause.acts):
        found = [f"bring the {named} back", f"{named} louder"]
    elif named:
        found = [f"more {named}", f"{named} louder", f"mute the {named}", f"solo the {named}"]
    elif number and LEAST_BPM <= float(number) <= MOST_BPM:
        found = [f"tempo {number}"]
    elif clause.moods:
        found = [f"more {clause.moods[0]}", f"less {clause.moods[0]}"]
    elif clause.qualities:
        noun = QUALITY_WORDS.get(clause.qualities[0], clause.qualities[0])
        found = [f"more {noun}", f"less {noun}"]
    else:
        found = []
    return tuple(found[:MAX_CHOICES])


QUALITY_WORDS: Final = {
    "S": "syncopation",
    "E": "drive",
    "D": "dispersion",
    "H": "entropy",
    "micro": "looseness",
    "ratchet": "rolls",
    "ghost": "ghost kicks",
    "phrase": "variation",
    "accent": "accents",
}


def chosen(text: str, choices: Sequence[str]) -> int | None:
    """Return the index of the choice that an answer means; None when it means none of them, -1 for "no"."""
    if SIGNED.fullmatch(text.strip()):
        return None
    said = re.sub(r"[^\w%. ]", " ", text.lower()).split()
    if not said:
        return None
    plain = " ".join(said)
    for at, choice in enumerate(choices):
        if plain == choice.lower():
            return at
    if len(said) == 1 and said[0].rstrip(".").isdigit() and 1 <= int(said[0].rstrip(".")) <= len(choices):
        return int(said[0].rstrip(".")) - 1
    order = {"first": 0, "former": 0, "second": 1, "latter": 1, "third": 2, "last": len(choices) - 1}
    placed = [order[word] for word in said if word in order]
    if placed and len(said) <= 4 and placed[0] < len(choices):  # noqa: PLR2004 - "the first one please"
        return placed[0]
    if all(word in NO for word in said):
        return -1
    if all(word in YES for word in said) and 0 < len(choices) <= MOST_AGREED:
        return 0
    holding = [at for at, choice in enumerate(choices) if set(said) <= set(choice.lower().split()) | LITTLE]
    return holding[0] if len(holding) == 1 else None


LITTLE: Final = frozenset("the a an please just one ones it i mean meant".split())
