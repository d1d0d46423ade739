"""Which plan, section, scene or hold do short words point to: "stay in there", "only the clap, cancel", "push both"?

The session settles what they mean: what is planned, whether the arc runs, what is muted, which scenes there are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.layer_words import ONE_LAYER
from agent.offline.talk.asides import CONTENT
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.spoken import spoken
from engine.commands import Fill, Mute, Section

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene

_NOW: Final = r"(?: (?:for now|for a (?:while|bit)|a (?:while|bit)|now|longer|on|still))*"
_PART: Final = r"(?:section|part|one|1|bit|place|phase|stage)"
_GLIDES: Final = r"(?:slide|glide|ease|drift|ramp|creep|walk|bring|take|move|push|pull|nudge|ride|wind)"
_COUNT: Final = r"(?:\d{1,3}|one|two|three|four|six|eight|twelve|sixteen)"
_AWAY: Final = r"(?:cancel|forget|scrap|drop|skip|remove|delete|call off)"


def by_session(plain: str, scene: Scene) -> str:
    """Return a line with what only the session settles in plain words; as it is where nothing of it is.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    return written(plain, scene, KINDS)


def _sections(scene: Scene) -> list[str]:
    arc = scene.config.arc
    return [] if arc is None else [one.name for one in arc.sections]


def _stays(found: re.Match[str], scene: Scene) -> str:
    """Write "stay in there" while the arc runs, or after a section was named, as holding the section."""
    last, named = scene.talk.last, found.groupdict().get("x")
    of_arc = last is not None and isinstance(last.asked[-1].request, Section)
    if named and named not in _sections(scene):
        return ""
    plainly = bool(named) or "part" in found.group() or "section" in found.group()
    return "hold the section" if scene.state.arc is not None and (plainly or of_arc or "there" in found.group()) else ""


def _moves_on(_found: re.Match[str], scene: Scene) -> str:
    arc = scene.state.arc
    return "go on with the arc" if arc is not None and arc.held else CONTENT if arc is not None else ""


def _next(found: re.Match[str], scene: Scene) -> str:
    return f"section {found['x']}" if found["x"] in _sections(scene) else ""


def _arc(_found: re.Match[str], scene: Scene) -> str:
    return "arc on" if scene.config.arc is not None else ""


def _only_plan(found: re.Match[str], scene: Scene) -> str:
    """Write "only the clap, cancel" as the plans of the clap taken off; nothing where it has none."""
    named = spoken(found["x"], scene.config)
    if not named:
        return ""
    items = [item for item in scene.state.agenda if getattr(item.wish.command, "layer", "") in named]
    return f"cancel the {layer_words(named)}" if items else CONTENT


def _one_stays(found: re.Match[str], scene: Scene) -> str:
    """Write "only the closed one, the open one stays" after both were muted as the one that stays back in."""
    last, kept = scene.talk.last, spoken(_hat(found["y"]), scene.config)
    muted = last is not None and all(isinstance(one.request, Mute) for one in last.asked)
    fits = kept and muted and last is not None and set(kept) < set(last.layers())
    return f"unmute the {layer_words(kept)}" if fits else ""


def _hat(said: str) -> str:
    return re.sub(r"\b(closed|open)(?: one)?\b(?! hat)", r"\1 hat", said)


def _back_on(_found: re.Match[str], scene: Scene) -> str:
    """Write "no, back on" after a mute as these layers let in, and no other."""
    last = scene.talk.last
    muted = last is not None and scene.talk.fresh and all(isinstance(one.request, Mute) for one in last.asked)
    return f"unmute the {layer_words(last.layers())}" if muted and last is not None else ""


def _both_back(_found: re.Match[str], scene: Scene) -> str:
    return "undo 2 steps" if len(scene.talk.turns) > 1 else ""


def _off_again(_found: re.Match[str], scene: Scene) -> str:
    """Write "too wild, take that off" after a change of a value as its undo."""
    last = scene.talk.last
    return "undo" if last is not None and scene.talk.fresh and last.goals() else ""


