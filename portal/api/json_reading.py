"""JSON as it came: what two readers could understand differently is refused, with its path."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final

from directory.fields import cannot_be_shown
from directory.identifiers import tells_of_a_person
from portal.problem_documents import BodyNotRead

DEEPEST: Final = 6
LONGEST_NAME: Final = 64
MOST_FAULTS: Final = 50

_HALF: Final = re.compile("[\ud800-\udfff]")

Fault = tuple[str, str]


class _Members(list[tuple[str, Any]]):
    """The members of an object as they came, those that came twice among them."""


def read_json(content: bytes) -> Any:
    """Raises `BodyNotRead`. An object with a name twice, a number that is none, text that no page
    could show and whatever is nested too deep are named by their path."""
    try:
        told = json.loads(
            content.decode("utf-8"), object_pairs_hook=_Members, parse_constant=_no_number
        )
    except RecursionError:
        raise BodyNotRead("It is nested too deep.", [("", _TOO_DEEP)]) from None
    except ValueError as why:
        raise BodyNotRead(f"This is not JSON: {_where(why)}.") from None
    faults: list[Fault] = []
    value = _plain(told, "", 1, faults)
    if faults:
        raise BodyNotRead("It could be read in more than one way, or not kept.", faults)
    return value


def _plain(told: Any, path: str, depth: int, faults: list[Fault]) -> Any:
    if len(faults) >= MOST_FAULTS:
        return None
    if isinstance(told, _Members):
        return _object(told, path, depth, faults)
    if isinstance(told, list):
        if depth > DEEPEST:
            faults.append((path, _TOO_DEEP))
            return None
        return [_plain(one, f"{path}/{n}", depth + 1, faults) for n, one in enumerate(told)]
    faults.extend((path, reason) for reason in _unfit(told))
    return told


def _object(told: _Members, path: str, depth: int, faults: list[Fault]) -> dict[str, Any] | None:
    if depth > DEEPEST:
        faults.append((path, _TOO_DEEP))
        return None
    found: dict[str, Any] = {}
    for name, value in told:
        if reason := _unfit_name(name):
            faults.append((path, reason))
        elif name in found:
            faults.append((pointer(path, name), "comes twice"))
        else:
            found[name] = _plain(value, pointer(path, name), depth + 1, faults)
    return found


def _unfit_name(name: str) -> str:
    """Why a member's name is not even repeated in an answer."""
    if len(name) > LONGEST_NAME:
        return f"has a member whose name is longer than {LONGEST_NAME} characters"
    if _cannot_be_kept(name):
        return "has a member whose name holds characters that cannot be shown"
    if (person := tells_of_a_person(name)) is not None:
        return f"has a member whose name holds {person}; nothing here may tell who somebody is"
    return ""


def _unfit(value: Any) -> Iterator[str]:
    if isinstance(value, float) and not math.isfinite(value):
        yield "is a number that is too large"
    if not isinstance(value, str):
        return
    if _cannot_be_kept(value):
        yield "holds characters that cannot be shown"
    elif (person := tells_of_a_person(value)) is not None:
        yield f"holds {person}: take it out; nothing here may tell who somebody is"


def _cannot_be_kept(text: str) -> bool:
    """Half a character (a lone surrogate) is text to JSON and to nothing else."""
    return cannot_be_shown(text) or (not text.isascii() and bool(_HALF.search(text)))


def pointer(path: str, name: str) -> str:
    """By RFC 6901."""
    return f"{path}/{name.replace('~', '~0').replace('/', '~1')}"


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON")


def _where(why: ValueError) -> str:
    if isinstance(why, json.JSONDecodeError):
        return f"{why.msg} at line {why.lineno}, place {why.colno}"
    return "its text is not UTF-8" if isinstance(why, UnicodeError) else "a number in it is none"


_TOO_DEEP: Final = f"is nested more than {DEEPEST} deep"
