"""The closed words of sharing: what is shared, how an agreement stands, how a region minds."""

from __future__ import annotations

import enum


class SharedData(enum.StrEnum):
    """What an agreement covers; codes, so that nothing personal is typed into it."""

    CASE_REFERENCE = "case_reference"
    COURT_AND_ORDER = "court_and_order"
    CONTACT = "contact"
    RISK = "risk"
    OFFENCES = "offences"
    NEEDS = "needs"
    ATTENDANCE = "attendance"
    PROGRESS = "progress"
    HEALTH = "health"
    DRUGS_AND_ALCOHOL = "drugs_and_alcohol"
    SAFEGUARDING = "safeguarding"
    EQUALITY = "equality"

    @property
    def words(self) -> str:
        return _SAID[self]


_SAID = {
    SharedData.CASE_REFERENCE: "the case’s reference",
    SharedData.COURT_AND_ORDER: "court, order and its dates",
    SharedData.CONTACT: "how the person is reached",
    SharedData.RISK: "risk of serious harm",
    SharedData.OFFENCES: "offences",
    SharedData.NEEDS: "what the person needs",
    SharedData.ATTENDANCE: "attendance",
    SharedData.PROGRESS: "progress and how it ended",
    SharedData.HEALTH: "health",
    SharedData.DRUGS_AND_ALCOHOL: "drugs and alcohol",
    SharedData.SAFEGUARDING: "safeguarding of children and adults",
    SharedData.EQUALITY: "sex, age, ethnicity and disability, as groups",
}


class SharingStanding(enum.StrEnum):
    """How an agreement stands on a day; MISSING is said of two bodies that have none."""

    IN_FORCE = "in_force"
    REVIEW_DUE = "review_due"
    PAST_REVIEW = "past_review"
    NOT_YET = "not_yet"
    ENDED = "ended"
    MISSING = "missing"

    @property
    def can_be_relied_on(self) -> bool:
        return self in {SharingStanding.IN_FORCE, SharingStanding.REVIEW_DUE}


class FileStage(enum.StrEnum):
    """What a region does about a file of referrals that no agreement covers."""

    OFF = "off"
    WARNED = "warned"
    REFUSED = "refused"
