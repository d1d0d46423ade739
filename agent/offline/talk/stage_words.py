"""Which layers shall be heard after "whole kit", "add the snare", "hear the hats, without the kick"?

What is muted and soloed settles what such words mean, so they are put into plain ones here: under a solo "add" lets a
layer in, and does not thicken it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import LAYER_WORDS
from agent.offline.clauses import clauses_of
from agent.offline.layer_words import LAYER
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from engine.commands import Mute, Solo, Unsolo

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene

_LEAD: Final = r"(?:(?:ok|okay|and|now|then|so|right|please|great|good|cool|nice),? )*"
_TAIL: Final = r"(?: (?:please|now|again|too|as well|then|once more))*"
_LIST: Final = rf"(?:only |just )?{LAYER}(?:(?:,| and|, and) {LAYER})*"
WHOLE: Final = re.compile(
    rf"{_LEAD}(?:(?:bring|put|give|get|have|let|play|hear|i want|want|let me hear|let us hear|give me|back to)"
    r"(?: us| me)? )?(?:back |in )?(?:to )?(?:"
    r"(?:the |my |our )?(?:whole|full|entire|complete) (?:kit|band|lot|groove|beat|thing|set)|"
    r"(?:what|whatever|everything|all|anything|those|the ones|the layers|the drums)(?: that)?(?:'s| is| was| are| were|"
    r" has been)? (?:still )?(?:missing|out|muted|gone|silent|taken out|left out|not playing)|"
    r"everything play|everyone play|all of (?:it|them) play|the missing (?:ones?|layers?|drums?|parts?))"
    rf"(?: back| in| on)*{_TAIL}"
)
ADDS: Final = re.compile(
    rf"{_LEAD}(?:(?:add|bring in|put in|throw in|drop in|mix in|let in|bring|put|with|let me hear|let us hear|hear|"
    rf"plus)(?: in)?) (?P<x>{_LIST})(?: (?:in|to it|to that|to this|to them|to the mix|on top|beside it|with it|"
    rf"back))*{_TAIL}"
)
LOOKED_BACK: Final = 4
_SOME: Final = rf"(?:both )?{LAYER}(?:(?:,| and|, and) {LAYER})*"
NEXT_ALONE: Final = re.compile(
    rf"{_LEAD}(?:ta,? |thanks,? |cheers,? )*(?:(?P<x>{_SOME})(?: (?:together|alone|on (?:its|their) own))*,? (?:next|"
    rf"now|then)(?: (?:please|together|alone))*|(?:next(?: up)?(?: is|:|,)?|on to|over to|now for|then) (?P<y>{_SOME})"
    r"(?: (?:please|alone|now|together))*)"
)
"""The one that is to be alone after another: "snare next"."""
ADDED: Final = re.compile(r"^(?:(?:ok|okay|now|then),? )*(?:and|also|plus)\b|\b(?:also|too|as well|again)\b")
ONLY_NAMED: Final = re.compile(
    rf"(?:(?:ok|okay|right|good|now|then|ta|thanks|cheers),? )*(?P<x>{_SOME})(?: please| now)*(?P<y>)"
)
ALL_BACK: Final = re.compile(
    rf"{_LEAD}(?:(?:bring|put|get|let|have|take) )?(?:us )?(?:all|everything|everyone|everybody|(?:the )?(?:whole|full|"
    rf"entire) (?:kit|band|lot|thing|groove))(?: of (?:it|them))? (?:comes? )?back(?: in| on)*{_TAIL}"
)
OUT_AND_IN: Final = re.compile(
    rf"{_LEAD}(?:let me |let us |i want to |i would like to |can i |could we |can we )?hear (?P<x>{_LIST}),? "
    rf"(?:but |and )?(?:without|minus|not|no) (?P<y>{_LIST}){_TAIL}"
)
FREE: Final = re.compile(
    rf"{_LEAD}(?:free|let go(?: of)?|release|set free|let) (?P<x>{_LIST})(?: (?:go|be|free|loose|run|move))*{_TAIL}"
)
"""Unlocks a layer that is locked."""
ALONE: Final = re.compile(
    rf"{_LEAD}(?:only|just) (?P<x>{_LIST}),? (?:and |but )?(?:not|without|minus|no) "
    rf"(?:the other(?: one| ones)?|{_LIST}){_TAIL}"
)


def heard_again(plain: str, scene: Scene) -> str:
    """Return a line about what shall be heard in plain words; as it is where it is about nothing of this kind.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    stage = scene.state.stage
    next_one = _next_alone(plain, scene)
    if next_one:
        return next_one
    if ALL_BACK.fullmatch(plain) and not (stage.mutes or stage.solos):
        holds = [one for one in scene.state.agenda if isinstance(one.wish.command, (Mute, Solo))]
        waits = [one.id for one in holds if one.watch is None]
        return ", ".join(f"cancel plan {one}" for one in waits) or plain
    muted, soloed = {hold.layer for hold in stage.mutes}, {hold.layer for hold in stage.solos}
    if WHOLE.fullmatch(plain) and (muted or soloed or "play" not in plain):
        return "everything back"
    free = FREE.fullmatch(plain)
    if free is not None and (locked := [one for one in _layers(free["x"], scene) if one in stage.locks]):
        return f"unlock the {_said(locked)}"
    found = ALONE.fullmatch(plain)
    if found is not None and soloed:
        named = _layers(found["x"], scene)
        over = [layer for layer in scene.config.layers if layer in soloed and layer not in named]
        return f"solo the {_said(named)}, unsolo the {_said(over)}" if named and over else plain
    found = OUT_AND_IN.fullmatch(plain)
    if found is not None:
        return _without(found, scene, muted, soloed)
    found = ADDS.fullmatch(plain)
    if found is None or not (muted or soloed):
        return plain
    named = _layers(found["x"], scene)
    out = [layer for layer in named if layer in muted]
    unheard = [layer for layer in named if soloed and layer not in soloed]
    parts = [f"solo the {_said(unheard)}"] if unheard else []
    parts += [f"unmute the {_said(out)}"] if out else []
    return ", ".join(parts) or plain


