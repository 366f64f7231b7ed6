"""An address for every row of the ledger: of open records, of restricted ones, of a refuge.

`{…}` is filled in from `Installation.words`, so that two installations are asked the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

AREA: Final = "/areas/north-west/central-lancashire"
COURT: Final = "/courts/preston-magistrates-court"
SOMEBODY: Final = {"postcode": "PR1 2AB", "sex": "female", "age": "25-49"}
PLAN: Final = {"area": "central-lancashire", "months": "12", "in_work": "no", "do": "plan"}

SERVICES: Final = ("open", "other", "restricted", "refuge", "nothing")

READ: Final[Mapping[str, tuple[str, ...]]] = {
    "/": ("/",),
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
    "/approving": ("/approving",),
    "/approving/<uuid:draft_id>": (
        "/approving/{draft}", "/approving/{restricted_draft}", "/approving/{refuge_draft}",
    ),
    "/approving/<uuid:draft_id>/preview": (
        "/approving/{draft}/preview", "/approving/{restricted_draft}/preview",
        "/approving/{refuge_draft}/preview",
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
            f"/listings/{{{one}}}{what}" for one in SERVICES
        )
        for what in ("", "/confirm", "/draft", "/history", "/preview")
    },
    "/log-in": ("/log-in", "/log-in?next=/services/{refuge}"),
    "/log-in/code": ("/log-in/code",),
    "/log-in/elsewhere": ("/log-in/elsewhere",),
    "/log-in/elsewhere/back": ("/log-in/elsewhere/back",),
    "/log-in/role": ("/log-in/role",),
    "/log-in/second-factor": ("/log-in/second-factor",),
    "/organisations": ("/organisations",),
    "/organisations/new": ("/organisations/new",),
    "/tokens": ("/tokens",),
    "/tokens/new": ("/tokens/new",),
    **{
        f"/organisations/<uuid:organisation_id>{what}": (
            f"/organisations/{{organisation}}{what}",
            f"/organisations/{{others_organisation}}{what}",
            f"/organisations/{{nothing}}{what}",
        )
        for what in ("/deputies/new", "/invitations/new", "/members")
    },
    "/organisations/<uuid:organisation_id>/members/<uuid:member_id>": (
        "/organisations/{organisation}/members/{member}",
        "/organisations/{others_organisation}/members/{member}",
    ),
    "/packages": (
        "/packages", "/packages?area=central-lancashire", "/packages?area=blackburn",
        "/packages?area=central-lancashire&part={refuge}",
        "/packages?area=central-lancashire&part={refuge_line}",
    ),
    "/password-reset": ("/password-reset",),
    "/password-reset/<token>": ("/password-reset/nothing",),
    "/password-reset/sent": ("/password-reset/sent",),
    "/performance": ("/performance",),
    "/prisons": ("/prisons", "/prisons?q=preston"),
    "/prisons/<code>": ("/prisons/pni", "/prisons/pni?area=central-lancashire", "/prisons/xxx"),
    "/providers": (
        "/providers", "/providers?q=forge", "/providers?q=rosewood", "/providers?q=larch",
    ),
    "/providers/<uuid:provider_id>": (
        "/providers/{provider}", "/providers/{refuge_provider}", "/providers/{nothing}",
    ),
    "/provision": ("/provision",),
    "/provision/<requirement>": ("/provision/residence", "/provision/programme"),
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
        "/services/{restricted}?area=central-lancashire",
    ),
    "/services/sheet": ("/services/sheet", "/services/sheet?requirement=residence"),
    "/sheets": ("/sheets", "/sheets?reference={sheet}", "/sheets?reference=nothing"),
    "/sheets/<reference>": ("/sheets/{sheet}", "/sheets/nothing"),
    "/sheets/<reference>.json": ("/sheets/{sheet}.json", "/sheets/nothing.json"),
    "/sitemap.xml": ("/sitemap.xml",),
}  # fmt: skip
"""By the rule of a route that answers GET. A table of rules is at the address of its rule."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form, and where it is sent; `keeps` where the answer would change something."""

    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    keeps: bool = False


def _each(path: str, *of: str, **fields: str) -> tuple[Sent, ...]:
    return tuple(Sent(path.format(f"{{{one}}}"), fields, keeps=True) for one in of)


SECRET: Final = ("restricted", "refuge", "nothing")

