"""What each page must say, to whom it says anything; and what of the secrets it must not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.portal.sight.addresses import STATING, STATING_PROTOCOL, WRITING
from tests.portal.sight.hiding import BEGUN_TITLE, SECRETLY_TITLE
from tests.portal.sight.in_rooms import FILES, MERGED_TITLE, TOKEN_NAME, TWIN_TITLE
from tests.portal.sight.installations import NOBODY, PRICE, Secrets
from tests.portal.sight.liaison_world import ANSWER, AT_A_MEETING

SAID: Final[dict[str, str]] = {
    "/": "What is available at sentence, and when would it start?",
    "/about": "About this service",
    "/answers": "Read an answer of probation",
    "/answers/<reference>": "A question of",
    "/courts/<slug>/ask": "Ask probation about what is offered here",
    "/courts/<slug>/liaison": "the court and probation",
    "/areas/<region>/feedback": "what sentencers say of probation",
    "/bench-feedback/<token>": "What sentencers say of probation",
    "/bench-feedback/thanks": "Thank you",
    "/liaison": "Courts and probation",
    "/liaison/meetings": "Meetings with courts",
    "/liaison/meetings/<uuid:meeting_id>": "Meeting of 2 March 2027",
    "/liaison/meetings/new": "A meeting with courts",
    "/liaison/rounds": "Yearly feedback of sentencers",
    "/liaison/rounds/<uuid:round_id>": "Round of 202",
    "/liaison/rounds/<uuid:round_id>/close": "Close the round of 2027 now?",
    "/liaison/questions/<uuid:question_id>": "A question of",
    "/about/accessibility": "Accessibility",
    "/about/api": "The answer for software",
    "/about/data": "Where the data come from",
    "/about/forecasts": "How start dates are worked out, and how often they hold",
    "/about/privacy": "Privacy",
    "/about/rules": "The rules it applies",
    "/about/software": "What software may tell",
    "/api/v1/openapi.json": '"openapi":"3.1.0"',
    "/software/differences": "What you hold, what we hold",
    "/about/rules/<table>.csv": "act,what,public,sentencer",
    "/account": "Your account",
    "/account/email": "Change your e-mail address",
    "/account/password": "Change your password",
    "/account/recovery-codes": "Make new recovery codes",
    "/account/second-factor": "Set up the second factor",
    "/account/telephone": "Change your telephone number",
    "/api/v1/availability": '"requirements":',
    "/api/v1/coverage": '"areas":',
    "/approving": "Listings to approve",
    "/approving/<uuid:draft_id>": "<h1",
    "/approving/<uuid:draft_id>/preview": "This is what readers",
    "/approving/<uuid:draft_id>/reach": "How to reach a confidential service",
    "/approving/services/<uuid:service_id>/earlier/<int:number>": "Publish an earlier wording of",
    "/approving/services/<uuid:service_id>/withdraw": "Withdraw",
    "/areas": "Choose an area",
    "/areas/<region>": "<h1",
    "/areas/<region>/<ldu>": "<h1",
    "/calls": "A provider rang you.",
    "/calls/<uuid:call_id>": "Told by telephone on",
    "/calls/<uuid:call_id>/letter": "What was recorded for you by telephone",
    "/calls/services/<uuid:service_id>": "Ring back first",
    "/courts": "Choose a court",
    "/courts/<slug>": "Court</h1>",
    "/courts/<slug>/bulletin": "weekly bulletin",
    "/courts/<slug>/bulletin.atom": "<feed xmlns=",
    "/courts/<slug>/bulletins/<week>": "weekly bulletin",
    "/coverage": "What is available where",
    "/coverage.csv": "Region,Area,Requirement or pathway",
    "/desk": "Your desk</h1>",
    "/desk.csv": "Line,Provider,Areas",
    "/desk.xlsx": 'name="Desk"',
    "/desk/board": "What needs a decision",
    "/desk/agreements": "Agreements: what ends when",
    "/desk/agreements.csv": "Agreement,Title,Kind",
    "/desk/agreements.xlsx": 'name="agreements"',
    "/desk/agreements/<uuid:agreement_id>": "What a unit costs",
    "/desk/agreements/<uuid:agreement_id>/money": "What each month comes to",
    "/desk/agreements/<uuid:agreement_id>/money.csv": "Agreement,Lot,Unit",
    STATING: "<h1",
    "/desk/lots": "Lots that buy no queue known here",
    "/desk/lines/<uuid:line_id>/rehearsal": "What if",
    "/refer": "Refer somebody",
    "/refer/<uuid:line_id>": "Refer somebody to",
    "/sent": "What became of what I sent",
    "/said-today": "What was said today</h1>",
    "/cases": "Cases</h1>",
    "/cases/<uuid:referral_id>": "Building Choices",
    "/cases/<uuid:referral_id>/sheet": ", for the file</h1>",
    "/cases/<uuid:referral_id>/slip": "When and where</h1>",
    "/cases/<uuid:referral_id>/record": "Record what happened</h1>",
    "/cases/<uuid:referral_id>/transfer": "Pass to another queue</h1>",
    "/cases/<uuid:referral_id>/place": "Book a place</h1>",
    "/cases/<uuid:referral_id>/take-back": "Take this back</h1>",
    "/cases/<uuid:referral_id>/sharing": "Sharing with the provider",
    "/desk/order-expiry": "Orders that end first",
    "/inbox": "Your inbox</h1>",
    "/waiting-on": "Who is due to act</h1>",
    "/waiting-on/areas": "In whose hands the days of waiting lie",
    "/desk/order-expiry.csv": "List,",
    "/desk/lines/<uuid:line_id>": "Promises kept",
    "/desk/lines/<uuid:line_id>/<table>.csv": "Month,Starts",
    "/desk/lines/<uuid:line_id>/<table>.xlsx": 'name="starts"',
    "/desk/lines/<uuid:line_id>/cases": "Cases: ",
    "/desk/lines/<uuid:line_id>/cases.csv": "Referred on,Stands",
    "/desk/lines/<uuid:line_id>/fairness": "How groups of people fare",
    "/desk/lines/<uuid:line_id>/fairness.csv": "Area or line,Characteristic,Group",
    "/desk/need": "Need beside provision",
    "/desk/need.csv": "Area,Kind,What",
    "/desk/requests": "Requests for places",
    "/duplicates": "Listed twice?",
    "/duplicates/merges/<uuid:merge_id>": "The trust says so.",
    "/duplicates/merges/<uuid:merge_id>/letter": "The trust says so.",
    "/duplicates/services/<uuid:one_id>/<uuid:other_id>": "Are these two one?",
    "/feedback/problem": "Report a problem with a page",
    "/feedback/thanks": "Thank you",
    "/listings": "Your listings",
    "/listings/<uuid:service_id>": "<h1",
    "/listings/<uuid:service_id>/basics": "How and where",
    "/listings/<uuid:service_id>/confirm": "Is this still right?",
    "/listings/<uuid:service_id>/copies": "Local copies of",
    "/listings/<uuid:service_id>/reach/ask": "Ask for another telephone or e-mail",
    "/listings/<uuid:service_id>/master": "master",
    "/listings/<uuid:service_id>/draft": "ubmit",
    "/listings/<uuid:service_id>/history": "Who changed what",
    "/listings/<uuid:service_id>/offer": "It is your draft",
    "/listings/<uuid:service_id>/preview": "This is what readers",
    "/listings/<uuid:service_id>/stop": "Plan days without referrals",
    "/listings/new": "List a new service",
    "/log-in": "Log in",
    "/log-in/role": "As whom do you act?",
    "/organisations": "Organisations and their members",
    "/organisations/new": "<h1",
    "/tokens": "oken",
    "/tokens/new": "oken",
    "/organisations/<uuid:organisation_id>/acting": "Who keeps your listings for you",
    "/organisations/<uuid:organisation_id>/close": "Close The",
    "/organisations/<uuid:organisation_id>/deputies/new": "Name a deputy",
    "/organisations/<uuid:organisation_id>/invitations/new": "Invite somebody to The",
    "/organisations/<uuid:organisation_id>/members": "Members of The",
    "/organisations/<uuid:organisation_id>/members/<uuid:member_id>": "Ada own editor",
    "/organisations/<uuid:organisation_id>/members/<uuid:member_id>/areas": "Ada own editor",
    "/packages": "Several services in one order",
    "/evaluations": "This is no league table",
    "/evaluations.csv": "title,subjects,made_by",
    "/evaluations.json": "Two years of the service",
    "/evaluations/new": "State an evaluation",
    "/evaluations/<uuid:evaluation_id>": "Better for reconviction within 12 months",
    "/evaluations/<uuid:evaluation_id>.csv": "outcome,better,effect",
    "/evaluations/<uuid:evaluation_id>.json": "Two years of the service",
    "/evaluations/<uuid:evaluation_id>/correct": "Correct what is stated",
    "/evaluations/<uuid:evaluation_id>/withdraw": "Withdraw an evaluation",
    "/partners": "Partners</h1>",
    "/partners.csv": "Name,Kind,Areas",
    "/partners/new": "Add a partner",
    "/partners/<uuid:partner_id>": "Invented City Council",
    "/partners/<uuid:partner_id>/change": "Change what is said of Invented City Council",
    "/partners/<uuid:partner_id>/end": "It ended, or another came in its place",
    "/partners/areas/<slug>": "Not known to this portal.",
    "/schemes": "Schemes</h1>",
    "/schemes/<area>/<scheme>": "Daily contact after release.",
    "/schemes/<area>/<scheme>.csv": "Period,Places bought or agreed",
    "/schemes/<area>/<scheme>.json": "2027-01",
    "/schemes/<area>/<scheme>/state": "State the counts of a month",
    "/schemes/<area>/<scheme>/counts/<uuid:statement_id>/correct": "Correct the counts of a period",
    "/password-reset": "Set a new password",
    "/password-reset/sent": "Look into your e-mails",
    "/performance": "How this service does",
    "/prisons": "Choose a prison",
    "/prisons/<code>": "HMP Preston",
    "/providers": "Find a provider",
    "/providers/<uuid:provider_id>": "<h1",
    "/problems": "Problems reported",
    "/problems/<uuid:problem_id>": "What is wrong",
    "/plans": "Action plans",
    "/plans/new": "Make a plan</h1>",
    "/plans/<plan_code>/actions/new": "Add an item</h1>",
    "/plans/<plan_code>/carry": "Carry open items into the next plan</h1>",
    WRITING: "<h1",
    "/plans/<plan_code>": "What is shown as a file (CSV)",
    "/plans/<plan_code>.csv": "code,parents,section",
    "/plans/<plan_code>.json": '"code": ',
    "/plans/<plan_code>/actions/<uuid:action_id>": "Where it stands",
    "/holds": "Places held before sentence",
    "/holds/<uuid:hold_id>": "Hearing",
    "/offers": "Places offered",
    "/places/<uuid:group_id>": "A place in a group",
    "/places/<uuid:group_id>/more": "More places in a group",
    "/turns/<uuid:booking_id>": "Why this place was given",
    "/turns/<uuid:booking_id>/order": "The order by which a place was given",
    "/beds": "Your beds</h1>",
    "/beds/<uuid:bed_id>": "Made ready between two stays",
    "/groups": "Your groups</h1>",
    "/groups/<uuid:group_id>": "Building Choices",
    "/groups/<uuid:group_id>/calls": "Down the order by telephone",
    "/groups/<uuid:group_id>/plan": "meets</h1>",
    "/groups/new": "Plan a new group</h1>",
    "/desk/agreements/<uuid:agreement_id>/service-levels": "Days that come from elsewhere",
    "/desk/lines/<uuid:line_id>/places": "By what order places go",
    "/desk/lines/<uuid:line_id>/travel": "How much travel is credited",
    "/registers": "Registers</h1>",
    "/registers/<uuid:session_id>": "Session 1 of",
    "/registers/cases": "Attendance of your cases</h1>",
    "/registers/people/<uuid:booking_id>": "In the group since",
    "/protocols": "Agreements on sharing information",
    "/protocols.csv": "Reference,Title,Standing",
    "/protocols/new": "Add an agreement on sharing information",
    "/protocols/files": "Files of referrals that no agreement covers",
    "/protocols/<uuid:protocol_id>": "Parties, and by which post each signed",
    "/protocols/<uuid:protocol_id>/change": "Change what NW-1 says",
    STATING_PROTOCOL: "Sharing with who delivers",
    "/provision": "What is provided in your areas",
    "/provision/<requirement>": "<h1",
    "/returns": "Monthly returns",
    "/returns/<uuid:return_id>/figures.<any('csv', 'xlsx'):form>": "Month,Agreement,Part",
    "/returns/<uuid:return_id>": "Return for February 2027",
    "/rollover": "Into the next year",
    "/services": "Find a service",
    "/services.csv": "Service,Provider,Areas,Where",
    "/services/<uuid:service_id>": "<h1",
    "/services/<uuid:service_id>/reach": "How to reach a confidential service",
    "/services/sheet": "Services",
    "/sheets": "Find a court sheet",
    "/sheets/<reference>": "<h1",
    "/sheets/<reference>.json": '"answer":',
    "/sitemap.xml": "<urlset",
    "/statistics": "Nothing is published yet.",
    "/statistics/fairness": "Nothing is published yet.",
    "/successors": "Providers that changed",
    "/successors/<uuid:one_id>/<uuid:other_id>": "Are these two one organisation?",
    "/successors/<uuid:provider_id>": "It was renamed or has another number",
    "/successors/merges/<uuid:merge_id>": "The register says so.",
    "/successors/merges/<uuid:merge_id>/letter": "The register says so.",
    "/uploads": "Files of your organisation",
    "/uploads/<uuid:upload_id>": "Nothing was written.",
    "/uploads/<uuid:upload_id>/mistakes": "none-such",
    "/uploads/templates.xlsx": "Example:",
    "/uploads/templates/<kind>.csv": "Example:",
    "/uploads/workbook.xlsx": 'name="services"',
}
"""By rule; of a table of rules, not named here, it is the address of its file."""

INSTEAD: Final[Mapping[str, str]] = {
    "/approving/{refuge_draft}/preview": "Who would see what of it",
}
"""In place of what its rule's other pages say: a refuge has no page to be previewed."""