def _next_alone(plain: str, scene: Scene) -> str:
    """Return the solo that "snare next" asks for after another was alone, which it takes the place of; "" for none.

    A layer by its name alone goes on so once one has been followed by another.
    """
    last, soloed = scene.talk.last, [hold.layer for hold in scene.state.stage.solos]
    acts = {type(one.request) for one in last.asked} if last is not None else set()
    asked = [one.request for turn in scene.talk.turns[-LOOKED_BACK:] for one in turn.asked]
    solos = [one for one in asked if isinstance(one, Solo)]
    found = NEXT_ALONE.fullmatch(plain) or (ONLY_NAMED.fullmatch(plain) if acts == {Solo, Unsolo} else None)
    if found is None or not solos or not soloed or ADDED.search(plain):
        return ""
    named = _layers(found["x"] or found["y"], scene)
    over = [layer for layer in soloed if layer not in named]
    if not named or not over or set(named) <= set(soloed):
        return ""
    return f"unsolo the {_said(over)}, solo the {_said(named)}"


def _without(found: re.Match[str], scene: Scene, muted: set[str], soloed: set[str]) -> str:
    """Write a line that mutes some layers and unmutes others."""
    heard, out = _layers(found["x"], scene), _layers(found["y"], scene)
    if found["x"].startswith(("only ", "just ")):
        return f"solo the {_said(heard)}"
    if not out or set(out) & set(heard):
        return found.group()
    if soloed:
        kept = [layer for layer in heard if layer not in soloed]
        parts = [f"unsolo the {_said([one for one in out if one in soloed])}"] if soloed & set(out) else []
        parts += [f"solo the {_said(kept)}"] if kept else []
        return " and ".join(parts) or found.group()
    back = [layer for layer in heard if layer in muted]
    return " and ".join([*([f"unmute the {_said(back)}"] if back else []), f"mute the {_said(out)}"])


def _layers(said: str, scene: Scene) -> list[str]:
    names = scene.config.layers
    found = [one for clause in clauses_of(lexemes_of(said.replace(",", " , ").split(), names)) for one in clause.layers]
    return list(dict.fromkeys(meant(scene.config, [one for one in found if one != "all"])))


def _said(layers: list[str]) -> str:
    return " and the ".join(LAYER_WORDS.get(layer, layer) for layer in layers)
