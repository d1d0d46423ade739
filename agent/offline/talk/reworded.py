"""Which plain wish does a line stand for that only the conversation makes plain: "longer", "call this x", "one more"?

Each kind is a pattern and what is said in its place; a line that none of them fits stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.talk.kinds import kind, written
from engine.commands import Drop, Fill, Jam, Mark, Mute, Solo, Tempo, Unmute, Unsolo

if TYPE_CHECKING:
    import re

    from agent.offline.talk.follow import Scene

_HOW: Final = (
    r"(?P<how>(?:a (?:bit|little|touch|tad|lot) |much |slightly |even |way )?"
    r"(?:louder|quieter|softer|harder|busier|thinner|denser|shorter|longer|tighter|looser|straighter))"
)
PAIRS: Final = {"hat_c": "hat_o", "hat_o": "hat_c", "snare": "clap", "clap": "snare"}
USUAL_GLIDE: Final = 8
LEAST_BPM: Final = 60
MOST_BARS: Final = 64


def reworded(plain: str, scene: Scene) -> str:
    """Return a line in plain words.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    return written(plain, scene, KINDS)


def _layers(scene: Scene) -> list[str]:
    """Return the layers that the last line which named some was about."""
    return next((turn.layers() for turn in reversed(scene.talk.turns[-3:]) if turn.layers()), [])


def _named(scene: Scene) -> str:
    layers = _layers(scene)
    return f"the {layer_words(layers)}" if layers and len(layers) < len(scene.config.layers) else ""


def _of_it(found: re.Match[str], scene: Scene) -> str:
    """Write "a bit louder than it was" of the layers that were spoken of."""
    named = _named(scene)
    return f"{named} {found['how']}" if named else ""


def _of_asked(found: re.Match[str], scene: Scene) -> str:
    """Write "bit louder then" after a question of one layer's value as that layer's."""
    asked = [path.partition(".")[0] for path in scene.talk.value]
    layers = list(dict.fromkeys(one for one in asked if one in scene.config.layers))
    return f"the {layer_words(layers)} {found['how']}" if layers and len(layers) == len(set(asked)) else ""


def _gone(found: re.Match[str], scene: Scene) -> str:
    named = _named(scene)
    act = "unmute" if found["x"] in {"in", "back", "on"} else "mute"
    return f"{act} {named}" if named else ""