def _straight(found: re.Match[str], scene: Scene) -> str:
    """Write "back to verse, straight" without its last word, which is no swing."""
    names = {one.name.lower(): one.name for one in scene.state.scenes}
    return f"recall {names[found['x']]}" if found["x"] in names else ""


def _this_is(found: re.Match[str], scene: Scene) -> str:
    """Write "this is b" where scenes are called by letters as the scene of that name."""
    letters = any(len(one.name) == 1 for one in scene.state.scenes)
    return f"save this as {found['x']}" if letters else ""


def _over_it(_found: re.Match[str], scene: Scene) -> str:
    """Write "save over it" after a scene was saved as that scene saved again."""
    names = scene.talk.saved or [one.name for one in scene.state.scenes]
    return f"save this as {names[-1]}" if scene.talk.saved or len(names) == 1 else ""


def _fewer(_found: re.Match[str], scene: Scene) -> str:
    """Write "little more few" as less of the layer that was spoken of."""
    named = scene.talk.spoken
    return f"a bit less {layer_words(named)}" if len(named) == 1 else ""


def _glide(found: re.Match[str], scene: Scene) -> str:
    """Write "slide us to 130 over 16 bars" as the tempo; "take it to 110 over 8" is of what was changed just now."""
    last = scene.talk.last
    other = last is not None and scene.talk.fresh and bool(set(last.goals()) - {"bpm"})
    if found["it"] is None and other:
        return ""
    return f"tempo {found['n']} over {found['bars']} bars"


def _stays_for(found: re.Match[str], scene: Scene) -> str:
    """Write "stay in this bit 16 bars, then get going again" as the section held so long, or the bar frozen."""
    if scene.state.arc is None:
        return f"freeze for {found['n']} bars"
    return f"hold the section, release the section in {found['n']} bars"


def _counted_in(_found: re.Match[str], scene: Scene) -> str:
    """Write "five, six, seven, eight" while all stands still as the count that begins it."""
    return "" if scene.playing else "play"


def _no_more(_found: re.Match[str], scene: Scene) -> str:
    """Write "stop the surprises" while fills come again and again as no more of them; it never stops the music."""
    fills = any(isinstance(one.wish.command, Fill) and one.every_bars for one in scene.state.agenda)
    return "no more fills" if fills else ""