OF_RECORDS: Final[Mapping[str, str]] = {
    "/answers/{reference}": ANSWER,
    "/areas/north-west/feedback": "Fewer than 8 sentencers answered: nothing is published.",
    "/liaison/meetings/{meeting}": AT_A_MEETING,
    "/courts/preston-magistrates-court/liaison": ANSWER,
    "/approving/{draft}": "Said anew.",
    "/areas/north-west": "North West",
    "/calls/services/{refuge}": "The portal holds no number",
    "/calls/{call}": "Mo Khan",
    "/desk/agreements/{agreement}": "20 starts",
    "/duplicates/merges/{merge}": MERGED_TITLE,
    "/duplicates/services/{other}/{twin}": TWIN_TITLE,
    "/areas/north-west/central-lancashire": "Central Lancashire",
    "/courts/preston-magistrates-court": "Preston Magistrates",
    "/listings/{open}": "Finance, benefit and debt advice 1",
    "/listings/{open}/copies": TWIN_TITLE,
    "/listings/{twin}/master": "Finance, benefit and debt advice 1",
    "/providers/{provider}": "Example Forge Trust",
    "/providers?q=ramblers": "Another trust",
    "/plans": "Homes in the North West",
    "/plans/{plan}": "overdue since 1 October 2026",
    "/plans/{plan}/actions/{plan_action}": "Finance, benefit and debt advice 1",
    "/provision/residence": "Residence",
    "/services/{open}": "Finance, benefit and debt advice 1",
    "/services/{other}": "Walking group on Lune Street",
    "/services/{restricted}": "Horizon",
    "/sheets/{sheet}": "Preston Magistrates",
    **{f"/uploads/{{{name}}}": f"groups-{file}.csv" for name, file in FILES.items()},
}

