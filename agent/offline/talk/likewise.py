"""How is the last act meant for another layer: half as long, for 4, just the same, the opposite, further with it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.layer_words import ONE_LAYER
from agent.offline.talk.further import further
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.put_off import COUNTED
from agent.offline.talk.spoken import spoken
from engine.commands import Mute, Solo
from engine.parameters import read

if TYPE_CHECKING:
    import re

    from agent.offline.talk.follow import Scene

STEPS: Final = 16
MOST_BARS: Final = 64
TIMING: Final = "beat_bins_ms"
_LAYERS: Final = rf"{ONE_LAYER}(?:(?:,? and |, ){ONE_LAYER})*"
_N: Final = rf"(?:\d{{1,3}}|{'|'.join(sorted(COUNTED, key=len, reverse=True))})"
_DO: Final = r"(?:(?:and|now|then|do|make|give (?:me|us)|please|exactly|just) )*"
_SAME: Final = r"(?:the )?(?:very )?same(?: thing| again| treatment)?"
_BUT: Final = r"(?:,? (?:but|though|yet|only|just|for|however|make it))*,?"
_LONG: Final = (
    r"(?:(?P<half>half (?:as long|the (?:time|length|bars))|for half (?:as long|the time)|shorter)|"
    r"(?P<twice>(?:twice|double) (?:as long|the (?:time|length|bars))|longer)|"
    rf"(?P<n>{_N})(?: bars?)?)"
)
_TOO: Final = r"(?: (?:too|as well|also|likewise|together with it|along with it|with it))"


def likewise(plain: str, scene: Scene) -> str:
    """Return a line that does the last act to another layer, with something about it changed, in plain words.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    return plain if scene.talk.last is None or scene.talk.took_back else written(plain, scene, KINDS)


def _ends(scene: Scene) -> set[str]:
    last = scene.talk.last
    return {path.rpartition(".")[2] for path in last.goals()} if last is not None and scene.talk.fresh else set()


def _as_long(found: re.Match[str], scene: Scene) -> str:
    """Write "the same for the hats, but only 4" after a mute for 8 bars as the hats out for 4."""
    last, named = scene.talk.last, spoken(found["x"], scene.config)
    asked = last.asked if last is not None else ()
    held = [one.request for one in asked if isinstance(one.request, (Mute, Solo)) and one.request.bars]
    if not named or not held or len(held) != len(asked) or any(one.when for one in asked):
        return ""
    bars = held[0].bars or 0
    many = max(1, bars // 2) if found["half"] else bars * 2 if found["twice"] else (
        COUNTED.get(found["n"]) or int(found["n"])
    )
    return f"{held[0].command} the {layer_words(named)} for {many} bars" if 1 <= many <= MOST_BARS else ""


def _same(found: re.Match[str], scene: Scene) -> str:
    """Write "now the clap, just the same" as the same for the clap."""
    return f"same for {found['x']}" if scene.talk.fresh and spoken(found["x"], scene.config) else ""


def _timing(scene: Scene) -> float:
    """Return where the last act put its layers in time, in milliseconds; 0 where it was of something else."""
    last = scene.talk.last
    levels = [sum(level) / len(level) for level in last.goals().values()] if last is not None else []
    return sum(levels) / len(levels) if _ends(scene) == {TIMING} and levels else 0.0


def _in_ms(named: list[str], level: float) -> str:
    return f"the {layer_words(named)} {abs(round(level, 1)):g} ms {'late' if level > 0 else 'early'}"


def _opposite(found: re.Match[str], scene: Scene) -> str:
    """Write "opposite on the snare" after the kick was put late as the snare as early."""
    level, named = _timing(scene), spoken(found["x"], scene.config)
    return _in_ms(named, -level) if level and named else ""


def _other_way(found: re.Match[str], scene: Scene) -> str:
    """Write "wrong way, and do it by 8" after a layer was put late as that layer so early."""
    level, last = _timing(scene), scene.talk.last
    layers = last.layers() if last is not None else []
    return _in_ms(layers, -float(found["n"]) if level > 0 else float(found["n"])) if level and layers else ""


def _again_with(found: re.Match[str], scene: Scene) -> str:
    """Write "again with 16" after a mute for 8 bars as for 16, after fills as so often, after a value as that value."""
    last, n = scene.talk.last, found["n"]
    asked = last.asked if last is not None else ()
    if any(one.when is not None and one.when.every_bars for one in asked):
        return f"every {n} bars"
    if asked and all(getattr(one.request, "bars", None) for one in asked):
        return f"for {n} bars"
    if _ends(scene) & {"fills", "rot", "steps"}:
        return _hits(n, scene)
    return f"same with {n}" if _ends(scene) else ""


