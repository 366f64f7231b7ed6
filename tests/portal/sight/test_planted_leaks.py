"""A leak that somebody might write is seen: in a condition, in blanking, in what is kept, in a
header."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from unittest import mock

import pytest
from flask import Response
from sqlalchemy import func, select, true

from commissioning.availability import line_statements, standings
from commissioning.cases import case_view
from commissioning.moves.inboxes import inbox_rows
from commissioning.partnership.liaison.question_rows import QuestionToRead
from commissioning.referrals.models import RestrictedReason
from directory.messages.writing import Words
from directory.services import public_record, sight
from directory.services.models import Service
from directory.sight import ANYBODY
from directory.unchanged import while_unchanged
from portal import entitled
from portal.cases import pages as case_pages
from portal.extensions import db
from portal.inbox import telling
from portal.inbox import views as inbox_views
from tests.portal.sight.asking import compared, differences, everything, worth_comparing
from tests.portal.sight.facts import TELLS_REACH
from tests.portal.sight.forms import SENT
from tests.portal.sight.going_first import Letter, letters_after_silence
from tests.portal.sight.installations import (
    LARCH_AND_HALL,
    LARCH_AND_MILL,
    NOBODY,
    ROSEWOOD_AND_HALL,
    WITHOUT,
    Installation,
    Secrets,
)
from tests.portal.sight.making import installation

STATEMENTS: Final = (
    line_statements.line_statements,
    public_record._listed,
    public_record._paged,
    public_record._sites,
)
"""What is built once for a sight, and so before a fault was planted."""

COURT: Final = "/courts/preston-magistrates-court?requirement=residence"
FAR: Final = "/areas/wales/north-wales?requirement=mental_health_treatment"
PAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "court": (COURT,),
    "service": ("/services/{refuge}", "/services/{restricted}"),
    "areas": (FAR,),
}


@contextmanager
def planted(*faults: Any) -> Iterator[None]:
    for statement in STATEMENTS:
        statement.cache_clear()
    try:
        for fault in faults:
            fault.start()
        yield
    finally:
        for fault in faults:
            fault.stop()
        for statement in STATEMENTS:
            statement.cache_clear()


@pytest.fixture
def both(folder: Any) -> Iterator[Any]:
    """Two installations that have kept nothing of what they answered before."""
    made: list[Installation] = []

    def both(*secrets: Secrets) -> list[Installation]:
        made.extend(installation(one, folder) for one in secrets)
        forget(made)
        return made

    yield both
    forget(made)


def forget(installations: list[Installation]) -> None:
    for one in installations:
        with one.app.app_context():
            db.engine.dispose()


def differ(
    installations: list[Installation],
    who: str,
    *,
    after: str = "",
    pages: Mapping[str, tuple[str, ...]] = PAGES,
) -> set[str]:
    answers = [everything(one, who, after=after, pages=pages, forms={}) for one in installations]
    return {said.partition(":")[0].removeprefix("GET ") for said in differences(*answers)}


def test_nothing_differs_where_nothing_is_planted(both: Any) -> None:
    assert differ(both(WITHOUT, LARCH_AND_MILL), NOBODY, after="own commissioner") == set()


def test_a_condition_that_forgets_who_looks(both: Any) -> None:
    found = both(WITHOUT, LARCH_AND_MILL)
    with planted(mock.patch.object(sight, "_may_be_told", return_value=true())):
        assert {COURT, "/services/{refuge}"} <= differ(found, NOBODY)


def test_blanking_that_forgets_who_looks(both: Any) -> None:
    found = both(ROSEWOOD_AND_HALL, LARCH_AND_MILL)
    with planted(
        mock.patch.object(public_record, "reads_text", return_value=true()),
    ):
        assert differ(found, "sentencer") == {"/services/{refuge}", "/services/{restricted}"}


def test_what_is_kept_for_one_and_shown_to_another(both: Any) -> None:
    """As the standing of requirements once was, whoever asked: whoever is
    answered by lines of which they may not know is told that something is wrong, at best.
    """

    def for_all(session: Any, read: Any, *asked: Any) -> Any:
        known = (ANYBODY if type(one) is type(ANYBODY) else one for one in asked)
        return while_unchanged(session, read, *known)

    found = both(WITHOUT, LARCH_AND_MILL)
    answers = [mock.patch.dict(one.app.config, PROPAGATE_EXCEPTIONS=False) for one in found]
    with planted(mock.patch.object(standings, "while_unchanged", for_all), *answers):
        assert COURT in differ(found, NOBODY, after="own commissioner")


def test_an_officer_who_is_shown_an_address_before_anybody_was_taken_on(both: Any) -> None:
    found = both(ROSEWOOD_AND_HALL, LARCH_AND_HALL)
    forms = {rule: SENT[rule] for rule in TELLS_REACH}

    def differing() -> list[str]:
        answers = everything(found[1], "court officer", pages=PAGES, forms=forms)
        other = worth_comparing("court officer", answers)
        one = compared(found[0], "court officer", other)
        return [said.partition(":")[0] for said in differences(one, other)]

    assert differing() == []
    with planted(mock.patch.object(entitled, "service_has_taken_on", return_value=True)):
        [told] = differing()
    assert told.startswith("POST /services/<uuid")


def test_a_reason_that_is_read_and_noted_whoever_reads_the_case(both: Any) -> None:
    """Either alone tells nobody: the page has a reason for officers alone, and asks again."""

    def for_all(session: Any, reader: Any, referral_ids: list[int]) -> dict[int, str]:
        return {key: reasons_of(session)[key] for key in referral_ids}

    def noted(one: Any) -> list[str]:
        return [one.priority_reason]

    found, case = both(WITHOUT, ROSEWOOD_AND_HALL), "/cases/{case}/sheet"
    reading = mock.patch.object(case_view, "reasons_read_by", for_all)
    noting = mock.patch.object(case_pages, "_notes", noted)
    for faults, differs in (((reading,), set()), ((noting,), set()), ((reading, noting), {case})):
        with planted(*faults):
            assert differ(found, "own provider", pages={"case": (case,)}) == differs


def test_an_inbox_in_the_order_of_the_reasons(both: Any) -> None:
    def by_reason(session: Any, *asked: Any, **more: Any) -> Any:
        reasons = reasons_of(session)
        return sorted(inbox_rows(session, *asked, **more), key=lambda row: reasons[row.referral_id])

    found, pages = both(WITHOUT, ROSEWOOD_AND_HALL), {"inbox": ("/inbox?heading=new",)}
    assert differ(found, "own provider", pages=pages) == set()
    with planted(mock.patch.object(inbox_views, "inbox_rows", by_reason)):
        assert differ(found, "own provider", pages=pages) == {"/inbox?heading=new"}


def test_a_letter_that_names_the_step_of_the_order_with_its_reason(both: Any) -> None:
    words = telling._words

    def letters(one: Installation) -> list[Letter]:
        with one.app.app_context():
            reasons = sorted(reasons_of(db.session()).values())

        def named(*asked: Any) -> Words:
            says = words(*asked)
            return Words(says.subject, f"{says.body}\nPriority first: {reasons}")

        with planted(mock.patch.object(telling, "_words", named)):
            return letters_after_silence(one)

    one, other = both(WITHOUT, ROSEWOOD_AND_HALL)
    assert letters(one) != letters(other)


def reasons_of(session: Any) -> defaultdict[int, str]:
    """As nobody but the officers of a case may read them."""
    asked = select(RestrictedReason.referral_id, RestrictedReason.reason)
    return defaultdict(str, session.execute(asked).all())


def test_an_answer_page_that_tells_what_was_asked(both: Any) -> None:
    def asked(found: Any) -> str:
        return str(found.question.words)

    found = both(WITHOUT, LARCH_AND_MILL)
    page = "/answers/{open_reference}"
    pages = {"answer": (page, "/courts/preston-magistrates-court/liaison")}
    assert differ(found, NOBODY, pages=pages) == set()
    with planted(mock.patch.object(QuestionToRead, "about", property(asked))):
        assert differ(found, NOBODY, pages=pages) == {page}


def test_an_etag_made_of_what_there_is(both: Any) -> None:
    def stamped(answer: Response) -> Response:
        answer.set_etag(str(db.session().scalar(select(func.count()).select_from(Service))))
        return answer

    found = both(WITHOUT, LARCH_AND_MILL)
    fault = [
        mock.patch.dict(
            one.app.after_request_funcs, {None: [stamped, *one.app.after_request_funcs[None]]}
        )
        for one in found
    ]
    with planted(*fault):
        assert differ(found, NOBODY) == {path for paths in PAGES.values() for path in paths}
