"""What was sent held against its shape; the reasons are in our words and repeat nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from portal.api.json_reading import MOST_FAULTS, Fault, pointer
from portal.api.shapes import Shape
from portal.problem_documents import ShapeUnfit

FORMATS: Final = FormatChecker(("date", "uuid"))

_SAID: Final[Mapping[str, str]] = {
    "date": "is not a date such as 2027-03-16",
    "uuid": "is not an identifier such as 0189f7e4-5a0c-4d2e-9b1a-2f6c3d4e5f60",
    "string": "must be text",
    "integer": "must be a whole number",
    "number": "must be a number",
    "boolean": "must be true or false",
    "array": "must be a list",
    "object": "must be an object",
}


_BOUNDS: Final[Mapping[str, str]] = {
    "minimum": "must be {:,} or more",
    "maximum": "must be {:,} or less",
    "minLength": "must not be empty",
    "minItems": "must not be empty",
    "minProperties": "must not be empty",
    "maxLength": "must have at most {:,} characters",
    "maxItems": "must have at most {:,} entries",
    "pattern": "has another form than is described",
}


class ShapeJudge:
    """Of one shape; where it is one of several, of whichever the discriminator names."""

    def __init__(self, shape: Shape) -> None:
        self._says = str(shape.get("discriminator", {}).get("propertyName", ""))
        branches = shape["oneOf"] if self._says else [shape]
        self._judges = {
            one["properties"][self._says]["const"] if self._says else "": _judge_of(one)
            for one in branches
        }

    def refuse_unfit(self, told: Any) -> None:
        """Raises `ShapeUnfit`."""
        faults = list(self._faults(told))[:MOST_FAULTS]
        if faults:
            raise ShapeUnfit("It has another shape than /api/v1/openapi.json describes.", faults)

    def _faults(self, told: Any) -> Iterator[Fault]:
        word = told.get(self._says, "") if self._says and isinstance(told, dict) else ""
        judge = self._judges.get(word) if isinstance(word, str) else None
        if judge is None:
            yield f"/{self._says}", f"must be one of {', '.join(self._judges)}"
            return
        for error in judge.iter_errors(told):
            yield from _told(error)


def _judge_of(shape: Shape) -> Draft202012Validator:
    return Draft202012Validator(dict(shape), format_checker=FORMATS)


def _told(error: ValidationError) -> Iterator[Fault]:
    path, instance, asked = "", _any(error.instance), _any(error.validator_value)
    for step in error.absolute_path:
        path = pointer(path, str(step))
    if error.validator == "required":
        # The library makes one error of each name, and says it in quotes alone.
        missing = [name for name in asked if name not in instance]
        yield from (
            (pointer(path, name), "is missing")
            for name in missing
            if error.message.startswith(repr(name))
        )
    elif error.validator == "additionalProperties":
        for name in sorted(instance.keys() - _any(error.schema)["properties"].keys()):
            yield pointer(path, name), "is not known here"
    else:
        yield path, _reason(str(error.validator), asked)


def _reason(asks: str, value: Any) -> str:
    if asks in {"type", "format"}:
        return _SAID[str(value)]
    if asks == "enum":
        return f"must be one of {', '.join(map(str, value))}"
    return _BOUNDS.get(asks, "is not as described").format(value)


def _any(value: Any) -> Any:
    """The library says that any of these may be unset; of an error of a judge none is."""
    return value
