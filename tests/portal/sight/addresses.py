"""An address for every row of the ledger: of open records, of restricted ones, of a refuge.

`{…}` is filled in from `Installation.words`, so that two installations are asked the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tests.portal.test_ledger import in_ledger

AREA: Final = "/areas/north-west/central-lancashire"
COURT: Final = "/courts/preston-magistrates-court"

SERVICES: Final = ("open", "other", "restricted", "refuge", "nothing")
PAIRS: Final = ("{other}/{twin}", "{open}/{restricted}", "{open}/{refuge}", "{open}/{nothing}")
LINES: Final = ("open_line", "restricted_line", "refuge_line")
BEGUN: Final = ("begun", "secretly_begun")
PROVIDERS: Final = ("provider", "others_provider", "refuge_provider", "nothing")
PROBLEMS: Final = ("problem", "nobodys_problem", "refuge_problem", "nothing")
UPLOADS: Final = ("upload", "others_upload", "regions_upload", "nothing")
RETURNS: Final = ("return", "others_return", "nothing")
CASES: Final = ("case", "case_with_place", "nothing")
PLACES_GIVEN: Final = ("given", "first_given", "nothing")

WRITTEN: Final = ("state", "met", "lead", "link", "revise", "real")
WRITING: Final = (
    "/plans/<plan_code>/actions/<uuid:action_id>/<any('" + "', '".join(WRITTEN) + "'):what>"
)
STATED: Final = (
    "extend", "conditions", "award", "price", "funders", "contribution", "withdraw", "vary"
)  # fmt: skip
STATING: Final = "/desk/agreements/<uuid:agreement_id>/<any('" + "', '".join(STATED) + "'):what>"
STATED_OF_PROTOCOL: Final = ("renew", "end", "sign")
STATING_PROTOCOL: Final = "/protocols/<uuid:protocol_id>/<any('renew', 'end', 'sign'):what>"

QUESTIONS: Final = ("question", "answered_question", "nothing")

READ: Final[Mapping[str, tuple[str, ...]]] = {
    "/": ("/",),
    "/answers": ("/answers", "/answers?reference=nothing", "/answers?reference={reference}"),
    "/answers/<reference>": (
        "/answers/{reference}", "/answers/{open_reference}", "/answers/nothing"
    ),
    "/courts/<slug>/ask": (
        f"{COURT}/ask", f"{COURT}/ask?service={{refuge}}", "/courts/nothing/ask"
    ),
    "/courts/<slug>/liaison": (f"{COURT}/liaison", "/courts/nothing/liaison"),
    "/areas/<region>/feedback": ("/areas/north-west/feedback", "/areas/nothing/feedback"),
    "/bench-feedback/<token>": ("/bench-feedback/{bench_token}", "/bench-feedback/nothing"),
    "/bench-feedback/thanks": ("/bench-feedback/thanks",),
    "/liaison": ("/liaison",),
    "/liaison/meetings": ("/liaison/meetings",),
    "/liaison/meetings/<uuid:meeting_id>": tuple(
        f"/liaison/meetings/{{{one}}}" for one in ("meeting", "off_meeting", "nothing")
    ),
    "/liaison/meetings/new": ("/liaison/meetings/new",),
    "/liaison/rounds": ("/liaison/rounds",),
    "/liaison/rounds/<uuid:round_id>/close": tuple(
        f"/liaison/rounds/{{{one}}}/close" for one in ("round", "nothing")
    ),
    "/liaison/rounds/<uuid:round_id>": tuple(
        f"/liaison/rounds/{{{one}}}" for one in ("round", "closed_round", "nothing")
    ),
    "/liaison/questions/<uuid:question_id>": tuple(
        f"/liaison/questions/{{{one}}}" for one in QUESTIONS
    ),
    "/about": ("/about",),
    "/about/accessibility": ("/about/accessibility",),
    "/about/api": ("/about/api",),
    "/about/data": ("/about/data",),
    "/about/forecasts": ("/about/forecasts",),
    "/about/privacy": ("/about/privacy",),
    "/about/rules": ("/about/rules",),
    "/about/rules/<table>.csv": ("/about/rules/permissions.csv", "/about/rules/nothing.csv"),
    "/account": ("/account",),
    "/account/email": ("/account/email",),
    "/account/password": ("/account/password",),
    "/account/recovery-codes": ("/account/recovery-codes",),
    "/account/second-factor": ("/account/second-factor",),
    "/account/telephone": ("/account/telephone",),
    "/api/v1/availability": (
        "/api/v1/availability?court=preston-magistrates-court",
        "/api/v1/availability?ldu=central-lancashire",
        "/api/v1/availability?ldu=north-wales&requirement=residence",
        "/api/v1/availability",
    ),
    "/api/v1/coverage": (
        "/api/v1/coverage",
        "/api/v1/coverage?requirement=residence&region=north-west",
        "/api/v1/coverage?requirement=accommodation",
    ),
    "/api/v1/referrals/<uuid:referral_id>": (
        "/api/v1/referrals/{case}", "/api/v1/referrals/{nothing}",
    ),
    "/approving": ("/approving",),
    "/approving/<uuid:draft_id>": (
        "/approving/{draft}", "/approving/{restricted_draft}", "/approving/{refuge_draft}",
    ),
    "/approving/<uuid:draft_id>/preview": (
        "/approving/{draft}/preview", "/approving/{restricted_draft}/preview",
        "/approving/{refuge_draft}/preview",
    ),
    "/approving/<uuid:draft_id>/reach": (
        "/approving/{refuge_draft}/reach", "/approving/{nothing}/reach",
    ),
    "/approving/services/<uuid:service_id>/earlier/<int:number>": tuple(
        f"/approving/services/{{{one}}}/earlier/1" for one in SERVICES
    ),
    "/approving/services/<uuid:service_id>/withdraw": tuple(
        f"/approving/services/{{{one}}}/withdraw" for one in SERVICES
    ),
    "/areas": ("/areas",),
    "/areas/<region>": (
        "/areas/north-west", "/areas/north-west?requirement=residence",
        "/areas/wales?requirement=programme",
    ),
    "/areas/<region>/<ldu>": (
        AREA, f"{AREA}?requirement=residence", f"{AREA}?requirement=programme",
        "/areas/wales/north-wales?requirement=residence",
        "/areas/wales/north-wales?requirement=mental_health_treatment",
        "/areas/north-west/blackburn?requirement=residence",
        "/areas/north-west/blackburn?requirement=programme",
    ),
    "/calls": ("/calls", "/calls?q=horizon", "/calls?q=larch", "/calls?q=nothing"),
    **{
        f"/calls/<uuid:call_id>{what}": tuple(
            f"/calls/{{{one}}}{what}" for one in ("call", "heads_call", "nothing")
        )
        for what in ("", "/letter")
    },
    "/calls/services/<uuid:service_id>": tuple(f"/calls/services/{{{one}}}" for one in SERVICES),
    "/confirm/<sealed>": ("/confirm/nothing",),
    "/courts": ("/courts", "/courts?q=preston", "/courts?q=refuge"),
    "/courts/<slug>": (
        COURT, f"{COURT}?requirement=residence", f"{COURT}?requirement=programme",
        f"{COURT}?area=central-lancashire", "/courts/nowhere-crown-court?requirement=residence",
        "/courts/nothing",
    ),
    "/courts/<slug>/bulletin": (f"{COURT}/bulletin",),
    "/courts/<slug>/bulletin.atom": (f"{COURT}/bulletin.atom",),
    "/courts/<slug>/bulletins/<week>": (f"{COURT}/bulletins/2027-W09", f"{COURT}/bulletins/x"),
    "/coverage": (
        "/coverage", "/coverage?requirement=residence&region=north-west",
        "/coverage?requirement=programme", "/coverage?requirement=accommodation",
    ),
    "/coverage.csv": ("/coverage.csv", "/coverage.csv?requirement=residence"),
    "/demonstration/932-of-800": ("/demonstration/932-of-800",),
    "/desk": ("/desk", "/desk?area=central-lancashire"),
    "/desk.csv": ("/desk.csv",),
    "/desk.xlsx": ("/desk.xlsx",),
    "/desk/board": ("/desk/board",),
    **{
        f"/desk/agreements{suffix}": (
            f"/desk/agreements{suffix}", f"/desk/agreements{suffix}?within=all"
        )
        for suffix in ("", ".csv", ".xlsx")
    },
    **{
        f"/desk/agreements/<uuid:agreement_id>{what}": tuple(
            f"/desk/agreements/{{{one}}}{what}" for one in ("agreement", "nothing")
        )
        for what in ("", "/money", "/money.csv")
    },
    STATING: (
        *(f"/desk/agreements/{{agreement}}/{what}" for what in STATED),
        "/desk/agreements/{nothing}/award",
    ),
    "/desk/lots": ("/desk/lots",),
    "/desk/lines/<uuid:line_id>/rehearsal": (
        "/desk/lines/{open_line}/rehearsal", "/desk/lines/{restricted_line}/rehearsal",
    ),
    "/refer": ("/refer", "/refer?area=central-lancashire"),
    "/refer/<uuid:line_id>": tuple(f"/refer/{{{one}}}" for one in (*LINES, "nothing")),
    "/sent": ("/sent",),
    "/said-today": ("/said-today",),
    "/cases": ("/cases", "/cases?standing=all"),
    **{
        f"/cases/<uuid:referral_id>{what}": tuple(f"/cases/{{{one}}}{what}" for one in CASES)
        for what in ("", "/sheet", "/slip", "/record", "/transfer", "/place", "/take-back")
    },
    "/cases/<uuid:referral_id>/sharing": ("/cases/{case}/sharing", "/cases/{nothing}/sharing"),
    "/desk/order-expiry": ("/desk/order-expiry",),
    "/inbox": ("/inbox", "/inbox?heading=new"),
    "/waiting-on": ("/waiting-on",),
    "/waiting-on/areas": ("/waiting-on/areas",),
    "/desk/order-expiry.csv": ("/desk/order-expiry.csv",),
    "/desk/lines/<uuid:line_id>": (
        "/desk/lines/{open_line}", "/desk/lines/{restricted_line}", "/desk/lines/{nothing}",
    ),
    **{
        f"/desk/lines/<uuid:line_id>/<table>.{form}": (
            f"/desk/lines/{{open_line}}/starts.{form}", f"/desk/lines/{{open_line}}/nothing.{form}",
        )
        for form in ("csv", "xlsx")
    },
    **{
        f"/desk/lines/<uuid:line_id>/cases{form}": tuple(
            f"/desk/lines/{{{one}}}/cases{form}" for one in (*LINES, "nothing")
        )
        for form in ("", ".csv")
    },
    **{
        f"/desk/lines/<uuid:line_id>/fairness{form}": tuple(
            f"/desk/lines/{{{one}}}/fairness{form}" for one in (*LINES, "nothing")
        )
        for form in ("", ".csv")
    },
    "/desk/need": ("/desk/need", "/desk/need?area=central-lancashire"),
    "/desk/need.csv": ("/desk/need.csv",),
    "/desk/requests": ("/desk/requests",),
    "/duplicates": ("/duplicates",),
    "/duplicates/merges/<uuid:merge_id>": (
        "/duplicates/merges/{merge}", "/duplicates/merges/{nothing}",
    ),
    "/duplicates/merges/<uuid:merge_id>/letter": (
        "/duplicates/merges/{merge}/letter", "/duplicates/merges/{nothing}/letter",
    ),
    "/duplicates/services/<uuid:one_id>/<uuid:other_id>": tuple(
        f"/duplicates/services/{pair}" for pair in PAIRS
    ),
    "/email-change/<token>": ("/email-change/nothing",),
    "/feedback/problem": (
        *(f"/feedback/problem?page=/services/{{{one}}}" for one in SERVICES),
        "/feedback/problem",
    ),
    "/feedback/thanks": ("/feedback/thanks?page=/services/{refuge}",),
    "/health": ("/health",),
    "/invitations/<token>": ("/invitations/nothing",),
    "/listings": ("/listings",),
    **{
        f"/listings/<uuid:service_id>{what}": tuple(
            f"/listings/{{{one}}}{what}" for one in (*SERVICES, "twin")
        )
        for what in ("", "/confirm", "/copies", "/history", "/master")
    },
    "/listings/<uuid:service_id>/reach/ask": tuple(
        f"/listings/{{{one}}}/reach/ask" for one in SERVICES
    ),
    **{
        f"/listings/<uuid:service_id>{what}": tuple(
            f"/listings/{{{one}}}{what}" for one in (*SERVICES, "twin", *BEGUN)
        )
        for what in ("/draft", "/offer", "/preview")
    },
    "/listings/<uuid:service_id>/stop": tuple(f"/listings/{{{one}}}/stop" for one in SERVICES),
    "/listings/<uuid:service_id>/basics": tuple(
        f"/listings/{{{one}}}/basics" for one in (*BEGUN, "nothing")
    ),
    "/listings/new": ("/listings/new",),
    "/log-in": ("/log-in", "/log-in?next=/services/{refuge}"),
    "/log-in/code": ("/log-in/code",),
    "/log-in/elsewhere": ("/log-in/elsewhere",),
    "/log-in/elsewhere/back": ("/log-in/elsewhere/back",),
    "/log-in/role": ("/log-in/role",),
    "/log-in/second-factor": ("/log-in/second-factor",),
    "/organisations": ("/organisations",),
    **{
        f"/organisations/<uuid:organisation_id>{what}": (
            f"/organisations/{{organisation}}{what}",
            f"/organisations/{{others_organisation}}{what}",
            f"/organisations/{{nothing}}{what}",
        )
        for what in ("/acting", "/close", "/deputies/new", "/invitations/new", "/members")
    },
    **{
        f"/organisations/<uuid:organisation_id>/members/<uuid:member_id>{what}": (
            f"/organisations/{{organisation}}/members/{{member}}{what}",
            f"/organisations/{{others_organisation}}/members/{{member}}{what}",
        )
        for what in ("", "/areas")
    },
    "/organisations/new": ("/organisations/new",),
    "/packages": (
        "/packages", "/packages?area=central-lancashire", "/packages?area=blackburn",
        "/packages?area=central-lancashire&part={refuge}",
        "/packages?area=central-lancashire&part={refuge_line}",
    ),
    "/evaluations": (
        "/evaluations", "/evaluations?q=debt&order=title", "/evaluations?service={open}",
        "/evaluations?service={refuge}", "/evaluations?service={restricted}",
    ),
    "/evaluations.csv": ("/evaluations.csv",),
    "/evaluations.json": ("/evaluations.json",),
    "/evaluations/new": ("/evaluations/new",),
    **{
        f"/evaluations/<uuid:evaluation_id>{what}": (
            f"/evaluations/{{evaluation}}{what}", f"/evaluations/{{nothing}}{what}"
        )
        for what in ("", ".csv", ".json", "/correct", "/withdraw")
    },
    "/partners": ("/partners", "/partners?q=council"),
    "/partners.csv": ("/partners.csv",),
    "/partners/new": ("/partners/new",),
    **{
        f"/partners/<uuid:partner_id>{what}": (
            f"/partners/{{partner}}{what}", f"/partners/{{nothing}}{what}"
        )
        for what in ("", "/change", "/end")
    },
    "/partners/areas/<slug>": (
        "/partners/areas/central-lancashire", "/partners/areas/nothing",
    ),
    "/partners/areas/<slug>/state": ("/partners/areas/nothing/state",),
    "/schemes": ("/schemes", "/schemes?region=north-west"),
    **{
        f"/schemes/<area>/<scheme>{what}": (
            f"/schemes/central-lancashire/{{scheme}}{what}",
            f"/schemes/central-lancashire/nothing{what}",
        )
        for what in ("", ".csv", ".json", "/state")
    },
    "/schemes/<area>/<scheme>/counts/<uuid:statement_id>/correct": tuple(
        f"/schemes/central-lancashire/{{scheme}}/counts/{{{one}}}/correct"
        for one in ("cohort", "nothing")
    ),
    "/password-reset": ("/password-reset",),
    "/password-reset/<token>": ("/password-reset/nothing",),
    "/password-reset/sent": ("/password-reset/sent",),
    "/performance": ("/performance",),
    "/prisons": ("/prisons", "/prisons?q=preston"),
    "/prisons/<code>": ("/prisons/pni", "/prisons/pni?area=central-lancashire", "/prisons/xxx"),
    "/problems": ("/problems",),
    "/problems/<uuid:problem_id>": tuple(f"/problems/{{{one}}}" for one in PROBLEMS),
    "/providers": (
        "/providers", "/providers?q=forge", "/providers?q=rosewood", "/providers?q=larch",
        "/providers?q=ramblers",
    ),
    "/providers/<uuid:provider_id>": (
        "/providers/{provider}", "/providers/{refuge_provider}", "/providers/{nothing}",
        "/providers/{former_provider}",
    ),
    "/plans": ("/plans",),
    "/plans/new": ("/plans/new",),
    "/plans/<plan_code>/actions/new": ("/plans/{plan}/actions/new", "/plans/nothing/actions/new"),
    "/plans/<plan_code>/carry": ("/plans/{plan}/carry", "/plans/nothing/carry"),
    WRITING: tuple(f"/plans/{{plan}}/actions/{{plan_action}}/{what}" for what in WRITTEN),
    "/plans/<plan_code>": (
        "/plans/{plan}", "/plans/{plan}?region=north-west&show=late", "/plans/{unpublished_plan}",
        "/plans/nothing",
    ),
    "/plans/<plan_code>.csv": ("/plans/{plan}.csv", "/plans/nothing.csv"),
    "/plans/<plan_code>.json": ("/plans/{plan}.json", "/plans/nothing.json"),
    "/plans/<plan_code>/actions/<uuid:action_id>": (
        "/plans/{plan}/actions/{plan_action}", "/plans/{plan}/actions/{nothing}",
    ),
    "/holds": ("/holds",),
    "/holds/<uuid:hold_id>": ("/holds/{hold}", "/holds/{nothing}"),
    "/offers": ("/offers",),
    "/places/<uuid:group_id>": ("/places/{group}", "/places/{nothing}"),
    "/places/<uuid:group_id>/more": ("/places/{group}/more", "/places/{nothing}/more"),
    **{
        f"/turns/<uuid:booking_id>{what}": tuple(f"/turns/{{{one}}}{what}" for one in PLACES_GIVEN)
        for what in ("", "/order")
    },
    "/beds": ("/beds",),
    "/beds/<uuid:bed_id>": ("/beds/{bed}", "/beds/{nothing}"),
    "/groups": ("/groups",),
    "/groups/<uuid:group_id>": ("/groups/{group}", "/groups/{nothing}"),
    "/groups/<uuid:group_id>/calls": ("/groups/{group}/calls", "/groups/{nothing}/calls"),
    "/groups/<uuid:group_id>/plan": ("/groups/{group}/plan", "/groups/{nothing}/plan"),
    "/groups/new": ("/groups/new",),
    "/desk/agreements/<uuid:agreement_id>/service-levels": (
        "/desk/agreements/{agreement}/service-levels", "/desk/agreements/{nothing}/service-levels",
    ),
    "/desk/lines/<uuid:line_id>/places": tuple(
        f"/desk/lines/{{{one}}}/places" for one in ("open_line", "refuge_line", "nothing")
    ),
    "/desk/lines/<uuid:line_id>/travel": tuple(
        f"/desk/lines/{{{one}}}/travel" for one in ("work_line", "nothing")
    ),
    "/registers": ("/registers",),
    "/registers/<uuid:session_id>": ("/registers/{register}", "/registers/{nothing}"),
    "/registers/cases": ("/registers/cases",),
    "/registers/people/<uuid:booking_id>": (
        "/registers/people/{booked}", "/registers/people/{first_given}",
        "/registers/people/{nothing}",
    ),
    "/protocols": ("/protocols",),
    "/protocols.csv": ("/protocols.csv",),
    "/protocols/new": ("/protocols/new",),
    "/protocols/files": ("/protocols/files",),
    **{
        f"/protocols/<uuid:protocol_id>{what}": (
            f"/protocols/{{protocol}}{what}", f"/protocols/{{nothing}}{what}"
        )
        for what in ("", "/change")
    },
    STATING_PROTOCOL: (
        *(f"/protocols/{{protocol}}/{what}" for what in STATED_OF_PROTOCOL),
        "/protocols/{nothing}/renew",
    ),
    "/provision": ("/provision",),
    "/provision/<requirement>": ("/provision/residence", "/provision/programme"),
    "/returns/<uuid:return_id>/figures.<any('csv', 'xlsx'):form>": tuple(
        f"/returns/{{{one}}}/figures.csv" for one in RETURNS
    ),
    "/returns/<uuid:return_id>": tuple(f"/returns/{{{one}}}" for one in RETURNS),
    "/services": (
        "/services", "/services?q=horizon", "/services?q=refuge", "/services?q=rosewood",
        "/services?q=safe+house", "/services?q=fishergate", "/services?q=mill",
        "/services?q=thursdays", "/services?q=debt", "/services?q=zzqx",
        "/services?q=programme+near+preston", "/services?requirement=residence",
        "/services?requirement=programme", "/services?area=central-lancashire",
        "/services?place=preston&radius=20", "/services?pathway=accommodation",
        "/services?sector=voluntary", "/services?q=housing&area=blackburn", "/services?page=2",
        "/services?radius=nothing",
    ),
    "/services.csv": (
        "/services.csv", "/services.csv?q=horizon", "/services.csv?requirement=residence",
    ),
    "/services/<uuid:service_id>": (
        *(f"/services/{{{one}}}" for one in SERVICES),
        "/services/{restricted}?area=central-lancashire", "/services/{merged}",
    ),
    "/services/<uuid:service_id>/reach": tuple(f"/services/{{{one}}}/reach" for one in SERVICES),
    "/services/sheet": ("/services/sheet", "/services/sheet?requirement=residence"),
    "/sheets": ("/sheets", "/sheets?reference={sheet}", "/sheets?reference=nothing"),
    "/sheets/<reference>": ("/sheets/{sheet}", "/sheets/nothing"),
    "/sheets/<reference>.json": ("/sheets/{sheet}.json", "/sheets/nothing.json"),
    "/sitemap.xml": ("/sitemap.xml",),
    "/statistics": ("/statistics",),
    "/statistics.csv": ("/statistics.csv",),
    "/statistics.json": ("/statistics.json",),
    "/statistics/fairness": ("/statistics/fairness",),
    "/statistics/fairness.csv": ("/statistics/fairness.csv",),
    "/successors": ("/successors", "/successors?q=forge", "/successors?q=larch"),
    "/successors/<uuid:one_id>/<uuid:other_id>": (
        "/successors/{provider}/{others_provider}", "/successors/{provider}/{nothing}",
        "/successors/{others_provider}/{refuge_provider}",
    ),
    "/successors/<uuid:provider_id>": tuple(f"/successors/{{{one}}}" for one in PROVIDERS),
    **{
        f"/successors/merges/<uuid:merge_id>{what}": (
            f"/successors/merges/{{provider_merge}}{what}", f"/successors/merges/{{nothing}}{what}"
        )
        for what in ("", "/letter")
    },
    "/tokens": ("/tokens",),
    "/tokens/new": ("/tokens/new",),
    "/uploads": ("/uploads",),
    **{
        f"/uploads/<uuid:upload_id>{what}": tuple(
            f"/uploads/{{{one}}}{what}" for one in UPLOADS
        )
        for what in ("", "/mistakes")
    },
    "/uploads/templates.xlsx": ("/uploads/templates.xlsx",),
    "/uploads/templates/<kind>.csv": (
        "/uploads/templates/services.csv", "/uploads/templates/none-such.csv",
    ),
    "/uploads/workbook.xlsx": ("/uploads/workbook.xlsx",),
}  # fmt: skip
"""By the rule of a route that answers GET. A table of rules is at the address of its rule."""


def reads() -> Iterator[tuple[str, str]]:
    """Rule and address of each page, in the order of the ledger."""
    for rule in dict.fromkeys(rule for rule, methods, _ in in_ledger() if "GET" in methods):
        for path in READ.get(rule, (rule,)):
            yield rule, path


def every_page() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for rule, path in reads():
        found.setdefault(rule, []).append(path)
    return found
