"""What is to come: the next fill, the drop, the next section, what falls on a bar, what waits for a condition?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asked.now import bars, plans_of, plans_told, said
from agent.offline.asked.of_session import place
from engine.arc import asked_line, place_in
from engine.commands import Section
from engine.watching import plan_words

if TYPE_CHECKING:
    from agent.offline.asked.now import Now
    from engine.bar import SectionPlace
    from engine.state import Planned

AT_BAR: Final = re.compile(r"\b(?:bar|at|by|for|to|on|until) (?:bar )?(?P<bar>\d{1,4})\b")
MOST_WATCHED: Final = 6


def planned(now: Now) -> str:
    """List all plans and conditions; the next phrase line where there is none."""
    plans = plans_of(now)
    told = [plans_told(now, plans)] if plans else []
    told += [f"{one.id}: {plan_words(one)}" for one in now.state.agenda if one.watch is not None][:MOST_WATCHED]
    coming = _next_section(now)
    if told:
        return f"planned: {'; '.join(told)}{f'; {coming}' if coming else ''}"
    more = coming or (place(now) if now.says("next|coming|happens?|do") else "")
    return f"planned: nothing{f'; {more}' if more else ''}"


def watched(now: Now) -> str:
    """List the conditions that wait, and the plans that come again."""
    told = [f"{one.id}: {plan_words(one)}" for one in now.state.agenda if one.watch is not None][:MOST_WATCHED]
    again = [one for one in plans_of(now) if one.every_bars is not None]
    return f"watched: {'; '.join(told) or 'nothing'}; comes again: {plans_told(now, again) or 'nothing'}"


def at_bar(now: Now) -> str:
    """Tell what is planned for a bar that is named."""
    found = AT_BAR.search(now.asked)
    if found is None:
        return ""
    bar = int(found["bar"])
    due = [one for one in plans_of(now) if _falls(one, bar - 1)]
    far = f"in {bars(bar - now.bar)}" if bar > now.bar else "now" if bar == now.bar else f"{bars(now.bar - bar)} ago"
    length = now.config.phrase.bars
    line = "; a phrase begins there" if (bar - 1 - now.state.anchor) % length == 0 else ""
    told = f"planned: {plans_told(now, due)}" if due else "nothing is planned for it"
    return f"bar {bar}, {far}: {told}{line}"


def _falls(plan: Planned, bar: int) -> bool:
    if plan.every_bars is None:
        return plan.at_bar <= bar <= plan.at_bar + plan.lead_bars
    return bar >= plan.at_bar and (bar - plan.at_bar) % plan.every_bars <= plan.lead_bars


def fills(now: Now) -> str:
    """Tell when fills are planned, whether one sounds, and which turns come by themselves."""
    plans, sounds = plans_of(now, "fill"), now.state.stage.fill_bars
    arc = now.config.arc if now.state.arc is not None else None
    rolls = [one.name for one in arc.sections if one.end == "roll"] if arc is not None else []
    told = ["a fill sounds"] if sounds else []
    told.append(f"planned: {plans_told(now, plans)}" if plans else "no fill is planned")
    told += [f"a roll ends {' and '.join(rolls)}"] if rolls else []
    return "; ".join(told)


def section(now: Now) -> str:
    """Tell which section plays, how far it is, and what comes then."""
    arc, found = now.config.arc, place_in(now.state)
    if arc is None:
        return "this groove has no arc, so there are no sections"
    names = ", ".join(one.name for one in arc.sections)
    if found is None:
        return f'no section plays: the arc does not run; sections: {names}; "arc on" starts it'
    began = now.state.bar - found.bar + 1
    if began > now.bar:
        return f"{found.name} begins at bar {began}, in {bars(began - now.bar)}"
    left = found.of - (now.bar - began)
    later = "held" if found.held else f"{bars(left)} left{f', then {found.next}' if found.next else ''}"
    return f"{found.name}, bar {now.bar - began + 1} of {found.of}, since bar {began}; {later}"


def _next_section(now: Now) -> str:
    found = place_in(now.state)
    if found is None or found.held or not found.next:
        return ""
    return f"{found.next} follows {found.name} in {bars(max(1, found.of - found.bar))}"


def named_section(now: Now) -> str:
    """Return the section of the groove that a question names; "" for none."""
    arc = now.config.arc
    return "" if arc is None else next((one.name for one in arc.sections if now.says(re.escape(one.name.lower()))), "")


def until_section(now: Now) -> str:
    """Tell in how many bars a section begins that is named, or how long the one that plays goes on."""
    name, found = named_section(now), place_in(now.state)
    plans = [
        one for one in plans_of(now)
        if one.wish.command.command == name or (isinstance(one.wish.command, Section) and one.wish.command.name == name)
    ]
    if plans:
        return f"planned: {plans_told(now, plans)}"
    if name == "drop" and now.state.stage.drop_bars:
        return f"kick and bass are dropped for {bars(now.state.stage.drop_bars)} more"
    if now.config.arc is None:
        return "this groove has no arc, so there are no sections, and none is planned"
    if found is None:
        return f'the arc does not run, so no {name} comes by itself; "arc on" starts it, "section {name}" goes there'
    return section(now) if found.name == name else _begins(name, found, now)


def _begins(name: str, found: SectionPlace, now: Now) -> str:
    """Return when a section begins that does not play, in words."""
    arc, place_now, wished = now.config.arc, now.state.arc, asked_line(now.state)
    if wished is not None and found.next == name:
        return f"{name} begins at bar {wished + 1}, in {bars(max(0, wished + 1 - now.bar))}"
    if found.held:
        return f"{found.name} is held, so no {name} comes by itself"
    sections = () if arc is None or place_now is None else (
        *arc.sections[place_now.section + 1:], *(arc.sections if arc.loop else ())
    )
    begins = now.state.bar + found.of - found.bar
    for one in sections:
        if one.name == name:
            return f"{name} begins at bar {begins + 1}, in {bars(begins + 1 - now.bar)}"
        begins += one.bars
    return f"{name} does not come again; {section(now)}"


def compared(now: Now) -> str:
    """Tell how the sections differ that are named: length, energy, what stays out."""
    arc = now.config.arc
    told = []
    for one in () if arc is None else arc.sections:
        if now.says(re.escape(one.name.lower())):
            ends = "-".join(f"{end:g}" for end in (one.energy if isinstance(one.energy, tuple) else (one.energy,)))
            out = f", without {' and '.join(map(said, one.mute))}" if one.mute else ""
            told.append(f"{one.name}: {bars(one.bars)}, energy {ends}{out}")
    return "; ".join(told)


def left(now: Now) -> str:
    """Tell how long what is held goes on: mutes, a drop, a fill, the section; else the phrase."""
    stage = now.state.stage
    told = [f"{said(one.layer)}: {bars(one.bars_left)} left" for one in (*stage.mutes, *stage.solos) if one.bars_left]
    told += [f"the drop: {bars(stage.drop_bars)} left"] if stage.drop_bars else []
    told += [f"planned: {plans_told(now, plans_of(now))}"] if plans_of(now) else []
    told += [section(now)] if place_in(now.state) is not None else []
    return "; ".join([*told, place(now)])