def _hits(n: str, scene: Scene) -> str:
    """Return so many hits, so long a cycle or so far a turn of the layers of the last act, in words."""
    last, ends = scene.talk.last, _ends(scene)
    layers = last.layers() if last is not None else []
    word = "hits" if "fills" in ends else "cycle" if "steps" in ends else "rotation"
    named = f"the {layer_words(layers)}"
    return f"{named} {n} hits" if word == "hits" else f"{named} {word} {n}"


def _further_both(found: re.Match[str], scene: Scene) -> str:
    """Write "even later, and the clap too" after the snare was put late as both of them where the snare then is."""
    last, named = scene.talk.last, spoken(found["x"], scene.config)
    layers = last.layers() if last is not None else []
    put = further(found["more"].replace("still", "even"), scene) if _ends(scene) in ({TIMING}, {"velocity"}) else ""
    own = f"the {layer_words(layers)} "
    if not named or not put.startswith(own) or set(named) & set(layers):
        return ""
    return f"{put}, the {layer_words(named)} {put.removeprefix(own)}"


def _steps_on(found: re.Match[str], scene: Scene) -> str:
    """Write "one step further" after a layer was turned as turned so many steps more."""
    last = scene.talk.last
    layers = last.layers() if last is not None else []
    if _ends(scene) != {"rot"} or len(layers) != 1:
        return ""
    said = found["n"] or "one"
    n = 1 if said in {"another", "another one"} else COUNTED.get(said) or int(said)
    now = read(scene.config, f"{layers[0]}.rot")
    back = found["way"] in {"back", "earlier", "less"}
    return f"set {layers[0]}.rot to {(now + (-n if back else n)) % STEPS}" if isinstance(now, int) else ""


KINDS: Final = (
    kind(r"(?:(?:do (?:it|that)|take it|try (?:it|that)|the same) )?(?:again|once more|once again|one more time),? "
         r"(?:but )?with (?P<n>\d*\.?\d+)(?: (?:of them|hits|bars|steps|bpm))?", _again_with),
    kind(rf"{_DO}{_SAME},? (?:for|on|with|to) (?P<x>{_LAYERS}){_TOO}?{_BUT} {_LONG}", _as_long),
    kind(rf"{_DO}(?P<x>{_LAYERS}){_TOO},? (?:but |only |just )+(?:for )?{_LONG}", _as_long),
    kind(rf"{_DO}(?P<x>{_LAYERS}),? (?:(?:just|exactly|very much|all) )*(?:the same(?: thing| way)?|same|likewise|"
         r"ditto|same (?:again|treatment|deal|thing)|identically)", _same),
    kind(rf"{_DO}(?:ditto|likewise|same (?:deal|treatment|story|again))(?: (?:for|on|with|to))? "
         rf"(?P<x>{_LAYERS})", _same),
    kind(rf"{_DO}(?:the )?(?:exact )?(?:opposite|reverse|contrary|other way(?: (?:round|around))?|mirror image),? "
         rf"(?:on|for|with|to|of) (?P<x>{_LAYERS})", _opposite),
    kind(rf"{_DO}(?P<x>{_LAYERS}),? (?:the )?(?:other way(?: (?:round|around))?|opposite(?: way)?)", _opposite),
    kind(r"(?:the |that is the |that's the |in the )?(?:wrong|other|opposite) (?:way|direction|side)"
         r"(?:,| and| but|;|\.)+ (?:(?:do|make|put|set|by|only|just|it|that|him|her|with|say) )*(?P<n>\d{1,2})"
         r"(?: ?ms| milliseconds)?", _other_way),
    kind(r"(?P<more>(?:even |still |a bit |a little |much )?(?:later|earlier|louder|quieter|softer|harder)|"
         rf"(?:even )?(?:more|further))(?:,| and| with|;)+ (?:(?:and|also|now|do) )*(?P<x>{_LAYERS}){_TOO}*",
         _further_both),
    kind(rf"(?:(?:turn|rotate|move|push|shift|go|take|and|it|by|yet|still) )*(?P<n>{_N}|another|another one)"
         r"(?: more)? steps?(?: (?:(?P<way>back|earlier|less)|further|more|later|on|ahead|again|still|forwards?))*",
         _steps_on),
)
