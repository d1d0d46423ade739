"""Which plan is off, and which stays: "keep the rise but not the drop", "no drop after all, the rise stays"?

Only the one that is off is cancelled. A drop that is denied and not planned is none either.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.plan_names import PARTS, plans_named

if TYPE_CHECKING:
    from engine.state import SessionState

_PLAN: Final = rf"(?:{'|'.join(sorted(PARTS, key=len, reverse=True))})"
_THE: Final = r"(?:(?:the|that|our|my) )?"
_FIRST: Final = (
    r"(?:(?:no|ok|okay|hm+|sorry|wait|actually|finally|so|well|please|on second thoughts?|i changed my mind|in the end)"
    r"[,.:;]? )*?"
)
_LAST: Final = r"(?: (?:please|then|after all|though|tonight|yet|for now|this time|thanks|ok))*"
_KEPT: Final = rf"{_THE}(?:\w+ )?{_PLAN}"
_OFF: Final = r"(?:cancel|scrap|forget|skip|lose|drop|bin|without|leave out|not|no|but not|never mind)"
_STAYS: Final = r"(?:(?:can |may |should )?(?:stays?|remains?|is (?:fine|ok|good|on)|still (?:on|comes))|yes|ok)"
FORMS: Final = tuple(
    re.compile(f"{_FIRST}{form}{_LAST}") for form in (
        rf"(?:keep|leave|just|only) {_KEPT}(?: in| on)?,?(?: but| and)? {_OFF} {_THE}(?P<off>{_PLAN})",
        (rf"(?:cancel|scrap|forget|skip|lose|bin|no) {_THE}(?P<off>{_PLAN})(?: after all| then)?,?(?: but| and)? "
         rf"(?:(?:keep|leave) {_KEPT}(?: in| on)?|{_KEPT} {_STAYS})"),
        rf"{_KEPT} {_STAYS},?(?: but| and)? {_THE}(?P<off>{_PLAN}) (?:no|not|is off|goes|does not|doesn't)",
        rf"no (?P<denied>{_PLAN})",
        rf"(?:keep|leave) {_THE}(?P<kept>{_PLAN})(?: in| on)?",
        rf"{_THE}(?P<kept>{_PLAN}) {_STAYS}",
    )
)
SECTIONS: Final = frozenset({"drop", "break", "breakdown", "rise", "build"})
"""What would be started by its name, were it not denied."""

STAYING: Final = SECTIONS | {"stop", "fill", "intro", "outro", "recording", "mark"}
"""What may be planned and stay so; a tempo or an energy that is to be kept is that of now."""


def with_kept_plans(text: str, state: SessionState) -> str:
    """Return a line that takes one plan off, or denies one, as the wish that it is; another line as it is.

    Args:
        text: what was said. state: how the music stands.
    """
    plain = " ".join(text.lower().replace("\u2019", "'").split()).rstrip(" .!")
    found = next((one for form in FORMS if (one := form.fullmatch(plain)) is not None), None)
    if found is None:
        return text
    given = found.groupdict()
    if given.get("kept") in STAYING and plans_named({given["kept"]}, (), state.agenda):
        return "do nothing"
    off = given.get("off") or given.get("denied") or ""
    planned = plans_named({off}, (), state.agenda) if off else []
    if planned:
        return f"cancel {planned[0].id}" if len(planned) == 1 else f"cancel the {off}"
    denied = given.get("denied") in SECTIONS
    return text if not denied else "no break" if off == "drop" else text if off.startswith("break") else "do nothing"
