"""Tables of rules that stand beside the code that reads them, each with words for a lawyer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True, eq=False)
class RulePage:
    """A CSV in a package, and the words that introduce it.

    `titles` maps a column of the file to its heading on the page, in the order
    shown; empty shows every column under its own name.
    """

    slug: str
    title: str
    explanation: str
    package: str
    path: str
    titles: Mapping[str, str] = field(default_factory=dict)


ELSEWHERE: Final = (
    RulePage(
        "statuses",
        "Where a requirement or a service stands, and when that is said",
        "One rule finds the status, in the order of the last column; pages, maps, sheets, files "
        "and JSON all ask it. The headline of a requirement is its soonest service that most "
        "people could take, or that the person asked about could take.",
        "commissioning",
        "availability/statuses.csv",
        {
            "order": "Order on pages",
            "words": "Words on pages",
            "when": "Said when",
            "found_as": "Looked for as",
            "code": "Code in JSON",
        },
    ),
    RulePage(
        "contradictions",
        "Where what happens contradicts what was stated",
        "From the day on which so many referrals were declined for this reason, since the "
        "statement was made, its date is not shown as current: readers are told to ring.",
        "commissioning",
        "availability/contradictions.csv",
        {
            "statement": "What was stated",
            "observation": "What happens",
            "reason": "Reason, as the table of referral reasons has it",
            "referrals": "Referrals",
            "explanation": "Why so many, and what follows",
            "code": "Code",
        },
    ),
    RulePage(
        "bank-holidays",
        "Bank holidays of England and Wales",
        "Working days are counted without these days. Beyond the last of them, clocks of service "
        "levels refuse, and forecasts use days worked out by rule and say “expected”.",
        "commissioning",
        "reference/bank_holidays.csv",
        {"date": "Date", "name": "Holiday", "is_substitute": "In place of a weekend day"},
    ),
    RulePage(
        "referral-states",
        "What may happen to a referral, and when",
        "From where a referral stands, each event leads to the next standing. Where none is named "
        "the event is refused, in these words.",
        "commissioning",
        "referrals/states.csv",
        {
            "from_status": "Standing",
            "event": "Event",
            "to_status": "Leads to",
            "needs": "Only if",
            "who_may": "Said by",
            "refusal": "Refused with",
        },
    ),
    RulePage(
        "referral-reasons",
        "Reasons that an event may or must give",
        "Reasons are codes, so that nothing personal is typed into them.",
        "commissioning",
        "referrals/reasons.csv",
        {
            "event": "Event",
            "required": "Must be given",
            "reason": "Code",
            "name": "Reason",
            "meaning": "What it means",
        },
    ),
    RulePage(
        "due-moves",
        "Whose turn an open referral is",
        "The events of a referral leave it at a stage, and each stage is one party’s turn. A "
        "clock is counted in working days; days of a stated closure, and days on which it was not "
        "theirs to act, are passed over.",
        "commissioning",
        "moves/moves.csv",
        {
            "stage": "Stage",
            "party": "Whose turn",
            "says": "To do what",
            "clock": "Clock",
            "comes_back": "Comes back unanswered",
            "meaning": "Meaning",
        },
    ),
    RulePage(
        "service-levels",
        "Service levels where an agreement says nothing else",
        "The last day to act is so many working days after the day from which a clock counts.",
        "commissioning",
        "moves/service_levels.csv",
        {
            "name": "Clock",
            "from": "Counted from",
            "working_days": "Working days",
            "source": "Source",
        },
    ),
    RulePage(
        "questions-of-courts",
        "By when a question of a court is answered",
        "So many working days after the day of asking, by the row in force on that day. Whoever "
        "answers is reminded on the last day, and once after it.",
        "commissioning",
        "partnership/liaison/liaison_clock.csv",
        {"from": "From", "working_days": "Working days", "source": "Source"},
    ),
    RulePage(
        "words-for-partners",
        "Words that find a partner",
        "Beside their names partners are found by what bodies of their kind are called, past and "
        "present. A word that is no English, and nearly one of these, is taken for it.",
        "commissioning",
        "partnership/partners/partner_words.csv",
        {"kind": "Kind", "words": "Found by"},
    ),
    RulePage(
        "evaluation-designs",
        "What the design of an evaluation can say",
        "A finding reads as better, worse or no clear difference only where the design tells a "
        "difference, an interval is given and no group is too small. All else cannot be said.",
        "commissioning",
        "partnership/evaluations/designs.csv",
        {
            "code": "Code",
            "name": "Design",
            "tells_difference": "Does it tell a difference?",
            "can_say": "It can say",
            "cannot_say": "It cannot say",
        },
    ),
    RulePage(
        "silence",
        "What follows when a provider says nothing",
        "Each step is taken once, on its working day before or after the last day to act. Only "
        "what nobody has taken up comes back, to its sender, with its place kept: no wait stops, "
        "and nobody has declined.",
        "commissioning",
        "moves/silence.csv",
        {
            "step": "Step",
            "working_days": "Working days after the last day",
            "told": "Who is told",
            "meaning": "Meaning",
        },
    ),
    RulePage(
        "travel-reasons",
        "Why travel to unpaid work is credited",
        "Travel is credited for one of these reasons, beyond what is one's own (an hour a day "
        "unless a line's commissioner says otherwise) and never more than stands here. No credit "
        "stands without a reason.",
        "commissioning",
        "unpaid_work/travel.csv",
        {
            "code": "Code",
            "name": "Reason",
            "most_minutes": "Minutes a day at most",
            "source": "Source",
            "verified_by": "Verified by",
            "verified_on": "Verified on",
        },
    ),
    RulePage(
        "hours-off-for-compliance",
        "Hours of unpaid work taken off for compliance",
        "The rule holds from the day in its row and for work on that day or later. Without a day "
        "nothing is taken off, and pages say so.",
        "commissioning",
        "unpaid_work/discount.csv",
        {
            "name": "Rule",
            "qualifying_percent": "Per cent of the hours ordered that qualify",
            "minutes_off": "Minutes off for each whole hour after them",
            "in_force_from": "In force from",
            "condition": "Condition",
            "not_verified": "What is not verified",
            "source": "Source",
            "verified_by": "Verified by",
            "verified_on": "Verified on",
        },
    ),
    RulePage(
        "sharing-grounds",
        "On what ground information about people is shared",
        "An agreement on sharing information names one; where none in force covers a referral, "
        "whoever refers is asked for one.",
        "commissioning",
        "partnership/protocols/grounds.csv",
        {
            "code": "Code",
            "name": "Ground",
            "says": "When it holds",
            "is_consent": "Is it consent?",
            "source": "Source",
            "verified_by": "Verified by",
            "verified_on": "Verified on",
        },
    ),
    RulePage(
        "consent-to-sharing",
        "What is consent to sharing, and what is not",
        "Asked where somebody shares by consent. Willingness stated in court is not consent.",
        "commissioning",
        "partnership/protocols/consent_given.csv",
        {"code": "Code", "name": "How they agreed", "is_consent": "Is it consent?", "says": "Why"},
    ),
    RulePage(
        "review-of-sharing-agreements",
        "When an agreement on sharing information is due for review",
        "So many days before its review day it counts as due, and its owner is told; on the day "
        "they are told again. After that day it is past review.",
        "commissioning",
        "partnership/protocols/review_notice.csv",
        {
            "in_force_from": "In force from",
            "days_before": "Days before the review day",
            "source": "Source",
            "verified_by": "Verified by",
            "verified_on": "Verified on",
        },
    ),
    RulePage(
        "return-states",
        "What may be done to a monthly return, and by whom",
        "From where a return stands, each act leads to the next standing. Where none is named it "
        "is refused, in these words.",
        "commissioning",
        "returns/states.csv",
        {
            "state": "Standing",
            "act": "Act",
            "to_state": "Leads to",
            "who": "By whom",
            "refusal": "Refused with",
        },
    ),
    RulePage(
        "course-sessions",
        "The sessions of a programme, as its designers publish them",
        "Without a number of weeks stated by the provider, the time a course needs is counted from "
        "its first group session, one session a week, and the gaps named here.",
        "commissioning",
        "timing/course_sessions.csv",
        {
            "programme": "Programme",
            "number": "Number",
            "module": "Module",
            "session": "Session",
            "form": "Form",
            "minutes": "Minutes",
            "weeks_after_the_last": "Weeks after the one before",
            "source": "Source",
        },
    ),
    RulePage(
        "ordering",
        "What comes before what, where several services stand in one order",
        "A part begins when those before it have come so far: started, for so many weeks, or "
        "finished. Nothing waits for itself, and no circle is let into the table.",
        "commissioning",
        "packages/ordering.csv",
        {
            "before": "First",
            "after": "Then",
            "until": "When the first has",
            "weeks": "Weeks",
            "reason": "Reason",
            "source": "Source",
        },
    ),
    RulePage(
        "kinds-of-part",
        "What a service is taken for, where several stand in one order",
        "The first row that fits a service decides, so that it is one thing only. What fits no "
        "row comes neither before nor after anything.",
        "commissioning",
        "packages/kinds.csv",
        {
            "looked_at": "What is looked at",
            "value": "What it says",
            "kind": "Taken for",
            "reason": "Reason",
        },
    ),
    RulePage(
        "weekly-limits",
        "How much a week a person is taken to carry",
        "The most of all parts together. It can be changed wherever a package is planned.",
        "commissioning",
        "packages/weekly_limits.csv",
        {
            "in_work": "In work or education",
            "attendances": "Attendances a week",
            "hours": "Hours a week",
            "reason": "What that leaves room for",
            "source": "Source",
        },
    ),
)
"""Tables beside the code that reads them, in reading order; `directory.rules` lists its own."""
