from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from engine.validation_words import first_fault


class Hit(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    step: int = Field(ge=1, lt=17)
    kind: Literal["a", "b"] = "a"
    name: str = Field("x", pattern="^x$", max_length=4)
    on: bool = True
    places: tuple[int, ...] = ()

    @field_validator("places")
    @classmethod
    def _few(cls, places: tuple[int, ...]) -> tuple[int, ...]:
        if len(places) > 2:
            raise ValueError("a hit has two places at most")
        return places


@pytest.mark.parametrize(("text", "words"), [
    ("{}", "step: is missing"),
    ('{"step": 0}', "step: must be at least 1"),
    ('{"step": 17}', "step: must be below 17"),
    ('{"step": "a"}', "step: must be a whole number"),
    ('{"step": 1.5}', "step: must be a whole number"),
    ('{"step": 1, "kind": "c"}', "kind: must be 'a' or 'b'"),
    ('{"step": 1, "name": 7}', "name: must be text"),
    ('{"step": 1, "name": "y"}', "name: has letters that are not allowed"),
    ('{"step": 1, "on": "yes"}', "on: must be true or false"),
    ('{"step": 1, "places": 3}', "places: must be a list"),
    ('{"step": 1, "places": [1, 2, 3]}', "places: a hit has two places at most"),
    ('{"step": 1, "more": 3}', "more: is not known here"),
    ("[]", "must be an object"),
    ("{", "is no JSON"),
])
def test_a_fault_is_told_with_its_place_in_plain_words(text: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Hit.model_validate_json(text)
    assert first_fault(caught.value) == words


def test_a_fault_of_an_unusual_kind_is_not_allowed() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Annotated[int, Field(multiple_of=4)]).validate_python(3)
    assert first_fault(caught.value) == "is not allowed"