KINDS: Final = (
    kind(r"(?:(?:a|uh|ready|here we go)[,!.]* )*(?:(?:a )?(?:one|two|three|four|five|six|seven|eight|[1-8])\b[,!.]*"
         r"(?: (?:and|a|n)\b[,!.]*)* ?){3,}(?:(?:go|hit it|play)[,!. ]*)*", _counted_in),
    kind(r"(?:stop|end|no more|enough(?: of| with)?|quit|lose|kill|drop|cut)(?: with)? "
         r"(?:(?:the|those|these|all|that|your|little) )*(?:surprises?|turnarounds?|frills|fill ?-?ins|flourishes|"
         r"interruptions|drum breaks)", _no_more),
    kind(rf"(?:(?:can|could|let|shall|may) (?:it|we|us|you) |we |let's )?(?:stay|remain|hold|linger|wait)"
         rf"(?: (?:us|it))? (?:right )?(?:(?:in|on|at|with) )?"
         rf"(?:here|there|this(?: {_PART})?|the (?:current|same) {_PART})(?: for)? (?P<n>{_COUNT})(?: more)? bars?,? "
         r"(?:and )?then (?:we |it |you |let us |let's )?"
         r"(?:get going|go on|move on|carry on|continue|go ahead|go|keep going|resume)", _stays_for),
    kind(rf"(?:we |let us |let's )?(?:stay|remain|hold|keep|linger)(?: (?:us|it|things))? (?:right )?(?:in|on|at) "
         rf"(?:there|this(?: first| last)?(?: {_PART})?|(?:that|the current|the same) {_PART}|the (?P<x>[a-z]+)"
         rf"(?: {_PART})?){_NOW}", _stays),
    kind(r"(?:(?:let|allow) (?:it|us|things|the (?:arc|plan|set)) (?:to )?(?:move|go|carry|run) on|"
         r"(?:the )?(?:arc|plan|set) (?:can|may|should|must)(?: now)? "
         r"(?:go on|continue|move on|carry on|proceed))", _moves_on),
    kind(rf"(?:(?:the )?next {_PART}|next)(?: one)? (?:should|must|shall|is to|has to|will) be (?:the |a )?"
         rf"(?P<x>[a-z]+)(?: {_PART})?", _next),
    kind(r"(?:start|begin|follow|play|run) (?:the |our )?(?:arc|(?:plan|course) of the (?:set|night|evening))", _arc),
    kind(rf"(?:only|just) (?P<x>{ONE_LAYER}),? {_AWAY}(?: (?:it|that|this))?", _only_plan),
    kind(rf"{_AWAY} (?:only|just) (?P<x>{ONE_LAYER})", r"cancel \g<x>"),
    kind(r"(?:only|just) (?:the )?(?P<x>[a-z]+(?: (?:hat|one))?)(?: out)?,? (?:and |but )?(?:the )?"
         r"(?P<y>[a-z]+(?: (?:hat|one))?) (?:stays?|remains?)(?: (?:in|on))?", _one_stays),
    kind(r"(?:put (?:it|them|that) )?back (?:on|in),? (?:leave|keep) (?:it|them|that) (?:on|in)", _back_on),
    kind(r"(?:undo|reverse|revert|take(?: back)?) both(?: of (?:those|them|these|that))?(?: back)?", _both_back),
    kind(r"(?:(?:way |far |a bit |much )?too [a-z]+[,.;]? )(?:take|get|pull) (?:it|that|this)(?: one)? "
         r"(?:off|away|back)", _off_again),
    kind(r"(?:return|go|get|back|switch|jump)(?: back)? to (?P<x>[a-z0-9_-]+),? (?:straight|directly)(?: away| now)?",
         _straight),
    kind(r"(?:(?:just|go|please|can you) )*(?:(?:save|store|write|put|keep)(?: (?:it|this|that|the new one))?"
         r"(?: right)? (?:over|on top of) (?:it|that|the (?:old|last|same)(?: (?:one|1|scene))?)|overwrite (?:it|that|"
         r"the (?:old|last)(?: (?:one|1|scene))?)|re-?save(?: (?:it|that))?|save (?:it|that) (?:again )?under the same "
         r"name)", _over_it),
    kind(r"(?:please )?(?:mark|flag) (?:here|(?:this|right) (?:here|bar|place|moment|point|now))(?: now)?,? (?:as|with|"
         r"under|called|named) (?:cue )?(?P<x>[a-z0-9_-]+)", r"mark \g<x>"),
    kind(r"(?:a )?(?:little|bit) more (?:few|less)", _fewer),
    kind(r"(?P<x>clap|kick|snare|hat)less", r"mute the \g<x>"),
    kind(r"(?P<x>muted|soloed) ?\?", r"what is \g<x>?"),
    kind(r"(?:this|that|it)(?: is|'s) (?:scene )?(?P<x>[a-z])", _this_is),
    kind(rf"{_GLIDES}(?: (?:(?P<it>us|the (?:tempo|speed|beat))|it|things|this))? (?:down |up )?(?:to|towards) "
         r"(?P<n>\d{2,3})(?: ?bpm)?,? over (?:the (?:next |course of )?)?(?P<bars>\d{1,3}) bars", _glide),
    kind(rf"(?P<x>in {_COUNT} bars|at (?:bar )?\d{{1,4}}|(?:at|on) the next phrase),? (?:please )?"
         rf"(?:give|do|make|play|have)(?: (?:me|us))? a drop (?:of|for) (?P<n>{_COUNT}) bars",
         r"drop for \g<n> bars \g<x>"),
    kind(r"(?P<x>(?:the )?(?:tempo|bpm|energy) (?:at|to) [\d.]+(?: bpm|%)?),? (?:directly|straight|at once)", r"\g<x>"),
)
