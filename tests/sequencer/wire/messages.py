"""Any message between player and daemon, and any line of a journal, with commands that engines understand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from hypothesis import strategies as st

from engine.commands import Wish
from sequencer.tape.lines import Line
from sequencer.wire.orders import Order
from sequencer.wire.reports import Report
from tests.engine.asked import sensible

st.register_type_strategy(Wish, st.builds(Wish, sensible, st.text(max_size=8)))
st.register_type_strategy(Mapping, lambda shape: st.dictionaries(*map(st.from_type, get_args(shape)), max_size=3))


def members(union: object) -> st.SearchStrategy[object]:
    """Return a strategy of the members of a union of dataclasses."""
    return st.one_of([st.from_type(kind) for kind in get_args(union)])


orders: st.SearchStrategy[Order] = members(Order)  # type: ignore[assignment]  # a union of types has no type of its own
reports: st.SearchStrategy[Report] = members(Report)  # type: ignore[assignment]  # likewise
lines: st.SearchStrategy[Line] = members(Line)  # type: ignore[assignment]  # likewise
