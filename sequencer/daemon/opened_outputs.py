"""What does a new player open: which ports, and through which sender?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sequencer.wire.orders import OutputWanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.control import PortStatus
    from sequencer.daemon.port_watch import OutputPlan
    from sequencer.wire.orders import SenderAt


def outputs_wanted(
    plans: Sequence[OutputPlan], outputs: Sequence[PortStatus], midi: SenderAt | None, kit: SenderAt | None, *,
    closed: bool,
) -> tuple[OutputWanted, ...]:
    """Return the outputs of a new player.

    Args:
        plans: what was asked for.
        outputs: how they stand, which its forerunner has reported.
        midi: the sender of MIDI messages by the frame, None where there is none.
        kit: the built-in kit's, with a lead of 0 while it does not run.
        closed: there is no sender of MIDI messages just now.
    """
    return tuple(
        OutputWanted(plan.kind, output.name if kit is not None and kit.lead_ns else "", output.trim_ms, kit)
        if plan.kind == "kit" else
        OutputWanted(
            plan.kind, "" if plan.ahead and closed else _name(plan, output), output.trim_ms,
            midi if plan.ahead else None,
        )
        for plan, output in zip(plans, outputs, strict=True)
    )


def _name(plan: OutputPlan, output: PortStatus) -> str:
    """Return the port that was planned, or that the forerunner had."""
    if plan.kind != "real" or output.state == "none":
        return plan.name
    return output.name if output.state == "open" else ""
