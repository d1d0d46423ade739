"""What does a line take back, swap, put off or go on with: "i meant the snare, not the clap", "not yet", "both"?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.layer_words import ONE_LAYER
from agent.offline.layers import meant
from agent.offline.plan_names import PARTS, plans_named
from agent.offline.talk.asides import CONTENT
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.spoken import spoken
from agent.requests import LoadNamed
from engine.commands import Mute, Section, Solo, Tempo, Unmute

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene

HATS: Final = ("hat_c", "hat_o")
THEM: Final = re.compile(r"\b(?:them|those|they)\b")
BACK: Final = re.compile(r"\b(?:back|unmute|returns?|in|on)\b")
THE_HAT: Final = re.compile(r"\b(?:the|that) hat\b")
REJECTS: Final = re.compile(r"(?:(?:hm+|ah|oh|sorry|ok|wait|but),? )*(?:no|not|wait|sorry|but)\b")
_OFF: Final = r"(?:forget(?: about)?|scratch|scrap|ditch|drop|cancel|nvm|never ?mind|skip|undo)"
_IT: Final = r"(?:it|that|them|him|her)"
_LAYER: Final = rf"(?P<x>{ONE_LAYER})"


def _swapped(found: re.Match[str], scene: Scene) -> str:
    """Write "i meant the snare, not the clap" as the last act done for the one and not for the other."""
    last = scene.talk.last
    wrong = spoken(found["y"], scene.config)
    if last is None or not wrong or not last.layers():
        return ""
    if not set(wrong) & set(last.layers()):
        return f"and {found['x']}" if scene.talk.fresh else found["x"]
    return f"no, {found['x']}" if set(wrong) == set(last.layers()) else ""


def _other_hat(_found: re.Match[str], scene: Scene) -> str:
    """Write "not that hat, the other one" after one hat as the same of the other."""
    last = scene.talk.last
    named = last.layers() if last is not None and scene.talk.fresh else []
    others = [one for one in HATS if one in scene.config.layers and one not in named]
    one = len(named) == 1 and named[0] in HATS and len(others) == 1
    return f"no, the {layer_words(others)}" if one else ""


def _stays(found: re.Match[str], scene: Scene) -> str:
    """Write "no, the kick stays" as the last change of the kick taken back, where there was one just now."""
    last = scene.talk.last
    rejects = REJECTS.match(found.group()) is not None
    fresh = rejects and scene.talk.fresh
    touched = fresh and last is not None and set(spoken(found["x"], scene.config)) <= set(last.layers())
    if touched and last is not None and set(spoken(found["x"], scene.config)) == set(last.layers()):
        return "undo"
    return f"no, leave {found['x']}" if touched else ""


def _undone(_found: re.Match[str], scene: Scene) -> str:
    """Write a line that only rejects the one before as its undo, where that one did something."""
    return "undo" if scene.talk.fresh else CONTENT


def _last_one(found: re.Match[str], scene: Scene) -> str:
    """Write "forget that last one" as an undo, where no plan is meant by it."""
    return "" if scene.state.agenda else _undone(found, scene)


def _loaded(_found: re.Match[str], scene: Scene) -> str:
    last = scene.talk.last
    loads = last is not None and any(isinstance(one.request, LoadNamed) for one in last.asked)
    return "undo" if loads else ""


def _that_thing(found: re.Match[str], scene: Scene) -> str:
    """Write "scratch that whole kick thing" as an undo where the last act was about the kick, else as nothing."""
    named, last = spoken(found["x"], scene.config), scene.talk.last
    planned = [item for item in scene.state.agenda if getattr(item.wish.command, "layer", "") in named]
    if not named or planned:
        return f"cancel {found['x']}" if planned else ""
    about = last is not None and set(named) & set(last.layers())
    if about:
        return "undo" if scene.talk.fresh else ""
    return CONTENT if not any(set(named) & set(turn.layers()) for turn in scene.talk.turns[-3:]) else ""


def _that_plan(found: re.Match[str], scene: Scene) -> str:
    """Write "forget the tempo change" as what is planned of that kind taken off, or as an undo of it just now."""
    items = plans_named([found["x"]], [], scene.state.agenda)
    if items:
        return ", ".join(f"cancel plan {one.id}" for one in items)
    last = scene.talk.last
    tempo = last is not None and all(isinstance(one.request, Tempo) for one in last.asked)
    return "undo" if tempo and scene.talk.fresh else ""


def _one_plan(found: re.Match[str], scene: Scene) -> str:
    """Write "cancel the fill" beside other plans as the one plan of that kind taken off."""
    items = plans_named([found["x"]], [], scene.state.agenda)
    return f"cancel plan {items[0].id}" if len(items) == 1 and len(scene.state.agenda) > 1 else ""


def _by_number(found: re.Match[str], scene: Scene) -> str:
    """Write "cancel 1" as the plan of that number taken off, whatever was planned last."""
    return f"cancel plan {found['n']}" if found["n"] in {one.id for one in scene.state.agenda} else ""


def _forward(_found: re.Match[str], scene: Scene) -> str:
    return "redo" if scene.talk.took_back or scene.talk.undone else ""


def _liked(found: re.Match[str], scene: Scene) -> str:
    """Write "no, i like the clap" as the clap back where it is out, else as nothing."""
    muted = {hold.layer for hold in scene.state.stage.mutes}
    out = [one for one in spoken(found["x"], scene.config) if one in muted]
    return f"unmute the {layer_words(out)}" if out else CONTENT


def _disliked(found: re.Match[str], scene: Scene) -> str:
    """Write "there is a hissing sound that ..., I don't care for it" as that layer out."""
    layers = spoken(found["x"], scene.config)
    return f"mute the {layer_words(layers)}" if len(layers) == 1 else ""


def _again_in(found: re.Match[str], scene: Scene) -> str:
    """Write "put again but softer" after a layer was muted as that layer back, and softer."""
    last, muted = scene.talk.last, {hold.layer for hold in scene.state.stage.mutes}
    named = last.layers() if last is not None and all(isinstance(one.request, Mute) for one in last.asked) else []
    out = [one for one in scene.config.layers if one in muted] if THEM.search(found.group()) else [
        one for one in named if one in muted
    ]
    more = re.sub(r"\bmore (?=soft|loud|quiet)", "", found["more"] or "")
    more = re.sub(r"\b(?:softly|gently|gentler)\b", "softer", re.sub(r"\bquietly\b", "quieter", more))
    louder = "".join(f", the {layer_words([one])} {more}" for one in out) if more else ""
    return f"unmute the {layer_words(out)}{louder}" if out else ""


def _both(_found: re.Match[str], scene: Scene) -> str:
    """Write "both" after one layer was soloed or muted in place of another as the same for both."""
    turns = scene.talk.turns[-2:]
    acts = [turn.asked[-1].request for turn in turns]
    if len(acts) != 2 or type(acts[0]) is not type(acts[1]):  # noqa: PLR2004 - a pair
        return ""
    named = [turn.layers() for turn in turns]
    layers = list(dict.fromkeys([*named[0], *named[1]]))
    verb = {Solo: "solo", Mute: "mute", Unmute: "unmute"}.get(type(acts[1]), "")
    return f"{verb} the {layer_words(layers)}" if verb and len(layers) > 1 else ""


def _section(found: re.Match[str], scene: Scene) -> str:
    """Write "no, groove" after a section as that section."""
    last, arc = scene.talk.last, scene.config.arc
    sections = [] if arc is None else [one.name for one in arc.sections]
    asked = last is not None and any(isinstance(one.request, Section) for one in last.asked)
    return f"jump to {found['x']}" if asked and found["x"] in sections else ""


def _no_section(found: re.Match[str], scene: Scene) -> str:
    items = [item for item in scene.state.agenda if getattr(item.wish.command, "name", "") == found["x"]]
    return ", ".join(f"cancel {item.id}" for item in items)


def _go_on(_found: re.Match[str], scene: Scene) -> str:
    arc = scene.state.arc
    return "go on with the arc" if arc is not None and arc.held else ""


def _solo_off(_found: re.Match[str], scene: Scene) -> str:
    return "solo off" if scene.state.stage.solos else CONTENT


def _longer(found: re.Match[str], scene: Scene) -> str:
    """Write "make it four bars more" as the rest of what is held and so many bars more."""
    last = scene.talk.last
    layers = scene.talk.spoken or ([] if last is None else last.layers())
    held = [hold for hold in (*scene.state.stage.mutes, *scene.state.stage.solos) if hold.layer in layers]
    if not layers:
        return ""
    count = {"one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "eight": 8, "sixteen": 16}
    bars = count.get(found["n"]) or (int(found["n"]) if found["n"].isdigit() else 0)
    left = max((hold.bars_left or 0 for hold in held), default=0)
    soloed = bool(set(layers) & {hold.layer for hold in scene.state.stage.solos})
    asked = [one.request for turn in scene.talk.turns[-3:] for one in turn.asked]
    timed = [one for one in asked if isinstance(one, (Mute, Solo)) and one.layer in layers and one.bars]
    if not bars or not timed:
        return ""
    return f"{'solo' if soloed else 'mute'} the {layer_words(layers)} for {left + bars} bars"


def _one_back(found: re.Match[str], scene: Scene) -> str:
    """Write "one of them back, the hat" as that layer back."""
    named = spoken(found["x"], scene.config)
    muted = [hold.layer for hold in scene.state.stage.mutes]
    fits = [one for one in named if one in muted]
    return f"unmute the {layer_words(fits)}" if len(fits) == 1 else ""


def _more(_found: re.Match[str], scene: Scene) -> str:
    """Write "more" after a line that did nothing as more of the layer that it spoke of."""
    last, named = scene.talk.last, scene.talk.spoken
    if scene.talk.fresh or len(named) != 1 or (last is not None and set(named) <= set(last.layers())):
        return ""
    return f"more {layer_words(named)}"


def _as_that(found: re.Match[str], scene: Scene) -> str:
    """Write "the kick too" after a line that did nothing as the kick alone, which is asked about."""
    named = spoken(found["x"], scene.config)
    asked = scene.talk.idle and bool(scene.talk.spoken) and set(named) != set(scene.talk.spoken)
    return found["x"] if asked else ""


def _back_at(found: re.Match[str], scene: Scene) -> str:
    last = scene.talk.last
    mutes = last is not None and all(isinstance(one.request, Mute) for one in last.asked)
    layers = last.layers() if last is not None and mutes else []
    return f"bring the {layer_words(layers)} back at bar {found['n']}" if layers else ""


def _quality_back(found: re.Match[str], scene: Scene) -> str:
    return f"put the {found['q']} back to what it was" if scene.talk.turns else ""


def _it_back(_found: re.Match[str], scene: Scene) -> str:
    """Write "bring it back" as the muted layer that was spoken of last, and no other."""
    layers, muted = scene.talk.spoken, {hold.layer for hold in scene.state.stage.mutes}
    return f"unmute the {layer_words(layers)}" if len(layers) == 1 and set(layers) <= muted else ""


def _by_hand(found: re.Match[str], scene: Scene) -> str:
    """Write "no, unlock it" as that act on what was spoken of: a "no" before it does not turn it round."""
    last = scene.talk.last
    layers = scene.talk.spoken or ([] if last is None else last.layers())
    return f"{found['v']} the {layer_words(layers)}" if layers and REJECTS.match(found.group()) else ""


def _thinner(found: re.Match[str], scene: Scene) -> str:
    """Write "kick too crowded now, one step back" as fewer hits on the kick, whatever was changed last."""
    return f"fewer hits on {found['x']}" if len(spoken(found["x"], scene.config)) == 1 else ""


KINDS: Final = (
    kind(rf"(?P<x>{ONE_LAYER})(?:'s| is| are| gets| got| has got| feels| sounds)?(?: now)? (?:(?:much|far|way|a bit|"
         r"bit) )*(?:too|over) ?-?(?:crowded|busy|full|dense|packed|cluttered|frantic|many(?: hits)?)(?: now| here)?"
         r"(?:,|\.|;|:| so| and)+ (?:(?:go|take|just|so|please|it|and) )*(?:(?:one|a|1) (?:step|notch|bit) (?:back|"
         r"down|less)|(?:step|notch|back|down)(?: (?:back|down|one|a|1|step|notch|bit))*)", _thinner),
    kind(rf"(?:(?:no+|nah|nope|but|hey|oh|i am not|i'm not|im not|not true|dad|mum|wait)[,.!]? )*i (?:(?:really|do|"
         rf"still|so|quite) )*(?:like|love|liked|loved|missed|miss) (?P<x>{ONE_LAYER})(?: (?:a lot|so much|though))?",
         _liked),
    kind(rf"(?:mm+,? )?(?:i (?:miss|missed|want|need) {_IT}(?: (?:back|again|already|a lot))*[,.;!]+ )?(?:so |and |"
         rf"please )*(?:put|bring|give|play|have|get)(?: {_IT})?(?: back)? (?:again|back)(?: in)?"
         r"(?:,? (?:but|only|just) (?P<more>(?:(?:a (?:bit|little)|much|more|very|slightly) )*(?:soft|softer|softly|"
         r"quiet|quieter|loud|louder|gentle|gentler)))?", _again_in),
    kind(rf"(?:there (?:is|'s)|i (?:can )?hear) (?:an? |this |that |some )?(?P<x>{ONE_LAYER})\b"
         r"(?:(?!\btoo\b)[^,.;])*[,.;]+ (?:and |but )?i (?:don't|do not|can't|cannot|never) (?:really )?(?:care for|"
         rf"like|want|stand|need|love|enjoy) {_IT}(?: (?:at all|much|any ?more|one bit))*", _disliked),
    kind(rf"(?:mm+,? )?i (?:do |really |already )?miss {_IT}(?: (?:already|now|a lot|so much))*(?P<more>)", _again_in),
    kind(rf"(?:(?:sorry|oops|ah|oh|correction|corrected|erratum|mistake|wrong)[,:;.]* )*"
         rf"(?:i (?:meant|mean|said|wanted) |make (?:it|that) )?{_LAYER},? (?:and )?"
         rf"not (?P<y>{ONE_LAYER})", _swapped),
    kind(rf"not (?P<y>{ONE_LAYER}),? (?:but )?{_LAYER} (?:should|shall|must|has to|needs to|was to|is to|ought to)"
         r"(?: (?:do|have|get|be|go|play))?(?: (?:that|it|so|like that|this|br+|roll))?", _swapped),
    kind(rf"(?:sorry,? |ah,? |oh,? |but )*(?P<x>{ONE_LAYER}) (?:stays?|remains?)(?: (?:as it (?:is|was)|where it "
         r"(?:is|was)|put|the same|like it (?:is|was)))?", _stays),
    kind(r"(?:ew+|yuck|ugh+|eek|bah|argh+|urgh|meh|yikes|blergh)[,!.]*(?: (?:no+|nope|nah|no no|not that))*", _undone),
    kind(r"(?:[a-z]+[,!.]* )?(?:that|this|it)(?:'s|s| is| was| sounds| feels) (?:(?:so|really|very|just|too|bloody|"
         r"fucking|quite|getting) )*(?:annoying|awful|horrible|terrible|dreadful|ugly|disgusting|ghastly|a mess|"
         r"unbearable|irritating|hideous|no good)(?: now)?", _undone),
    kind(r"(?:not (?:just )?yet|too (?:early|soon)|wait with (?:it|that)|hold (?:it|that) off)", _undone),
    kind(r"(?:ditch|scratch|nvm) (?:that|it|this)", _undone),
    kind(rf"(?:{_OFF}|ignore|reverse|revert|take back|i (?:did not|didn't|don't|do not) (?:want|mean|need))"
         r"(?: (?:the|that|this|your|my|last))* undo(?:ing)?", "redo"),
    kind(r"(?:i )?(?:didn't|did not|don't|do not|never) (?:mean|want|ask for|say|ask you for) (?:it|that|this|them|"
         r"him|her|"
         r"that one|this one)(?: one)?", _undone),
    kind(r"(?:it|that|this)(?: all)? (?:sounded|was|felt) (?:(?:much|a lot|way|so much) )?(?:better|nicer|cooler|best) "
         r"(?:before|without(?: it| that)?|the (?:other|old) way|earlier)", _undone),
    kind(rf"{_OFF} (?:that|it|this),? (?:i|we)(?: will|'ll| can| would rather|'d rather) [a-z ']+", _undone),
    kind(rf"{_OFF} (?:that|the) (?:last|last (?:one|thing|bit|line)|one)", _last_one),
    kind(r"(?:that|the) last(?: (?:one|thing|bit))?,? (?:no|nope|nah|nvm|never ?mind|undo)", _undone),
    kind(r"(?:the )?(?:old|previous|former|other) (?:one|1|beat|groove|version|pattern) was (?:better|nicer|good|"
         r"cooler)", _loaded),
    kind(rf"{_OFF} (?:(?:that|the|this|all that|that whole|the whole|whole|all) )*(?P<x>{ONE_LAYER}) "
         r"(?:thing|business|stuff|idea|plan)", _that_thing),
    kind(rf"(?:forget(?: about)?|nvm|never ?mind)(?: about)? (?P<x>{ONE_LAYER})", _that_thing),
    kind(r"(?:(?:ugh|argh|oh|sorry|no|nah),? )*not (?:that|this|the) (?:(?:open|closed) )?(?:hat|one|1),? (?:but )?"
         r"the other(?: (?:hat|one|1))?", _other_hat),
    kind(r"(?:(?:i (?:meant|mean|said|wanted)|sorry|no|oops|make (?:it|that)),? )*the other(?: (?:hat|one|1))?,? "
         r"(?:and |but )?not (?:that|this|the)(?: (?:open|closed))?(?: (?:hat|one|1))?", _other_hat),
    kind(r"(?:cancel|forget|scrap|skip) (?:number |plan |no\.? ?|# ?)?(?P<n>\d{1,3})", _by_number),
    kind(rf"{_OFF}(?: about)? (?:the |that |my )?(?:(?:planned|next|whole) )*(?P<x>tempo|bpm|speed)"
         r" (?:change|thing|business|stuff|idea|plan|jump|ramp|glide)"
         r"(?:[,.;] (?:we|i|they|he|she|it|that)(?:'re|'m|'s)? "
         rf"(?!.*\b(?:{ONE_LAYER}|want|need|instead|rather)\b)[a-z' ]{{2,32}})?", _that_plan),
    kind(r"(?:(?:too far|one too many|oops),? )?(?:one|a|1) step forward", _forward),
    kind(r"(?:(?:too far|one too many|that was too far|oops),? )?(?:go |step |take me )?forward(?: (?:by )?"
         r"(?:a step|a bit|one step|one|once|1))?", _forward),
    kind(r"both(?: of (?:them|those|these))?(?: together)?", _both),
    kind(r"(?:rather |make it |to )*(?:the )?(?P<x>[a-z_]+)", _section),
    kind(rf"{_OFF} (?:the )?(?:section )?(?P<x>[a-z_]+)(?: (?:altogether|completely|section|for good|after all))*",
         _no_section),
    kind(rf"{_OFF} (?:the |that |this |my )?(?P<x>{'|'.join(PARTS)})(?: (?:after all|any ?more|please))*", _one_plan),
    kind(r"(?:go on|move on|carry on|continue|go ahead|on we go|let us go on|off we go)", _go_on),
    kind(r"(?:cancel|end|stop|kill|lose|drop|no more) (?:the |that |this )?solo(?:ing|s)?", _solo_off),
    kind(r"(?:make|give|keep|leave) (?:it|that|this|them)(?: (?:out|off|away|for))* (?P<n>\d{1,2}|one|two|three|four|"
         r"six|eight|sixteen) (?:(?:bars? )?(?:more|longer)|more bars?|extra bars?|bars? extra)", _longer),
    kind(rf"(?:bring )?one of (?:them|those|these) (?:back|in)(?: in)?,? (?:just )?(?P<x>{ONE_LAYER})", _one_back),
    kind(r"(?:a (?:bit|little) )?more(?: of (?:it|that|those|them|this))?", _more),
    kind(r"(?:this|that) (?:one|1),? (?:(?:put|give|do|make|get|have|play|a (?:bit|little)|us|me|it) )*more", _more),
    kind(r"(?:(?:oh|hm+|ah|uh),? )*(?:now )?(?:it|that|this)(?:'s| is| seems| sounds| feels) (?:now )?"
         r"(?:(?:a (?:bit|little|trifle)|rather|too|so|quite|very|pretty) )*"
         r"(?:bare|empty|naked|hollow|lonely|thin|bald)(?: now| without (?:it|them|him|her))*"
         r"(?:[,.;]+ (?:(?:perhaps|maybe|so|then|put it back|bring it back|and|but|only|just),? )*"
         r"(?P<more>softer|softly|quiet|quietly|quieter|gently|gentler)(?:,? then| please)*)? ?\??",
         _again_in),
    kind(r"(?P<they>they|it|he|she)(?: both)? (?:can|may|could|should) (?:come|be) back(?: in)?(?: again)?"
         r"(?:,? (?:but |only |just )*(?P<more>(?:(?:a (?:bit|little)|much|more|very|slightly) )*(?:soft|softer|softly|"
         r"quiet|quieter|loud|louder|gentle|gentler)))?", _again_in),
    kind(r"(?:bring|put|get) it back(?: in)?", _it_back),
    kind(r"(?:sorry,? )?(?:just )?(?P<v>mute|unmute|solo|unsolo|lock|unlock) (?:it|that|them|this)", _by_hand),
    kind(rf"(?P<x>{ONE_LAYER}) (?:too|as well|also)(?: (?:the )?same)?", _as_that),
    kind(r"same (?:4|fo) (?:the )?(?P<x>closed|open)(?: (?:hat|one))?", r"same for the \g<x> hat"),
    kind(rf"same (?:4|fo) (?P<x>{ONE_LAYER})", r"same for \g<x>"),
    kind(r"(?:and |bring (?:it|that) |comes? |in )*ba?c?k at (?:bar )?(?P<n>\d{2,4})", _back_at),
    kind(r"(?:but )?without (?:the |that )?(?P<q>swing|energy|tempo|density|velocity|syncopation) "
         r"(?:bit|part|thing|change|one)", _quality_back),
)


def corrected(plain: str, scene: Scene) -> str:
    """Return a line that corrects or goes on with the one before in plain words.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    return written(THE_HAT.sub(lambda found: _hat(found, scene), plain), scene, KINDS)


def _hat(found: re.Match[str], scene: Scene) -> str:
    """Return which hat "the hat" is: the one that the last line was about, or the only one that is muted."""
    last = scene.talk.last
    named = [one for one in (last.layers() if last is not None else []) if one in HATS]
    muted = [hold.layer for hold in scene.state.stage.mutes if hold.layer in HATS]
    one = named if len(named) == 1 else muted if BACK.search(found.string) else []
    known = meant(scene.config, ["hats"])
    return f"the {layer_words(one)}" if len(one) == 1 and len(known) > 1 else found.group()
