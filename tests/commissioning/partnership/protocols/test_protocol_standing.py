"""How an agreement on sharing information stands, which of several counts, and when files wait."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from commissioning.partnership.protocols.between import KnownProtocol, cover_between
from commissioning.partnership.protocols.errors import (
    CourtWillingnessIsNoConsent,
    ProtocolImpossible,
)
from commissioning.partnership.protocols.kinds import FileStage, SharingStanding
from commissioning.partnership.protocols.models import SharingTelling
from commissioning.partnership.protocols.relying import refuse_ground
from commissioning.partnership.protocols.saying import cover_in_words
from commissioning.partnership.protocols.standing import grounds, review_notice, standing_on
from commissioning.partnership.protocols.switching import StageStated, refuse_unwarned, stage_on
from commissioning.partnership.protocols.telling import review_telling


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("day", "ended", "stands"),
    [
        ("2026-03-31", None, "not_yet"),
        ("2026-04-01", None, "in_force"),
        ("2027-02-03", None, "in_force"),  # 57 days before the review
        ("2027-02-04", None, "review_due"),  # 56 days, eight weeks
        ("2027-04-01", None, "review_due"),  # on the day itself it holds
        ("2027-04-02", None, "past_review"),
        ("2027-01-31", "2027-01-31", "in_force"),  # on its last day
        ("2027-02-01", "2027-01-31", "ended"),
        ("2027-05-01", "2027-01-31", "ended"),  # ended goes before past review
    ],
)
def test_it_stands_by_its_dates(day: str, ended: str | None, stands: str) -> None:
    found = standing_on(
        d(day), in_force_from=d("2026-04-01"), review_on=d("2027-04-01"),
        ended_on=None if ended is None else d(ended),
    )  # fmt: skip
    assert found.value == stands


def test_the_rule_of_the_notice_is_dated() -> None:
    assert review_notice(d("1990-01-01")) == dt.timedelta(0)
    assert review_notice(d("2027-01-01")) == dt.timedelta(days=56)


@pytest.mark.parametrize(
    ("today", "told"),
    [
        ("2027-02-03", None),
        ("2027-02-04", SharingTelling.REVIEW_AHEAD),
        ("2027-03-31", SharingTelling.REVIEW_AHEAD),
        ("2027-04-01", SharingTelling.REVIEW_DAY),
        ("2027-04-09", SharingTelling.REVIEW_DAY),  # a worker that was down makes it good
    ],
)
def test_its_owner_is_reminded_before_and_on_the_day(
    today: str, told: SharingTelling | None
) -> None:
    assert review_telling(d("2027-04-01"), d(today)) is told


def known(
    key: int, reference: str, parties: str, *, review: str, ended: str = ""
) -> KnownProtocol[str]:
    return KnownProtocol(
        key, reference, frozenset(parties.split()), 1, "Head of information", d("2026-04-01"),
        d(review), d(ended) if ended else None,
    )  # fmt: skip


ALL = (
    known(1, "NW 1", "north-west forge", review="2027-02-01"),
    known(2, "NW 2", "north-west forge prison", review="2028-02-01"),
    known(3, "NW 3", "north-west mill", review="2027-02-01"),
    known(4, "NW 4", "north-west barn", review="2028-02-01", ended="2026-12-31"),
    known(5, "NW 5", "north-west barn", review="2027-01-01"),
)


@pytest.mark.parametrize(
    ("other", "named", "stands", "by"),
    [
        ("forge", "", "in_force", "NW 2"),  # the best of two
        ("forge", "NW 3", "in_force", "NW 2"),  # named, but not between these
        ("forge", "NW 9", "in_force", "NW 2"),  # nobody knows it
        ("mill", "", "past_review", "NW 3"),
        ("barn", "", "past_review", "NW 5"),  # before one that ended
        ("lighthouse", "", "missing", None),
    ],
)
def test_what_covers_two_bodies(other: str, named: str, stands: str, by: str | None) -> None:
    cover = cover_between(ALL, "north-west", other, on=d("2027-03-02"), named=named)
    found = None if cover.protocol is None else cover.protocol.reference
    assert (cover.standing.value, found) == (stands, by)
    assert cover.named_unknown is (named == "NW 9")
    assert cover.named_elsewhere == ("NW 3" if named == "NW 3" else "")


NAMED_BESIDE_OTHERS = {
    # what is named × the best other between the two: what covers, and what is said first
    ("in force", "in force"): ("named", "in force", ""),
    ("in force", "ended"): ("named", "in force", ""),
    ("in force", ""): ("named", "in force", ""),
    ("review due", "in force"): ("named", "review due", ""),
    ("past review", "in force"): ("other", "in force", "is past review since 1 March 2027"),
    ("past review", "review due"): ("other", "review due", "is past review since 1 March 2027"),
    ("past review", "past review"): ("named", "past review", ""),
    ("past review", "ended"): ("named", "past review", ""),
    ("past review", ""): ("named", "past review", ""),
    ("not yet", "in force"): ("other", "in force", "is in force only from 1 May 2027"),
    ("not yet", ""): ("named", "not yet", ""),
    ("ended", "in force"): ("other", "in force", "ended on 28 February 2027"),
    ("ended", "review due"): ("other", "review due", "ended on 28 February 2027"),
    ("ended", "past review"): ("named", "ended", ""),
    ("ended", "not yet"): ("named", "ended", ""),
    ("ended", "ended"): ("named", "ended", ""),
    ("ended", ""): ("named", "ended", ""),
}
STANDS = {
    "in force": {"review": "2028-02-01"},
    "review due": {"review": "2027-04-01"},
    "past review": {"review": "2027-03-01"},
    "ended": {"review": "2028-02-01", "ended": "2027-02-28"},
    "not yet": {"review": "2028-02-01"},
}


def standing_so(key: int, reference: str, stands: str) -> KnownProtocol[str]:
    found = known(key, reference, "north-west forge", **STANDS[stands])
    return replace(found, in_force_from=d("2027-05-01")) if stands == "not yet" else found


@pytest.mark.parametrize(("named", "other"), NAMED_BESIDE_OTHERS)
def test_a_named_one_that_cannot_be_relied_on_gives_way_to_one_that_can(
    named: str, other: str
) -> None:
    by, stands, first = NAMED_BESIDE_OTHERS[named, other]
    all_known = [standing_so(1, "ISA-01", named)]
    if other:
        all_known.append(standing_so(2, "ISA-02", other))
    on = d("2027-03-02")
    cover = cover_between(all_known, "north-west", "forge", on=on, named="isa-01")
    assert cover.protocol
    reference = {"named": "ISA-01", "other": "ISA-02"}[by]
    told = (cover.protocol.reference, cover.standing.value.replace("_", " "))
    assert told == (reference, stands)
    said = list(cover_in_words(cover, sender="us", provider="the forge", on=on))
    expected = f"Agreement ISA-01 {first}; ISA-02 covers it." if first else f"Agreement {reference}"
    assert said[0].startswith(expected)
    assert len(said) == (2 if first else 1)
    assert not (cover.standing.can_be_relied_on and "no other" in " ".join(said))


@pytest.mark.parametrize(
    ("unsigned", "says"),
    [
        ("", "is in force. "),
        ("forge", "is in force from 1 April 2026, not signed by the forge. "),
        ("prison", "is in force. "),
        ("north-west forge", "is in force from 1 April 2026, not signed by us and the forge. "),
    ],
)
def test_what_nobody_signed_covers_and_says_so(unsigned: str, says: str) -> None:
    agreement = replace(ALL[1], unsigned=frozenset(unsigned.split()))
    cover = cover_between([agreement], "north-west", "forge", on=d("2027-03-02"))
    assert cover.standing.can_be_relied_on
    [told] = cover_in_words(cover, sender="us", provider="the forge", on=d("2027-03-02"))
    assert says in told


@pytest.mark.parametrize(
    ("named", "has_clause", "is_prime_named", "stands", "by_clause", "lacks"),
    [
        (False, False, True, "missing", False, "NW 7"),  # a prime's agreement covers its own
        (False, True, True, "in_force", True, ""),
        (True, False, True, "in_force", False, ""),
        (True, True, True, "in_force", False, ""),  # by name, though the clause would do
        (True, False, False, "in_force", False, ""),
        (False, True, False, "missing", False, ""),
    ],
)
def test_a_subcontractor_is_named_or_covered_by_a_clause(
    named: bool, has_clause: bool, is_prime_named: bool, stands: str, by_clause: bool, lacks: str
) -> None:
    parties = ["north-west", *(["prime"] if is_prime_named else ()), *(["sub"] if named else ())]
    agreement = replace(
        known(7, "NW 7", " ".join(parties), review="2028-02-01"),
        below=frozenset({"sub"} if is_prime_named else ()), has_clause=has_clause,
    )  # fmt: skip
    on = d("2027-03-02")
    for one, other in (("north-west", "sub"), ("sub", "north-west")):
        cover = cover_between([agreement], one, other, on=on)
        told = (cover.standing.value, cover.by_clause, cover.without_clause)
        assert told == (stands, by_clause, lacks)
    late = cover_between([agreement], "north-west", "sub", on=d("2028-02-02"))
    assert late.without_clause == ""  # one that is past review would cover nothing either


@pytest.mark.parametrize(
    ("stated", "on", "stage"),
    [
        ([], "2027-03-02", "off"),
        ([("2027-03-03", "warned")], "2027-03-02", "off"),
        ([("2027-03-02", "warned")], "2027-03-02", "warned"),
        ([("2027-01-01", "warned"), ("2027-03-01", "refused")], "2027-03-02", "refused"),
        ([("2027-03-01", "refused"), ("2027-03-01", "off")], "2027-03-02", "off"),  # said later
        ([("2027-03-02", "off"), ("2027-01-01", "warned")], "2027-03-02", "off"),  # later day
    ],
)
def test_what_a_region_does_about_files(stated: list[tuple[str, str]], on: str, stage: str) -> None:
    rows = [StageStated(d(day), FileStage(said)) for day, said in stated]
    assert stage_on(d(on), rows).value == stage


@pytest.mark.parametrize(
    ("stated", "new", "refused"),
    [
        ([], ("2027-03-02", "warned"), ""),
        ([], ("2027-03-01", "warned"), "nothing holds backwards"),
        ([], ("2027-06-01", "refused"), "Warn first"),
        ([("2027-03-02", "warned")], ("2027-03-29", "refused"), "from 30 March 2027 on"),
        ([("2027-03-02", "warned")], ("2027-03-30", "refused"), ""),
        # switched off in between: the four weeks begin again
        (
            [("2027-01-01", "warned"), ("2027-03-01", "off"), ("2027-03-20", "warned")],
            ("2027-04-01", "refused"), "from 17 April 2027 on",
        ),
        ([("2027-01-01", "warned"), ("2027-02-01", "refused")], ("2027-03-02", "off"), ""),
    ],
)  # fmt: skip
def test_files_are_warned_of_before_any_is_refused(
    stated: list[tuple[str, str]], new: tuple[str, str], refused: str
) -> None:
    rows = [StageStated(d(day), FileStage(said)) for day, said in stated]
    asked = StageStated(d(new[0]), FileStage(new[1]))
    if not refused:
        refuse_unwarned(asked, rows, today=d("2027-03-02"))
        return
    with pytest.raises(ProtocolImpossible, match=refused):
        refuse_unwarned(asked, rows, today=d("2027-03-02"))


@pytest.mark.parametrize(
    ("ground", "consent", "error"),
    [
        ("offender_management", "", None),
        ("consent", "in_writing", None),
        ("consent", "told_and_noted", None),
        ("consent", "willing_in_court", CourtWillingnessIsNoConsent),
        ("consent", "", ProtocolImpossible),
        ("public_task", "in_writing", ProtocolImpossible),
        ("because", "", ProtocolImpossible),
    ],
)
def test_willingness_stated_in_court_is_no_consent(
    ground: str, consent: str, error: type[Exception] | None
) -> None:
    if error is None:
        refuse_ground(ground, consent)
        return
    with pytest.raises(error):
        refuse_ground(ground, consent)


def test_every_ground_names_its_source() -> None:
    assert [one.code for one in grounds().values() if one.is_consent] == ["consent"]
    assert all(one.source for one in grounds().values())
    assert grounds()["crime_and_disorder"].source == "Crime and Disorder Act 1998 section 115"


def test_two_standings_can_be_relied_on() -> None:
    found = [one for one in SharingStanding if one.can_be_relied_on]
    assert found == [SharingStanding.IN_FORCE, SharingStanding.REVIEW_DUE]