OF_WHO: Final[Mapping[tuple[str, str], str]] = {
    ("/liaison", "own commissioner"): "Preston Magistrates",
    ("/liaison", "own head"): "Preston Magistrates",
    ("/liaison", "other commissioner"): "No question waits for an answer.",
    ("/liaison", "health commissioner"): "Your organisation is none.",
    ("/listings", "acting body"): "for Example Forge Trust",
    ("/listings/{open}", "acting body"): "A council for The forge",
    **{
        (f"/desk/agreements{suffix}?within=all", who): "A contract"
        for suffix in ("", ".csv")
        for who in ("own provider", "own commissioner", "own head")
    },
    ("/desk/agreements/{agreement}", "own commissioner"): PRICE,
    ("/desk/agreements/{agreement}", "own head"): PRICE,
    ("/duplicates", "own commissioner"): TWIN_TITLE,
    ("/duplicates", "own head"): TWIN_TITLE,
    ("/problems", "acting body"): "Finance, benefit and debt advice 1",
    ("/problems", "administrator"): "/courts",
    ("/problems", "own editor"): "Finance, benefit and debt advice 1",
    ("/problems", "own head"): "Finance, benefit and debt advice 1",
    ("/problems", "other commissioner"): "Nothing waits for an answer.",
    ("/problems", "other provider"): "Nothing waits for an answer.",
    ("/returns", "own editor"): "A grant (return)",
    ("/returns", "own provider"): "A grant (return)",
    ("/returns", "other provider"): "A grant (others_return)",
    ("/returns", "own commissioner"): "A grant (return)",
    ("/returns", "own head"): "A grant (others_return)",
    ("/rollover", "own provider"): "Finance, benefit and debt advice 1",
    ("/rollover", "other provider"): TWIN_TITLE,
    ("/rollover", "own commissioner"): TWIN_TITLE,
    ("/evaluations/{evaluation}", "own commissioner"): "Correct what is stated",
    ("/protocols/{protocol}", "own provider"): "Example Forge Trust",
    ("/protocols/{protocol}", "own commissioner"): "Record a signature",
    ("/tokens", "own provider"): TOKEN_NAME,
    ("/uploads", "own provider"): "groups-own.csv",
    ("/uploads", "other provider"): "groups-other.csv",
    ("/uploads", "own commissioner"): "groups-region.csv",
}
"""What a list shows to those whose it is, and to nobody else."""

