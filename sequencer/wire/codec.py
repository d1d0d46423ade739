"""How does a message between player and daemon become a line, and which lines are none?

JSON, told apart by `do` (orders) or `say` (reports). The dataclasses of `orders.py` and `reports.py` are the shapes;
nothing else passes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Generic, TypeVar

from pydantic import ConfigDict, Discriminator, TypeAdapter, ValidationError

from engine.validation_words import first_fault
from sequencer.wire.orders import Order
from sequencer.wire.reports import Report

Message = TypeVar("Message")
STRICT = ConfigDict(strict=True, ser_json_inf_nan="constants")
"""Text is never read as a number. NaN and infinity travel as they are, and the engine refuses them."""


class NoMessage(ValueError):
    """A line that is no message; says what is wrong with it."""


class Codec(Generic[Message]):
    """Writes and reads the messages of one direction."""

    def __init__(self, shape: TypeAdapter[Message]) -> None:
        self._shape = shape

    def encode(self, message: Message) -> bytes:
        """Return a message as one line, without its end."""
        return self._shape.dump_json(message)

    def decode(self, line: bytes) -> Message:
        """Return the message that a line holds.

        Raises:
            NoMessage: it holds none.
        """
        try:
            return self._shape.validate_json(line)
        except ValidationError as error:
            raise NoMessage(first_fault(error)) from None


@lru_cache(maxsize=1)
def order_codec() -> Codec[Order]:
    """Return the codec of orders."""
    return Codec(TypeAdapter(Annotated[Order, Discriminator("do")], config=STRICT))


@lru_cache(maxsize=1)
def report_codec() -> Codec[Report]:
    """Return the codec of reports."""
    return Codec(TypeAdapter(Annotated[Report, Discriminator("say")], config=STRICT))