SENT: Final[Mapping[str, tuple[Sent, ...]]] = {
    "/account/email": (),
    "/account/password": (),
    "/account/recovery-codes": (),
    "/account/second-factor": (),
    "/account/telephone": (),
    "/account/visits/<uuid:visit_id>/end": _each("/account/visits/{}/end", "nothing"),
    "/approving/<uuid:draft_id>": _each(
        "/approving/{}", "restricted_draft", "refuge_draft", "nothing", reason="No"
    ),
    "/approving/services/<uuid:service_id>/earlier/<int:number>": _each(
        "/approving/services/{}/earlier/1", *SECRET
    ),
    "/approving/services/<uuid:service_id>/withdraw": _each(
        "/approving/services/{}/withdraw", *SECRET
    ),
    "/areas/<region>/<ldu>": (Sent(AREA, SOMEBODY), Sent(AREA, {"sex": "female"})),
    "/confirm/<sealed>": (Sent("/confirm/nothing", keeps=True),),
    "/courts": (Sent("/courts", {"q": "PR1 2AB"}), Sent("/courts", {"q": "preston"})),
    "/courts/<slug>": (
        Sent(COURT, SOMEBODY),
        Sent(COURT, {"sex": "female", "age": "21-24", "requirement": "residence"}),
        Sent(COURT, {"postcode": "nothing"}),
    ),
    "/courts/<slug>/sheets": (),
    "/email-change/<token>": (Sent("/email-change/nothing", keeps=True),),
    "/feedback/problem": tuple(
        Sent(
            "/feedback/problem",
            {"page": f"/services/{{{one}}}", "kind": "nothing", "words": "Nobody answers."},
            keeps=True,
        )
        for one in SECRET
    ),
    "/feedback/useful": (Sent("/feedback/useful", {"page": "/services/{refuge}"}, keeps=True),),
    "/invitations/<token>": (Sent("/invitations/nothing", keeps=True),),
    "/listings/<uuid:service_id>/confirm": _each("/listings/{}/confirm", *SECRET),
    "/listings/<uuid:service_id>/draft": _each("/listings/{}/draft", *SECRET, summary="So"),
    "/listings/<uuid:service_id>/draft/<any('submit', 'take-back', 'leave'):what>": _each(
        "/listings/{}/draft/submit", *SECRET
    ),
    "/listings/<uuid:service_id>/lines/<uuid:line_id>/<any('start', 'places', 'closure'):what>": (
        Sent("/listings/{restricted}/lines/{restricted_line}/start", keeps=True),
        Sent("/listings/{refuge}/lines/{refuge_line}/places", keeps=True),
        Sent("/listings/{nothing}/lines/{nothing}/places", keeps=True),
    ),
    "/listings/<uuid:service_id>/reach": _each("/listings/{}/reach", *SECRET, telephone="0"),
    "/log-in": (),
    "/log-in/code": (),
    "/log-in/role": (),
    "/log-in/second-factor": (),
    "/log-out": (),
    "/organisations/<uuid:organisation_id>/certify": _each("/organisations/{}/certify", "nothing"),
    "/organisations/<uuid:organisation_id>/deputies/<uuid:deputy_id>/withdraw": _each(
        "/organisations/{}/deputies/{{nothing}}/withdraw", "nothing"
    ),
    "/organisations/<uuid:organisation_id>/deputies/new": _each(
        "/organisations/{}/deputies/new", "nothing"
    ),
    "/organisations/<uuid:organisation_id>/invitations/<uuid:invitation_id>/again": _each(
        "/organisations/{}/invitations/{{invitation}}/again", "nothing"
    ),
    "/organisations/<uuid:organisation_id>/invitations/<uuid:invitation_id>/withdraw": _each(
        "/organisations/{}/invitations/{{invitation}}/withdraw", "nothing"
    ),
    "/organisations/<uuid:organisation_id>/invitations/new": _each(
        "/organisations/{}/invitations/new", "nothing"
    ),
    "/organisations/<uuid:organisation_id>/members/<uuid:member_id>": _each(
        "/organisations/{}/members/{{member}}", "nothing"
    ),
    "/organisations/<uuid:organisation_id>/members/<uuid:member_id>/remove": _each(
        "/organisations/{}/members/{{member}}/remove", "nothing"
    ),
    **{
        f"/organisations/<uuid:organisation_id>/members/<uuid:member_id>/{what}": _each(
            f"/organisations/{{}}/members/{{{{member}}}}/{what}", "nothing"
        )
        for what in ("disable", "enable", "second-factor")
    },
    "/organisations/new": (),
    "/tokens/<uuid:token_id>/revoke": _each("/tokens/{}/revoke", "nothing"),
    "/tokens/new": (),
    "/packages": (
        Sent("/packages", {"area": "central-lancashire"}),
        *(
            Sent("/packages", {**PLAN, "part": f"{{{one}}}"})
            for one in ("open_line", "restricted_line", "refuge_line", "refuge")
        ),
    ),
    "/password-reset": (),
    "/password-reset/<token>": (Sent("/password-reset/nothing", keeps=True),),
    "/prisons/<code>": (Sent("/prisons/pni", {"postcode": "PR1 2AB"}),),
    "/provision/<requirement>": (),
    "/provision/proposals/<uuid:proposal_id>": _each("/provision/proposals/{}", "nothing"),
    "/services": (
        Sent("/services", {"place": "PR1 2AB", "radius": "5", "q": "place to live"}),
        Sent("/services", {"place": "PR2 5AA", "radius": "50", "requirement": "residence"}),
        Sent("/services", {"place": "BB1 1AA", "q": "horizon", "sex": "male", "age": "25-49"}),
        Sent("/services", {"place": "PR1 5AB", "radius": "5", "requirement": "programme"}),
    ),
}
"""By the rule of a route that answers POST: of what keeps something only what is refused to those
who may not know; without one where nothing of a service is asked."""


def reads(rules: Iterator[str] | tuple[str, ...]) -> list[str]:
    return [path for rule in rules for path in READ.get(rule, (rule,))]