READ_OF_A_GROUP: Final = frozenset(
    {
        "court officer", "offender manager", "prison officer", "own editor", "own provider",
        "own commissioner", "own head",
    }
)  # fmt: skip
"""Those who read the venue of the restricted service."""

READ_OF_A_PRICE: Final = frozenset({"own commissioner", "own head"})
"""Before award."""

READ_OF_A_REASON: Final = frozenset({"court officer", "offender manager", "prison officer"})
"""In the form by which they refer, and of their own cases: why somebody goes before their turn."""

READ_WHAT_A_COURT_ASKS: Final = frozenset({"own commissioner", "own head"})
"""Those who answer it, and nobody else."""

READ_OF_A_REFUGE: Final = frozenset({"own commissioner", "own head"})
KNOW_OF_A_REFUGE: Final = READ_OF_A_REFUGE | {
    "sentencer", "court officer", "offender manager", "prison officer", "analyst",
    "administrator", "other commissioner", "other head",
}  # fmt: skip


def must_say(rule: str, path: str, who: str, secrets: Secrets) -> list[str]:
    said = [
        INSTEAD.get(path, SAID.get(rule, f"{rule}.csv")),
        *([OF_RECORDS[path]] if path in OF_RECORDS else []),
    ]
    if (path, who) in OF_WHO:
        said.append(OF_WHO[path, who])
    if path == "/services/{restricted}" and who in READ_OF_A_GROUP:
        said.append(secrets.restricted.venue)
    if path == "/services/{refuge}" and secrets.refuge:
        named = who in READ_OF_A_REFUGE
        said.append(secrets.refuge.title if named else "A confidential service")
    return said


