"""What is wrong with a word that was typed behind an option, in the program's own words?

typer checks options by pydantic and passes its sentences on; here they are said anew, with the range of the option.
"""

from __future__ import annotations

from contextlib import suppress
from io import StringIO
from typing import Any

from sequencer.commands.printed import print_error


def plain_usage(error: Exception) -> None:
    """Let an error of wrong usage speak in the program's own words; one that is not of pydantic stays as it is."""
    from pydantic import ValidationError

    from engine.schema_words import allowed_words
    from engine.validation_words import first_fault

    cause: Any = error.__cause__
    if not isinstance(cause, ValidationError) or not hasattr(error, "message"):
        return
    schema: dict[str, Any] = {}
    with suppress(AttributeError):  # typer does not promise where it keeps an option's type
        taken = error.param.get_runtime_param()  # type: ignore[attr-defined]  # click's, untyped here
        schema = taken.adapter.json_schema()
        one = {list[int]: "integer", list[float]: "number"}.get(taken.annotation)
        if one is not None:  # an option that may come several times
            schema = {"type": one, "minimum": taken.parameter_info.min, "maximum": taken.parameter_info.max}
    number = schema.get("type") in {"integer", "number"}
    error.message = f"it takes {allowed_words(schema)}" if number else first_fault(cause)


def show_usage(error: Any) -> None:  # noqa: ANN401 - click's, untyped here
    """Print on stderr what click says of wrong usage."""
    said = StringIO()
    error.show(said)
    for line in said.getvalue().splitlines():
        print_error(line)
