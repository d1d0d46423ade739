"""How is a line read as a follow-up: a time, a length, an amount, other layers, or the last act taken back?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from agent.offline.asking import Question, layer_words
from agent.offline.clauses import clauses_of
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.talk.amounts import OTHER_WAY, exactly, mirrored, scaled, share_of, than_that, too_far
from agent.offline.talk.follow import Follow, let_go, taken_back
from agent.offline.talk.halves import both_halves, is_strange
from agent.offline.talk.numbers import bare_number
from agent.offline.talk.openings import opened
from agent.offline.talk.others import also, but_for, holder, instead, same_quality, stays_out, without
from agent.offline.talk.plans import cancelled
from agent.offline.talk.restored import put_back, restored
from agent.offline.talk.stage_words import WHOLE
from agent.offline.talk.times import HELD, NOW, as_long, at_time, bars_for, figure_of, moved, once_more, over
from agent.offline.talk.watched import of_watch
from agent.offline.understand import Asked, asked_again
from agent.offline.words import words_of
from engine.commands import Mute, Redo, Solo, Unmute

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.offline.meaning import Clause
    from agent.offline.talk.follow import Scene
    from agent.offline.talk.openings import Line
    from agent.offline.talk.turns import Turn

Parse: TypeAlias = "Callable[[str], Clause | None]"
MOST_WORDS: Final = 64
"""A longer line is no follow-up: what ties it to the one before is looked for again and again."""
MOST_ADDED: Final = 20
"""A figure beyond it is a goal, not a change."""
MARKS: Final = " ,.;:!?"
SEGMENT: Final = re.compile(r" [,.;!] ")
NOTHING_TO_MOVE: Final = "the line before did nothing; what shall be done then? say it in other words"
CONTENT: Final = "all right; nothing was changed"
OF_ITS_OWN: Final = re.compile(
    r"(?:only |just |but |for |make (?:it|that) |make |say |to |be |it |that |let it be |give it |do (?:it|that) |"
    r"@(?:for|over|in|every|at|later|grid|last):\d+|@phrase|@now)+"
)
PAIR_WORDS: Final = re.compile(
    r"\b(?:compare|together|listen to|listen|try|a go|hear|have|do|with|this time|one time|change|the same|same)\b"
)
SHORT_ONE: Final = re.compile(r"\b(?:the )?(?P<which>short|long|small|big)(?:er)? (?:one|1)s?\b")
OPPOSITE_FOR: Final = re.compile(
    r"(?:do )?(?:the )?(?:opposite|reverse|contrary|other way(?: (?:around|round))?)(?: thing)? (?:for|on|with|to|"
    r"of) (?P<x>.+)|(?P<y>.+?) (?:the )?(?:other way(?: (?:around|round))?|opposite)"
)
NOT_THIS: Final = re.compile(
    r"(?:not (?:that (?:one|1)?|the other (?:one|1)|this (?:one|1)|(?P<out>.+?)) ?)(?:,|\.|but|;) ?(?P<put>.+)"
)
OF_TIMES: Final = frozenset({"bars", "over", "only", "negated", "same", "again"})
"""What a line may say that is only about when and how long."""
NEXT_ONE: Final = re.compile(r"(?:and )?(?:the )?next(?: (?:one|1|layer|drum|instrument|voice|sound))?")
SAME_ONLY: Final = re.compile(
    r"(?:do )?(?:the )?same (?:thing )?(?:on|for|to|with) (?P<x>[^,]+?) ?,? (?:but )?(?:only|just) (?:for |"
    r"with )?(?P<q>.+)"
)
STAYS_OUT: Final = re.compile(
    r"(?P<x>.+?) (?:stays?|remains?|still|keeps?) (?:out|off|muted|silent|away)|(?:leave|keep) (?P<y>.+?) (?:out|"
    r"off|muted|silent|away)|(?:leave|keep) (?:out|off) (?P<z>.+)"
)
SO: Final = re.compile(
    r"(?:it|that|this|they|now it|now that|the [a-z]+|now) (?:is|are|was|sounds?|feels?)\b|too "
)
OF_PEOPLE: Final = re.compile(r"(?:they|he|she|people|everyone|somebody|someone|the crowd|next|the next) ")
STAYING: Final = re.compile(
    r"(?:i|we) (?:will |would rather |want to |'ll |would like to )?(?:stay|stick|remain)(?: (?:here|with it|"
    r"(?:on|with|in) (?:this|that|the)(?: [a-z]+)?|where (?:i|we) (?:am|are)|put|as it is))*"
)
LEAVES: Final = re.compile(
    r"(?:leave|keep) (?P<x>.+?)(?: (?:in|on|out|alone|as it was|where it was))?(?: (?:after all|please))?"
)
AGAIN: Final = re.compile(r"(?:leave|keep|put|have|do|bring) (?:it|that|them)(?: (?:in|on|there|back|again))*")
DROPS: Final = re.compile(
    r"(?:do not|don't)(?: (?:do|bother|need to))?(?: (?:it|that|this))?|(?:forget|scrap|cancel|undo)(?: (?:it|that|"
    r"this|about (?:it|that)))?|(?:drop|stop) that|take (?:it|that|this) back|never mind(?: (?:it|that|this|"
    r"about (?:it|that)))?"
)


def follow_up(text: str, scene: Scene) -> Follow | None:
    """Read a line as a follow-up of the conversation; None where it is a wish of its own.

    Args:
        text: what was said. scene: the conversation and how the music stands.
    """
    words = words_of(SHORT_ONE.sub(_hat, text.lower()), scene.config.phrase.bars)
    if len(words) > MOST_WORDS:
        return None
    if (put := of_watch(text, scene)) is not None:
        return put
    parts = [part.split() for part in SEGMENT.split(" ".join(words)) if part.strip(MARKS)]

    def parse(core: str) -> Clause | None:
        layers = scene.config.layers
        found = clauses_of(lexemes_of(core.split(), layers))
        named = found if not found or not found[0].unknown else clauses_of(lexemes_of(["the", *core.split()], layers))
        return named[0] if len(named) == 1 else None

    whole = _read(words, parse, scene)
    if whole is not None or len(parts) == 1 or not scene.talk.turns:
        return whole
    for part in reversed(parts):
        if all(_remarks(other, parse) for other in parts if other is not part):
            no = opened(parts[0]).no and part is not parts[0]
            found = _read([*(["no", ","] if no else []), *part], parse, scene)
            if found is not None:
                found.left = [" ".join(one) for one in parts if one is not part and is_strange(one, parse)]
                return found
    return both_halves(parts, parse, scene)


def _remarks(words: list[str], parse: Parse) -> bool:
    """Return True for a part of a line that only says how things are, in words of its own or of complaint."""
    line = opened(words)
    if not line.core:
        return True
    if WHOLE.fullmatch(line.core):
        return False
    if STAYING.fullmatch(line.core):
        return True
    clause = parse(line.core)
    if clause is None:
        return False
    content = clause.slots() & {"ways", "figures", "names", "bars", "same", "again", "gone", "act undo", "excepted"}
    if clause.unknown or clause.foreign:
        content |= clause.slots() & {"only"} if clause.layers else set()  # for the walk only the kick
        return not content and not clause.when and not {f"act {one}" for one in clause.acts} - {"act nothing"}
    if not clause.slots() and not (clause.when or clause.spared or clause.kept or clause.fix):
        return True  # i will call it myself
    told = SO.match(line.core) or OF_PEOPLE.match(line.core)
    return told is not None and not content and not clause.acts and not clause.layers


def _read(words: list[str], parse: Parse, scene: Scene) -> Follow | None:
    line = opened(words)
    if not line.core:
        return _bare(line, scene)
    whole = " ".join(words).strip(MARKS)
    for read in (restored, cancelled):
        for core in dict.fromkeys((line.core, whole)):
            put = read(core, parse, scene)
            if put is not None:
                return put
    if scene.talk.took_back:
        again = _after_undo(line, parse, scene)
        if again is not None or share_of(line.core) is not None or DROPS.fullmatch(line.core):
            return again
    last = scene.talk.last
    return None if last is None else _changed(line, last, parse, scene)


def _hat(found: re.Match[str]) -> str:
    return "closed hat" if found["which"] in {"short", "small"} else "open hat"


def _bare(line: Line, scene: Scene) -> Follow | None:
    """Read a line that is only a "no", or only content."""
    last = scene.talk.last
    if line.no and scene.talk.took_back and scene.talk.undone:
        return Follow([], [Asked(Redo(scene.talk.back_steps))])
    if line.now and last is not None and any(one.when is not None for one in last.asked):
        return at_time(last, None, scene)
    if line.no and not line.ok and last is not None and scene.talk.fresh:
        return Follow([], taken_back(last, scene), last.clauses)
    if line.ok and not line.fix:
        return Follow(says=CONTENT)
    return None


def _after_undo(line: Line, parse: Parse, scene: Scene) -> Follow | None:
    """Read "maybe the open one" after an undo: what was taken back is done to another layer."""
    if OTHER_WAY.fullmatch(line.core) and scene.talk.undone:
        return mirrored(scene.talk.undone[-1], [], scene)
    if (line.no or line.fix) and AGAIN.fullmatch(line.core) and scene.talk.undone:
        return Follow([], [Asked(Redo(scene.talk.back_steps))])
    clause = parse(line.core)
    undone = scene.talk.undone[-1] if scene.talk.undone else None
    times = clause is not None and not clause.slots() | set(clause.unknown)
    if times and clause is not None and undone is not None and clause.when is not None:
        planned = [replace(one, when=clause.when) for one in undone.asked]  # in 32 then
        return Follow(planned, [], undone.clauses) if any(one.when for one in undone.asked) else None
    if clause is None or undone is None or clause.unknown or not (line.fix or line.no or clause.only):
        return None
    if clause.slots() <= {"layers", "only"} and clause.layers and undone.layers():
        return also(replace(undone, origin={}), clause.layers, scene)
    return None


def _changed(  # noqa: C901, PLR0911, PLR0912 - one arm a way of changing the last act
    line: Line, last: Turn, parse: Parse, scene: Scene
) -> Follow | None:
    core = line.core
    out = STAYS_OUT.fullmatch(core)
    if out is not None and (clause := parse(out["x"] or out["y"] or out["z"])) is not None:
        named = meant(scene.config, clause.layers) if clause.slots() == {"layers"} else []
        if clause.pron and not clause.slots():  # what is muted stays so
            turn = holder(scene)
            back = scene.talk.fresh and all(isinstance(one.request, Unmute) for one in last.asked)
            muted = [] if back else [hold.layer for hold in scene.state.stage.mutes]
            named = muted or ([] if turn is None else turn.layers())
        if named:
            return stays_out(named, scene)
    stays = LEAVES.fullmatch(core) if line.fix or line.no else None
    if stays is not None and (clause := parse(stays["x"])) is not None and clause.slots() == {"layers"}:
        return put_back(meant(scene.config, clause.layers), [], scene, start=False)
    if core == "back" and last.goals() and scene.talk.fresh:
        return Follow([], taken_back(last, scene), last.clauses)
    if scene.talk.fresh and DROPS.fullmatch(core):
        return Follow([], taken_back(last, scene), last.clauses)
    share = share_of(core)
    if share is not None and scene.talk.fresh:
        return scaled(last, share, scene)
    if OTHER_WAY.fullmatch(core) and scene.talk.fresh:
        return mirrored(last, [], scene)
    if NOW.fullmatch(core) and any(one.when is not None for one in last.asked):
        return at_time(last, None, scene)
    alike = SAME_ONLY.fullmatch(core)
    if alike is not None and (clause := parse(alike["x"])) is not None and (only := parse(alike["q"])) is not None:
        return same_quality(clause.layers, only.qualities, scene)
    put = moved(last, core, scene) or as_long(last, core, scene)
    if put is not None:
        return put
    clause = parse(core)
    opposite = OPPOSITE_FOR.fullmatch(core)
    if opposite is not None:
        return _opposite(opposite, last, parse, scene)
    if NEXT_ONE.fullmatch(core) and isinstance(last.asked[-1].request, Solo):
        return _next(last, scene)
    other = NOT_THIS.fullmatch(core)
    if other is not None:
        clause = parse(other["put"].strip())
        line = replace(line, fix=True)
    if clause is None or clause.unknown or clause.foreign or clause.condition or clause.unclear:
        clause = _without_light(core, parse)
    if clause is None:
        return None
    slots, timed = clause.slots(), bool(clause.bars or clause.over or clause.when)
    if slots == {"excepted"}:
        return without(last, clause.excepted, scene)
    plain = len(clause.figures) == 1 and clause.figures[0].unit in {"", "percent"} and not timed
    if plain and slots - {"ways"} == {"figures"} and (put := bare_number(clause, last, scene)) is not None:
        return put
    if slots == {"figures"} and clause.figures[0].unit == "percent" and not clause.figures[0].change:
        return exactly(last, clause.figures[0].value / 100, scene)
    if slots == {"layers", "ways"} and core.endswith("than that"):
        return than_that(last, clause, scene)
    if OF_ITS_OWN.fullmatch(core.strip()) or (timed and not slots - OF_TIMES):
        return _timed(clause, last, scene, line)
    if slots == {"figures"} and len(clause.figures) == 1 and clause.figures[0].unit == "" and not clause.layers:
        return _figure(clause, last, line, scene)
    if scene.talk.fresh and (left := too_far(clause, last)) is not None:
        return scaled(last, left, scene)
    if clause.other == "one" and not slots - {"other", "same", "no", "only", "act mute", "act solo", "gone"}:
        return _to_other(line, scene)
    if clause.layers and not slots - {"layers", "only", "same", "negated"} and clause.layers != ["all"]:
        return _to_layers(clause, line, scene)
    if (line.no or line.fix) and scene.talk.fresh and _replaces(clause, last):
        return _done_over(clause, last, scene)
    return None


def _without_light(core: str, parse: Parse) -> Clause | None:
    plain = " ".join(PAIR_WORDS.sub(" ", core).split())
    found = parse(plain) if plain and plain != core else None
    if found is None or found.unknown or found.foreign or found.condition or found.unclear:
        return None
    return found if found.layers else None


def _opposite(found: re.Match[str], last: Turn, parse: Parse, scene: Scene) -> Follow | None:
    clause = parse(found["x"] or found["y"])
    if clause is None or clause.unknown or clause.slots() - {"layers"} or not clause.layers:
        return None
    return mirrored(last, meant(scene.config, clause.layers), scene)


def _next(last: Turn, scene: Scene) -> Follow | None:
    names = list(scene.config.layers)
    now = [one.request.layer for one in last.asked if isinstance(one.request, Solo)]
    return instead(last, [names[(names.index(now[-1]) + 1) % len(names)]], scene) if now else None


def _timed(clause: Clause, last: Turn, scene: Scene, line: Line) -> Follow | None:
    """Read a line that only says when, how long or how slowly."""
    if clause.over:
        return over(last, clause.over, scene)
    if clause.last:
        return None
    if clause.bars and clause.when is None:
        return bars_for(last, clause.bars, scene)
    if clause.when is None:
        return None
    if scene.talk.idle:
        return Follow(question=Question(NOTHING_TO_MOVE))
    if (clause.same or clause.again or line.adds) and not (line.no or line.fix) and clause.when.every_bars is None:
        return once_more(last, clause.when)
    put = at_time(last, clause.when, scene, again=clause.when.every_bars is not None and not (line.no or line.fix))
    if put is not None and clause.bars:
        put.asked = [
            replace(one, request=replace(one.request, bars=clause.bars)) if isinstance(one.request, HELD) else one
            for one in put.asked
        ]
    return put


def _figure(clause: Clause, last: Turn, line: Line, scene: Scene) -> Follow | None:
    figure = clause.figures[0]
    put = figure_of(last, figure.value, scene)
    if put is None and (line.fix or line.no or clause.pron) and not figure.change:
        return _as_much(figure.value, last, scene)
    return put


def _as_much(value: float, last: Turn, scene: Scene) -> Follow | None:
    """Read "make it 3" after "up 2": three in all."""
    said = [clause for clause in last.clauses if len(clause.figures) == 1]
    adds = len(said) == 1 and bool(said[0].figures[0].change or said[0].ways or said[0].leans)
    if not adds or said[0].figures[0].goal or said[0].figures[0].value > MOST_ADDED:
        return None
    old = said[0].figures[0].value
    if not old or value > 10 * abs(old):
        return None
    return scaled(last, value / abs(old), scene)


def _to_other(line: Line, scene: Scene) -> Follow | None:
    turn = holder(scene)
    pairs = {"hat_c": "hat_o", "hat_o": "hat_c", "snare": "clap", "clap": "snare"}
    named = turn.layers() if turn is not None else []
    if turn is None or len(named) != 1 or named[0] not in pairs or not (line.no or line.fix):
        return None
    return instead(turn, [pairs[named[0]]], scene)


def _to_layers(clause: Clause, line: Line, scene: Scene) -> Follow | None:  # noqa: PLR0911 - one return a way
    """Read a line that only names layers: also these, these instead, only these, or not these."""
    turn = holder(scene) or (scene.talk.last if line.fix and scene.talk.fresh else None)
    alone = next((one for one in reversed(scene.talk.turns[-4:]) if isinstance(one.asked[-1].request, Solo)), None)
    if alone is not None and scene.state.stage.solos and line.now and not line.adds and not clause.same:
        return instead(alone, clause.layers, scene)
    if turn is None:
        return None
    named, old = meant(scene.config, clause.layers), turn.layers()
    if not named:
        return None
    fresh = turn is scene.talk.last and scene.talk.fresh
    if clause.negated:
        return without(turn, clause.layers, scene)
    if (clause.only or line.no) and fresh and (put := but_for(turn, named, scene)) is not None:
        return put
    if clause.only:
        inside = set(named) < set(old)
        holds = isinstance(turn.asked[-1].request, (Mute, Unmute))
        other = not holds and fresh and set(named) != set(old)
        return instead(turn, clause.layers, scene) if inside or other else None
    if line.fix or (line.no and fresh):
        return instead(turn, clause.layers, scene)
    if set(named) < set(old) and fresh and not (line.adds or clause.same):
        return instead(turn, clause.layers, scene)
    if line.adds or clause.same or line.now or (fresh and not set(named) & set(old)):
        return also(turn, clause.layers, scene)
    if set(named) == set(old) and fresh:
        return Follow(says=f"the {layer_words(clause.layers)}, yes; nothing more was changed")
    return None


def _replaces(clause: Clause, last: Turn) -> bool:
    """Return True for a wish that says the act of the last turn anew: "no, mute the snare", "no, quieter"."""
    holds = {"act mute", "act unmute", "act solo", "gone", "no", "here"}
    slots = clause.slots()
    if not clause.layers or not slots <= holds | {"layers", "bars", "only"} or not slots & holds:
        return False
    acts = {type(one.request) for one in last.asked}
    back = bool(slots & {"act unmute", "here"})
    wanted: type = Unmute if back else Solo if "act solo" in slots else Mute
    return acts == {wanted} and not set(last.layers()) & set(clause.layers)


def _done_over(clause: Clause, last: Turn, scene: Scene) -> Follow | None:
    """Return the wish, and the last one let go: one was said in place of the other."""
    found = asked_again([clause], scene.state, playing=scene.playing)
    if found.question is not None or not found.asked:
        return None
    back = taken_back(last, scene) if any(one.when for one in last.asked) else [Asked(one) for one in let_go(last)]
    return Follow(found.asked, back, (clause,))
