"""With what status each address answers each member, from the ledger and the permissions.

Whose record is whose is said once, in `WITHIN`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from directory.accounts.acting import ACTS_FOR_ANOTHER
from directory.acts import Act
from directory.people.permissions import Extent, may, reach_of
from directory.people.roles import Role
from portal.access import PUBLIC
from portal.problem_documents import is_for_software
from tests.portal.sight.addresses import PROVIDERS, SERVICES
from tests.portal.sight.facts import KNOW_OF_A_REFUGE, READ_OF_A_REFUGE
from tests.portal.sight.forms import Sent
from tests.portal.sight.in_rooms import FILES
from tests.portal.sight.installations import NOBODY, role_of
from tests.portal.test_ledger import in_ledger

STATUSES: Final[Mapping[str, int]] = {
    "/answers/nothing": 422,
    "/answers?reference=nothing": 422,
    "/answers?reference={reference}": 303,
    "/courts/nothing/ask": 404,
    "/courts/nothing/liaison": 404,
    "/areas/nothing/feedback": 404,
    "/bench-feedback/nothing": 410,
    "/about/rules/nothing.csv": 404,
    "/api/v1/availability": 400,
    "/confirm/nothing": 404,
    "/courts/nothing": 404,
    "/courts/preston-magistrates-court/bulletins/x": 404,
    "/demonstration/932-of-800": 404,  # none is made here
    "/email-change/nothing": 410,
    "/evaluations/{nothing}": 404,
    "/evaluations/{nothing}.csv": 404,
    "/evaluations/{nothing}.json": 404,
    "/feedback/problem": 404,
    "/health": 503,  # no worker has passed
    "/invitations/nothing": 404,
    "/log-in/code": 303,
    "/log-in/elsewhere": 404,
    "/log-in/elsewhere/back": 404,
    "/log-in/second-factor": 303,
    "/password-reset/nothing": 410,
    "/plans/nothing": 404,
    "/plans/nothing.csv": 404,
    "/plans/nothing.json": 404,
    "/plans/{plan}/actions/{nothing}": 404,
    "/prisons/xxx": 404,
    "/prisons?q=preston": 302,
    "/partners/areas/nothing": 404,
    "/partners/{nothing}": 404,
    "/protocols/{nothing}": 404,
    "/providers/{former_provider}": 308,
    "/providers/{nothing}": 404,
    "/providers?q=rosewood": 404,
    "/schemes/central-lancashire/nothing": 404,
    "/schemes/central-lancashire/nothing.csv": 404,
    "/schemes/central-lancashire/nothing.json": 404,
    "/services/{nothing}": 404,
    "/services?radius=nothing": 400,
    "/sheets/nothing": 404,
    "/sheets/nothing.json": 404,
    "/sheets?reference=nothing": 404,
    "/sheets?reference={sheet}": 303,
    "/statistics.csv": 404,  # nothing is published here
    "/statistics.json": 404,
    "/statistics/fairness.csv": 404,
}
"""Of public addresses; any other is answered with 200, to everybody."""

OWN: Final = frozenset(
    {
        "open", "restricted", "open_line", "work_line", "restricted_line", "organisation", "draft",
        "restricted_draft", "problem", "return", "group", "register", "booked", "given", "bed",
        "case", "case_with_place", "first_given", "left", "off_register", "off_group", "clock",
    }
)  # fmt: skip
OTHERS: Final = frozenset({"other", "twin", "others_organisation", "others_return"})
CHANGED: Final = frozenset({"provider", "others_provider", "provider_merge"})
"""What an administrator may say of a provider too; of one that is kept from them nothing."""

OF_THE_REGION: Final = (
    OWN | OTHERS | CHANGED
    | {"refuge", "refuge_line", "refuge_draft", "refuge_provider", "merge", "regions_upload",
        "agreement", "lot", "cohort", "evaluation", "scheme", "partner", "plan", "problem",
        "protocol", "refuge_problem", "question", "answered_question", "meeting", "off_meeting",
        "point", "gone_point", "round", "closed_round"}
)  # fmt: skip
OF_HOME: Final = frozenset({"given", "first_given", "left", "answered", "case", "case_with_place"})
"""Of people whose home is the court team's area: of those it sent as well."""

QUEUES: Final = frozenset({"open_line", "work_line", "restricted_line", "refuge_line", "group"})
"""Into which officers refer and book people; of a refuge that it is, by area."""

