"""The worked examples spoilt in every way that came to mind: an answer or a refusal, never else."""

import copy
import json
from functools import cache
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from commissioning.forecasting.document_checking import parsed_document
from commissioning.forecasting.forecast import ENGINES, ForecastInputError, forecast, refusal
from commissioning.forecasting.record_checking import PRIORITIES, STATUSES
from commissioning.forecasting.service_checking import ALLOCATIONS, GROUP_STATUSES, KINDS
from tests.commissioning.forecasting.documents import Document, example
from tests.commissioning.forecasting.format_rules import broken_rules
from tests.commissioning.forecasting.made_services import made_document
from tests.thoroughness import examples

MANY = settings(
    max_examples=examples(300),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
EXHAUSTIVE = settings(MANY, max_examples=10_000)

every_engine = pytest.mark.parametrize("engine", ENGINES)

Path = tuple[Any, ...]


def deep(levels: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found


WHOLE = (0, 1, 2, 7, 8, 53, 1000, 10**6, 2**31, 2**63, 10**30)
NUMBERS = (*WHOLE, 0.5, 1e-9, 1e-320, 0.999, 1e6, 1e308)
NO_NUMBERS = (-1, -0.0, 10**400, float("nan"), float("inf"), float("-inf"), True, False)
DAYS = (
    "0001-01-01",
    "1752-09-14",
    "2024-02-29",
    "2025-12-25",
    "2026-03-01",
    "2026-03-02",
    "2026-03-03",
    "2026-12-25",
    "2027-03-02",
    "9999-12-30",
    "9999-12-31",
)
NO_DAYS = (
    "2026-02-29",
    "10000-01-01",
    "2026-3-2",
    "2026-03-02T00:00:00",
    "20260302",
    "２０２６-０３-０２",
)
TEXTS = ("", " ", "S", "UPW", "TSP", "priority", "planned", "waiting", "unpaid_work")
ODD_TEXTS = ("\x00", "\ud800", "\u202e", "x" * 100_000)
WORDS: tuple[tuple[str, ...], ...] = (KINDS, ALLOCATIONS, GROUP_STATUSES, PRIORITIES, STATUSES)
HOSTILE = st.one_of(
    st.none(),
    st.sampled_from(NUMBERS),
    st.sampled_from(NO_NUMBERS),
    st.sampled_from(DAYS),
    st.sampled_from(NO_DAYS),
    st.sampled_from(TEXTS),
    st.sampled_from(ODD_TEXTS),
    st.builds(list),
    st.builds(dict),
    st.integers(1, 500).map(deep),
    st.text(max_size=5),
)


@cache
def sound_document(name: str) -> str:
    if name in KINDS:
        return json.dumps(made_document(name, is_busy=True))
    return json.dumps(example(name))


NAMES = ("ex1_cohort.json", "ex2_unpaid_work.json", "ex3_edges.json", *KINDS)


@cache
def places_in(name: str) -> list[Path]:
    """Every value of the document: the head, the services and the questions as often as records."""
    document = json.loads(sound_document(name))
    heads = [path for path in _places(document) if path[0] != "referrals"]
    records = [path for path in _places(document) if path[0] == "referrals"]
    return heads * max(1, len(records) // len(heads)) + records


def _places(found: Any, path: Path = ()) -> list[Path]:
    places: list[Path] = [path] if path else []
    if isinstance(found, dict | list):
        steps = found.items() if isinstance(found, dict) else enumerate(found)
        for step, value in steps:
            places += _places(value, (*path, step))
    return places


@st.composite
def spoilt_documents(draw: st.DrawFn) -> Document:
    name = draw(st.sampled_from(NAMES))
    document: Document = json.loads(sound_document(name))
    for path in draw(st.lists(st.sampled_from(places_in(name)), min_size=1, max_size=6)):
        spoil(document, path, draw)
    return document


def spoil(document: Document, path: Path, draw: st.DrawFn) -> None:
    """Delete, replace or repeat what stands there, if an earlier change has left it there."""
    target: Any = document
    try:
        for step in path[:-1]:
            target = target[step]
        found = target[path[-1]]
    except (KeyError, IndexError, TypeError):
        return
    if not isinstance(target, dict | list):
        return
    act = draw(st.sampled_from(("stretch",) * 9 + ("delete", "replace", "repeat", "borrow")))
    if act == "delete":
        del target[path[-1]]
    elif act == "stretch":
        target[path[-1]] = draw(of_the_same_sort(found))
    elif act == "replace":
        target[path[-1]] = draw(HOSTILE)
    elif act == "repeat" and isinstance(target, list):
        target.extend(copy.deepcopy(found) for _ in range(draw(st.integers(1, 30))))
    else:
        target[path[-1]] = copy.deepcopy(draw(st.sampled_from(list(document.values()))))


def of_the_same_sort(found: Any) -> st.SearchStrategy[Any]:
    """Values that a check of types lets through, so that an engine has to live with them."""
    if isinstance(found, int):
        return st.sampled_from(WHOLE)
    if isinstance(found, float):
        return st.sampled_from(NUMBERS)
    if isinstance(found, str) and found[:1] == "2":
        return st.sampled_from(DAYS)
    if isinstance(found, list):
        return st.permutations(found).map(lambda mixed: mixed[1:])
    return st.sampled_from(next((words for words in WORDS if found in words), (found,)))


@st.composite
def spoilt_files(draw: st.DrawFn) -> bytes:
    """The text of a document, cut, doubled, mixed up or in another encoding."""
    document = draw(spoilt_documents())
    text = json.dumps(document, ensure_ascii=draw(st.booleans()))
    encoding = draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1")))
    raw = text.encode(encoding, "surrogatepass" if "utf" in encoding else "replace")
    at = draw(st.integers(0, len(raw)))
    damage = draw(
        st.sampled_from(
            (
                b"",
                b'"as_of": null, ',
                b"\xef\xbb\xbf",
                b"\xed\xa0\x80",
                b"\x00",
                b"[" * 5000,
                b'{"a":' * 5000,
                b"}",
                b",",
                b"NaN",
                b"-",
                b"9" * 5000,
                b"1e999",
            )
        )
    )
    return raw[:at] + damage + raw[at + draw(st.integers(0, 40)) :]


def answer_or_refuse(document: object, engine: str) -> None:
    try:
        found = forecast(document, engine=engine)
    except ForecastInputError as error:
        found = refusal(error)
        assert len(found["error"]["message"]) < 300
    else:
        assert isinstance(document, dict)
        assert broken_rules(document, found) == []
    json.dumps(found, allow_nan=False).encode("ascii")


def answer_or_refuse_file(raw: bytes, engine: str) -> None:
    try:
        document = parsed_document(raw)
    except ForecastInputError:
        return
    answer_or_refuse(document, engine)


@every_engine
@given(document=spoilt_documents())
@MANY
def test_a_spoilt_document_is_answered_or_refused(document: Document, engine: str) -> None:
    answer_or_refuse(document, engine)


@every_engine
@given(raw=spoilt_files())
@MANY
def test_a_spoilt_file_is_answered_or_refused(raw: bytes, engine: str) -> None:
    answer_or_refuse_file(raw, engine)


@every_engine
@given(document=HOSTILE)
@settings(MANY, max_examples=40)
def test_anything_at_all_is_answered_or_refused(document: object, engine: str) -> None:
    answer_or_refuse(document, engine)


@every_engine
def test_of_a_name_given_twice_the_last_counts(engine: str) -> None:
    text = sound_document("ex1_cohort.json").replace('"as_of"', '"as_of": "never", "as_of"', 1)
    assert forecast(parsed_document(text.encode()), engine=engine) == forecast(
        example("ex1_cohort.json"), engine=engine
    )


@pytest.mark.soak
@every_engine
@given(document=spoilt_documents(), raw=spoilt_files())
@EXHAUSTIVE
def test_thousands_of_spoilt_documents_are_answered_or_refused(
    document: Document, raw: bytes, engine: str
) -> None:
    answer_or_refuse(document, engine)
    answer_or_refuse_file(raw, engine)