def _length(found: re.Match[str], scene: Scene) -> str:
    """Write "longer" after what is held for some bars as so many bars."""
    last = scene.talk.last
    held = [one.request for one in last.asked if isinstance(one.request, (Mute, Solo, Drop, Fill))] if last else []
    bars = next((one.bars for one in held if one.bars), None)
    if last is None or not bars or len(held) != len(last.asked) or last.goals():
        return ""
    many = bars * 2 if found["way"] == "longer" else max(1, bars // 2)
    return f"for {many} bars" if many <= MOST_BARS else ""


def _exchanged(found: re.Match[str], scene: Scene) -> str:
    """Write "swap it for the clap" as the last act undone for one layer and done for the other."""
    last = scene.talk.last
    acts = {type(one.request) for one in last.asked} if last is not None else set()
    named = _named(scene)
    if last is None or not named or last.layers() != _layers(scene) or any(one.when for one in last.asked):
        return ""
    if acts == {Mute}:
        return f"unmute {named}, mute {found['x']}"
    if acts == {Unmute}:
        return f"mute {named}, unmute {found['x']}"
    return f"unsolo {named}, solo {found['x']}" if acts == {Solo} else ""


def _but(found: re.Match[str], scene: Scene) -> str:
    """Write "except the snare" after layers were brought back."""
    last = scene.talk.last
    back = last is not None and all(isinstance(one.request, (Unmute, Unsolo)) for one in last.asked)
    return f"mute {found['x']}" if back else ""


def _one(_found: re.Match[str], scene: Scene) -> str:
    """Write "one now" after fills or marks were spoken of."""
    last = scene.talk.last
    spoken = scene.talk.about
    if spoken:
        return spoken
    first = last.asked[0].request if last is not None else None
    if isinstance(first, Fill) and first.bars:
        return "fill"
    return "mark" if isinstance(first, Mark) else ""


def _undone_more(_found: re.Match[str], scene: Scene) -> str:
    return "undo" if scene.talk.took_back else ""


def _simile(found: re.Match[str], scene: Scene) -> str:
    """Write "like a turtle" after a tempo as slower."""
    return ("slower" if found["slow"] else "faster") if scene.talk.topic == "tempo" else ""


def _usual_tempo(found: re.Match[str], _scene: Scene) -> str:
    """Write "back to normal speed, 132" as that tempo."""
    return f"tempo {found['n']}{found['x'] or ''}" if float(found["n"]) >= LEAST_BPM else ""


def _other(_found: re.Match[str], scene: Scene) -> str:
    layers = _layers(scene)
    other = PAIRS.get(layers[0], "") if len(layers) == 1 else ""
    return f"and the {layer_words([other])}" if other in scene.config.layers else "do the other one"


def _glide(found: re.Match[str], _scene: Scene) -> str:
    if float(found["n"]) < LEAST_BPM:
        return ""
    return f"tempo {found['n']} over {found['bars'] or USUAL_GLIDE} bars"


def _over(found: re.Match[str], scene: Scene) -> str:
    """Write "16" after a tempo that glides as how long it glides."""
    last = scene.talk.last
    glides = last is not None and any(isinstance(one.request, Tempo) and one.request.over_bars for one in last.asked)
    return f"over {found['n']} bars" if glides and 1 <= int(found["n"]) < LEAST_BPM else ""


def _much(_found: re.Match[str], scene: Scene) -> str:
    return "more" if scene.talk.fresh and scene.talk.last is not None and scene.talk.last.goals() else ""


def _only_out(found: re.Match[str], scene: Scene) -> str:
    """Write "only the clap out" after the clap and others were muted."""
    last = scene.talk.last
    mutes = last is not None and all(isinstance(one.request, Mute) for one in last.asked)
    return f"only {found['x']}" if mutes and last is not None and len(last.layers()) > 1 else ""


def _doing(_found: re.Match[str], scene: Scene) -> str:
    """Write "stop doing that" as what ends the jam, or takes the last line back; it never stops the music."""
    jams = any(isinstance(one.request, Jam) for turn in scene.talk.turns for one in turn.asked)
    return "jam off" if jams else "undo" if scene.talk.turns else ""


def _signed(found: re.Match[str], scene: Scene) -> str:
    """Write "+1" after a tempo as a change of the tempo."""
    last = scene.talk.last
    if last is None or set(last.goals()) != {"bpm"}:
        return ""
    return f"tempo {'up' if found['sign'] == '+' else 'down'} {found['n']} bpm"


def _together(found: re.Match[str], scene: Scene) -> str:
    """Write "8 bars like that" of all layers that were muted one after the other, each along with those before."""
    layers: list[str] = []
    for turn in reversed(scene.talk.turns[-3:]):
        if any(not isinstance(one.request, Mute) or one.when or one.request.bars for one in turn.asked):
            break
        layers = [*turn.layers(), *layers]
        if not all(clause.linked for clause in turn.clauses):
            break
    held = {hold.layer for hold in scene.state.stage.mutes}
    last = scene.talk.last
    if last is None or len(layers) <= len(last.layers()) or not set(layers) <= held:
        return ""
    return f"mute the {layer_words(layers)} for {found['n']} bars"


def _held(_found: re.Match[str], scene: Scene) -> str:
    """Write "stop there" while the tempo glides as the tempo that it has reached."""
    last = scene.talk.last
    slowly = last is not None and any(isinstance(one.request, Tempo) and one.request.over_bars for one in last.asked)
    glides = any(glide.path == "bpm" for glide in scene.state.glides)
    changed = last is not None and scene.talk.fresh and bool(last.goals())  # it is the change that is to end there
    return f"tempo {scene.config.bpm:g}" if glides or slowly else "leave it" if changed else ""


_ONE: Final = r"(?P<x>(?:the |my )?[a-z_]+(?: hats?| drum)?)"
_NAME: Final = r"[\"'“]?(?P<x>[a-z0-9_-]+)[\"'”]?"
_WAIT: Final = r"(?:do not|don't|i do not want to|i don't want to|no need to|without) wait(?:ing)?"
_SLOWLY: Final = r"(?:slowly|gradually|smoothly|gently|slow change|bit by bit|little by little)"
KINDS: Final = (
    kind(rf"(?:call|name) (?:this|that|it)(?: one| scene| version)? {_NAME}", r"save this as \g<x>"),
    kind(rf"(?:this|that)(?: one| scene| version| state)(?: is|'s| will be| shall be|"
         rf" should be)(?: to be)? (?:called|named)"
         rf" {_NAME}", r"save this as \g<x>"),
    kind(rf"(?:name|call|mark) (?:this|that|the) (?:spot|place|point|moment|bar) (?:as )?{_NAME}", r"mark \g<x>"),
    kind(r"(?:keep|leave) (?:that|it|this),? (?:but|and) (?P<x>.+)", r"\g<x>"),
    kind(r"(?P<x>(?:only|just) .+?),? (?:not|and not|but not) the other(?: one| ones|s)?", r"\g<x>"),
    kind(rf"only {_ONE} (?:out|off|muted|away|gone)(?:,.*)?", _only_out),
    kind(r".*?\ba drop (?:of|for) (?P<n>\d{1,3} bars?\b.*)", r"drop for \g<n>"),
    kind(rf"(?P<x>.+?),? {_WAIT}", r"\g<x> now"),
    kind(
        r"(?P<x>.+?\bwhen (?:the |my )?[a-z_ ]{3,12}?) (?:lands|land|drops in|kicks in|hits again|enters|arrives)",
        r"\g<x> comes back",
    ),
    kind(r"(?:i (?:meant|mean|said) )(?P<x>gone|out|off|muted|away|silent|in|back|on)", _gone),
    kind(r"(?P<how>(?:(?:an?|the|bit|little|lot|touch|tad|much|slightly|even|way) )*(?:louder|quieter|softer|busier|"
         r"sparser|denser|shorter|longer|later|earlier))(?: then| please| would be (?:good|nice|better))*", _of_asked),
    kind(rf"{_HOW} than (?:(?:it|that|they|he|she) (?:was|is|were|are)(?: before)?|before)", _of_it),
    kind(r"(?:make (?:it|that) )?(?:a (?:bit|little) |much )?(?P<way>longer|shorter)", _length),
    kind(
        r"(?:swap|exchange|trade|replace|change) (?:it|that|him|her) (?:for|with|against|by) "
        r"(?P<x>(?:the |my )?[a-z_ ]+?)",
        _exchanged,
    ),
    kind(rf"(?:except|but not|all but|just not|apart from) {_ONE}(?:,.*)?", _but),
    kind(
        r"(?:do |give me |give us |play |have |put in |let us have )?(?:one|another one|another|1)"
        r"(?: of those| of them)?",
        _one,
    ),
    kind(r"(?:undo )?(?:again|once more|one more(?: time)?|and another|another)", _undone_more),
    kind(
        r"(?:do |take |the same (?:for|on|with) |same (?:for|on) )?the other (?:one|hat|1)(?: too| as well| also)?",
        _other,
    ),
    kind(
        r"(?:do |take |and )*(?:the )?same (?:thing )?(?:for|on|with|to) (?:its|the|his|her|their) (?:sister|brother|"
        r"twin|cousin|partner|sibling|neighbour|neighbor|mate|pair|other half)(?: too| as well| also)?",
        _other,
    ),
    kind(
        r"(?:(?:more|really|just|go|make it|slow|fast) )*like (?:an? |the )?(?:[a-z]+ )?(?:(?P<slow>turtle|tortoise|"
        r"snail|sloth|slug|funeral|grandma|granny|glacier|lullaby)|rocket|bullet|cheetah|express train|rabbit|hare|"
        r"race car|racehorse|lightning)",
        _simile,
    ),
    kind(r"(?:(?:back|go|return|please) )*(?:to )?(?:the |our )?(?:normal|usual|old|original|first|previous) (?:tempo|"
         r"speed|bpm)(?: please)?,? (?P<n>\d{2,3})(?: bpm)?(?P<x>,? and .+)?", _usual_tempo),
    kind(
        rf"(?:(?:tempo|bpm|to|go to|down to|up to) )*(?P<n>\d{{2,3}})(?: bpm)?,? (?:but |and )?(?:do it )?{_SLOWLY}"
        r"(?:,? (?:over |in |for |within )?(?P<bars>\d{1,3}) bars?)?",
        _glide,
    ),
    kind(r"(?:make (?:it|that) |over |in |for )?(?P<n>\d{1,2})(?: bars)?", _over),
    kind(r"(?:make (?:it|that|them) |for )*(?P<n>\d{1,2})(?: bars?)?(?: (?:like|of) (?:that|this))?", _together),
    kind(r"(?:lots|loads|tons|a lot|much|way)(?: more)?(?: of (?:it|that))?", _much),
    kind(r"(?:stop|quit|no more of|enough of) (?:doing )?(?:that|this)|stop doing it", _doing),
    kind(r"(?P<sign>[+-]) ?(?P<n>\d{1,2}(?:\.\d)?)(?: bpm)?", _signed),
    kind(r"(?:stop|hold|stay|keep it|leave it|hold it|freeze it) (?:right )?there", _held),
)