TELLS_REACH: Final = frozenset({"/services/<uuid:service_id>/reach"})
"""The only forms in whose answer a confidential address stands, once it was said why."""


def must_tell(rule: str, secrets: Secrets) -> list[str]:
    """In the answer to a form that is not refused."""
    told = secrets.refuge if rule in TELLS_REACH else None
    return [] if told is None else [told.address, told.postcode, told.telephone, told.email]


def must_not_say(who: str, secrets: Secrets) -> list[str]:
    """Nobody is shown a confidential address on a page; to most the rest is a secret as well.

    The postcode of the restricted venue is that of a prison, which anybody may read.
    """
    refuge, kept = secrets.refuge, secrets.restricted
    words = [SECRETLY_TITLE, *([] if refuge is None else [refuge.postcode])]
    if who != "own editor":
        words.append(BEGUN_TITLE)
    if who not in READ_OF_A_PRICE:
        words.append(PRICE)
    if refuge is not None and who not in READ_OF_A_REFUGE:
        words += refuge.words
    if who == NOBODY or who not in READ_OF_A_GROUP:
        words += [word for word in kept.words if word != kept.postcode]
    if who not in READ_OF_A_REASON:
        words += secrets.first.words
    if who not in READ_WHAT_A_COURT_ASKS:
        words += secrets.bench.words
    return words
