"""When is a wish only offered, however likely it is: where a condition, a refusal or a figure is not in it?"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.figures import counted
from agent.offline.learned.tongues import in_english

WAITS: Final = re.compile(
    r"\b(?:if|when|whenever|once|unless|until|till|as soon as|each time|every time|should the|in case|wenn|"
    r"sobald|bis|falls|si|cuando|hasta|se|quando|finché|fino|quand|jusqu\w*)\b"
)
"""What waits for something."""
REFUSES: Final = re.compile(
    r"\b(?:don'?t|do not|won'?t|shouldn'?t|never|nicht|kein\w*|nie|non|mai|nunca|ne|pas|except|besides|but|instead|"
    r"yet|than|keep\w*|leave|leaving|stays?|touch\w*)\b"
)
"""What turns a wish, or keeps something from it."""
ASKS: Final = re.compile(
    r"^(?:so |and |sorry,? |um |hey |ok )*(?:what|which|why|who|where|how|is|are|do|does|did|was)\b"
)
POLITE: Final = re.compile(r"\b(?:can|could|would|will|may|might|kannst|könntest|puedes|puoi|peux|possible|please)\b")
GOES_ON: Final = re.compile(
    r"\b(?:then|after\w*|later|first|dann|danach|luego|después|poi|dopo|puis|ensuite|third|second|half|minutes?|"
    r"seconds?|slow(?:er|ly)|fade|gradual\w*|applied|meant|asked|same|previous|before|to an? \w+)\b"
)
"""What asks for more than one thing at one time, or points to what was before."""
FIGURE: Final = re.compile(r"\d+(?:\.\d+)?|\.\d+")
MOST_WORDS: Final = 16


def only_offered(text: str, said: str) -> bool:
    """Return True for a wish that must be asked about.

    Args:
        text: the line. said: the wish that it may mean.
    """
    plain, wish = f" {text.lower()} ", f" {said.lower()} "
    asks = ("?" in plain and not POLITE.search(plain)) or ASKS.search(plain.strip()) is not None
    if asks or len(plain.split()) > MOST_WORDS or WAITS.search(plain):
        return True
    turned = [found for found in (*REFUSES.findall(plain), *GOES_ON.findall(plain)) if f" {found} " not in wish]
    return bool(turned) or bool(_figures(plain) - _figures(wish))


TURNS: Final = re.compile(
    r"\b(?:unless|instead|than|while|whilst|soon|before|after(?! (?:\w+ )?bars?\b)|swap\w*|trade|doubl\w*|twice|"
    r"halve|half|"
    r"un(?!til|less|mut|solo|lock|free|der)\w{3,})\b"
)
"""What turns a wish so that it is another one without it."""


def waits_for_more(text: str, said: str) -> bool:
    """Return True for a wish without what its line waits for, compares with, or leaves out of it."""
    plain, wish = text.lower(), said.lower()
    turned = [one for one in TURNS.findall(plain) if one not in wish]
    return bool(turned) or (WAITS.search(plain) is not None and "when " not in wish)


def leaves_out(text: str, said: str) -> bool:
    """Return True for a wish without a figure of its line.

    Args:
        text: the line. said: the wish that it may mean.
    """
    figures = _figures(said.lower())
    return bool(_figures(text.lower()) - figures - {round(100.0 * one, 4) for one in figures})


def _figures(text: str) -> set[float]:
    """Return the figures of a line, in words or not."""
    words = counted(re.findall(r"\d+(?:\.\d+)?|\.\d+|[^\W\d_]+", in_english(text)))
    return {round(float(one), 4) for one in FIGURE.findall(" ".join(words))}