WITHIN: Final[Mapping[str, frozenset[str]]] = {
    "acting body": frozenset({"open", "problem"}),
    "own editor": OWN | {"begun"},
    "own provider": OWN | {"upload", "token", "agreement"},
    "other provider": OTHERS | {"others_upload"},
    "own commissioner": OF_THE_REGION | {"call"},
    "own head": OF_THE_REGION | {"heads_call"},
    "court officer": QUEUES | OF_HOME | {"hold", "released"},
    "offender manager": QUEUES | OF_HOME,
    "prison officer": QUEUES,
    "administrator": CHANGED
    | {"organisation", "others_organisation", "nobodys_problem", "given", "first_given"}
    | {"evaluation", "partner", "protocol"},
}
"""The records of an address that are theirs."""

SENT_STATUSES: Final[Mapping[str, int]] = {
    "/account/reminders": 303,
    "/bench-feedback/nothing": 410,
    "/bench-feedback/{bench_token}": 422,
    "/courts/preston-magistrates-court/ask": 422,
    "/liaison/meetings/{meeting}/points/{gone_point}/take-out": 303,  # taken out already
    "/liaison/meetings/{off_meeting}/cancel": 303,  # it is off
    "/liaison/meetings/{off_meeting}/points/{point}/take-out": 404,
    "/plans/{plan}/carry/back": 303,  # nothing was carried into it
    "/liaison/rounds/{closed_round}/close": 303,  # the same
    "/liaison/rounds/{closed_round}/links/{closed_round_link}/close": 303,  # the same
    "/liaison/rounds/{round}/links/{closed_round_link}/close": 404,
    "/confirm/nothing": 404,
    "/email-change/nothing": 410,
    "/invitations/nothing": 404,
    "/feedback/problem": 422,
    "/feedback/useful": 400,
    "/password-reset/nothing": 422,
    "/approving/{refuge_draft}/reach": 200,
    "/services/{refuge}/reach": 200,
    "/listings/{open}/copies/{nothing}/withdraw": 404,
    "/listings/{open}/copies/{refuge}/withdraw": 404,
    "/listings/{other}/copies/{restricted}/withdraw": 404,
    "/listings/{other}/master/take": 404,  # its master is restricted
    "/listings/{restricted}/copies": 303,
    "/listings/{restricted}/draft/submit": 303,
    "/listings/{restricted}/master/leave": 303,
    "/listings/{restricted}/master/take": 404,  # it is nobody's copy
    "/groups/{group}/undo": 303,  # nothing is cancelled
    "/groups/{off_group}/cancel": 303,  # it is
    "/registers/{off_register}/off": 303,  # it is off
    "/beds": 404,  # of a house that is nobody's
    "/returns/signing": 303,
    "/rollover/carry?of={refuge}": 303,
    "/rollover/take-back?of={refuge}": 303,
    "/listings/{restricted}/drafts/{nothing}/take-over": 404,
    "/listings/{refuge}/drafts/{nothing}/take-over": 404,
    "/listings/{restricted}/offer": 404,  # it is on offer
    "/listings/{restricted}/offers/1/keep": 404,
    "/listings/{restricted}/stops/{nothing}/cancel": 404,
    "/listings/{refuge}/stops/{nothing}/cancel": 404,
    "/plans/{plan}/actions/{plan_action}/links/{nothing}": 303,  # it is gone
    "/plans/{plan}/actions/{plan_action}/real": 404,  # it names its place already
    "/holds/{released}/release": 303,  # released already: said so
    "/tokens/{token}/revoke": 303,
    "/turns/{left}/give-up": 303,  # the same
    **{  # nothing of it was applied, and nothing is answered
        f"/uploads/{{{name}}}/{what}": 303 for name in FILES for what in ("answers", "undo")
    },
    **{f"/successors/{{{one}}}/as-before": 303 for one in PROVIDERS},  # nothing was renamed
}
"""Of forms that nobody could have filled in: 422, and what is a question leads on by 303."""

WITHOUT_A_DRAFT: Final = frozenset({"own provider", "other provider", "acting body"})

ELSEWHERE: Final = (
    "/desk/lines/{open_line}/nothing.csv",
    "/desk/lines/{open_line}/nothing.xlsx",
    "/organisations/{organisation}/acting/{nothing}/",
    "/organisations/{organisation}/reopen",  # it is open
    "/organisations/{others_organisation}/members/{member}",
    "/calls/{call}/lines/{refuge_line}/",
    "/partners/areas/nothing/state",
    "/schemes/central-lancashire/nothing/state",
    "/schemes/central-lancashire/{scheme}/counts/{nothing}/",
    "/registers/people/{booked}/planned/{away}/",  # somebody else's days
    *(f"/services/{{{one}}}/reach" for one in SERVICES if one != "refuge"),
    *(f"/listings/{{{one}}}/reach/ask" for one in SERVICES),
)
"""Addresses of a record that is not in what they name before it, and of what is no secret: how a
service that is not confidential is reached stands on its page. Nobody here is of the refuge."""

OF_PRESTON: Final = frozenset({"own commissioner", "own head", "health commissioner"})
"""Those who commission in Preston's area."""

WRITE_OF_PLANS: Final = frozenset({"own commissioner", "own head"})
"""Of the region's own: what is not published yet nobody else reads."""

A_REGIONS: Final = frozenset({Role.COMMISSIONER, Role.REGION_HEAD})


@cache
def rows(rule: str) -> dict[str, str]:
    """What is asked at a rule, by method."""
    return {
        method: asks
        for known, methods, asks in in_ledger()
        if known == rule
        for method in methods.split()
    }


def names_in(path: str) -> list[str]:
    return re.findall(r"{(\w+)}", path)


def expected_read(who: str, rule: str, path: str) -> int:
    asks = rows(rule)["GET"]
    if asks == PUBLIC.value:
        return _open_status(who, path)
    if is_for_software(path):
        return _without_a_token(who, asks)
    return _refused(who, asks, path, nobody=303) or _special(who, path) or 200


def _without_a_token(who: str, asks: str) -> int:
    """A person has pages: what a program asks, they ask in vain."""
    role = role_of(who)
    return 401 if role is None or may(role, Act(asks)) else 403


def _open_status(who: str, path: str) -> int:
    if path == "/services/{merged}":
        return 308
    if path == "/plans/{unpublished_plan}":
        return 200 if who in WRITE_OF_PLANS else 404
    if path == "/services/{refuge}":
        return 200 if who in KNOW_OF_A_REFUGE else 404
    if path in {"/providers/{refuge_provider}", "/providers?q=larch"}:
        return 200 if who in READ_OF_A_REFUGE else 404
    if path.startswith("/log-in") and who != NOBODY:
        return {"/log-in/role": 200}.get(path, STATUSES.get(path, 303))
    return 303 if path == "/log-in/role" else STATUSES.get(path, 200)


def _special(who: str, path: str) -> int:
    """What is kept from some of those who may; whoever looks after one organisation is led to it;
    who has no draft has no preview; what is on offer leads to its listing."""
    if _is_kept_from(who, path):
        return 404
    if path.endswith("/offer") and path != "/listings/{begun}/offer":
        return 303
    if path == "/organisations" and who in {"own provider", "other provider"}:
        return 303
    return 422 if path.endswith("/preview") and who in WITHOUT_A_DRAFT else 0


def _is_kept_from(who: str, path: str) -> bool:
    """A workbook is a region's, an area its own commissioner's."""
    return {
        "/desk/need?area=central-lancashire": who not in OF_PRESTON,
        "/uploads/workbook.xlsx": role_of(who) not in A_REGIONS,
        "/plans/nothing/actions/new": True,
        "/plans/nothing/carry": True,
        "/plans/{plan}/actions/{plan_action}/real": True,  # it names its place already
        "/uploads/templates/none-such.csv": True,
        "/uploads/templates/services.csv": who == "administrator",
    }.get(path, False)


def _refused(who: str, asks: str, path: str, *, nobody: int) -> int:
    """0 for who may, to a record that is theirs."""
    role, act = role_of(who), Act(asks)
    if role is None:
        return nobody
    if not may(role, act):
        return 403
    return 404 if not _is_theirs(who, role, act, path) else 0


def _is_theirs(who: str, role: Role, act: Act, path: str) -> bool:
    is_anothers = who == "acting body" and act not in ACTS_FOR_ANOTHER and names_in(path)
    if path.startswith(ELSEWHERE) or is_anothers:
        return False
    if who == "health commissioner" and path.startswith("/liaison/"):
        return False  # they are no probation region
    both = path.startswith(("/duplicates/", "/successors/"))
    named = names_in(path) if both else names_in(path)[:1]
    if act is Act.DEPUTY_NAME and reach_of(role, act) is Extent.OWN:
        return not named  # of one's own organisation alone, which is none of these
    return all(one in WITHIN.get(who, ()) for one in named)


def expected_sent(who: str, rule: str, sent: Sent) -> int:
    asks = rows(rule)["POST"]
    if is_for_software(rule):
        return _without_a_token(who, asks)
    if asks != PUBLIC.value:
        refused = _refused(who, asks, sent.path, nobody=401)
        return refused or SENT_STATUSES.get(sent.path, 422)
    known = SENT_STATUSES.get(sent.path)
    is_refused = sent.fields.get("postcode") == "nothing"
    return known or (422 if is_refused else 303)


def expected_of_method(who: str, rule: str, path: str, method: str) -> int:
    """HEAD as GET; OPTIONS asks what the first route of the rule asks; the others are none."""
    if method == "HEAD":
        return expected_read(who, rule, path)
    if method != "OPTIONS":
        return 405
    asks, role = next(iter(rows(rule).values())), role_of(who)
    if asks == PUBLIC.value:
        return 200
    if role is None:
        return 401
    return 200 if may(role, Act(asks)) else 403
