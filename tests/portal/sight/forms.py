"""A form for every row of the ledger that takes one, sent to what `addresses` reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tests.portal.sight.addresses import (
    AREA,
    COURT,
    PAIRS,
    PROBLEMS,
    PROVIDERS,
    QUESTIONS,
    RETURNS,
    SERVICES,
    STATED,
    STATED_OF_PROTOCOL,
    STATING,
    STATING_PROTOCOL,
    UPLOADS,
    WRITING,
    WRITTEN,
)

SOMEBODY: Final = {"postcode": "PR1 2AB", "sex": "female", "age": "25-49"}
PLAN: Final = {"area": "central-lancashire", "months": "12", "in_work": "no", "do": "plan"}


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
    "/account/reminders": (Sent("/account/reminders", {"rhythm": "none"}, keeps=True),),
    "/account/second-factor": (),
    "/account/telephone": (),
    "/account/visits/<uuid:visit_id>/end": _each("/account/visits/{}/end", "nothing"),
    **{
        f"/api/v1/{one}": (Sent(f"/api/v1/{one}", keeps=True),)
        for one in (
            "attendance",
            "confirmations",
            "differences",
            "groups",
            "places",
            "referrals",
            "statements",
        )
    },
    "/api/v1/groups/<uuid:group_id>/state": _each("/api/v1/groups/{}/state", "nothing"),
    "/api/v1/referrals/<uuid:referral_id>/events": _each("/api/v1/referrals/{}/events", "nothing"),
    "/approving/<uuid:draft_id>": _each(
        "/approving/{}", "restricted_draft", "refuge_draft", "nothing", reason="No"
    ),
    "/approving/<uuid:draft_id>/reach": _each(
        "/approving/{}/reach", "refuge_draft", "nothing", why="decide"
    ),
    "/approving/services/<uuid:service_id>/earlier/<int:number>": _each(
        "/approving/services/{}/earlier/1", *SECRET
    ),
    "/approving/services/<uuid:service_id>/withdraw": _each(
        "/approving/services/{}/withdraw", *SECRET
    ),
    "/areas/<region>/<ldu>": (Sent(AREA, SOMEBODY), Sent(AREA, {"sex": "female"})),
    "/calls/<uuid:call_id>/lines/<uuid:line_id>/<any('start', 'places', 'closure'):what>": (
        Sent("/calls/{call}/lines/{restricted_line}/start", keeps=True),
        Sent("/calls/{call}/lines/{refuge_line}/places", keeps=True),
        Sent("/calls/{heads_call}/lines/{restricted_line}/closure", keeps=True),
    ),
    **{
        f"/calls/<uuid:call_id>/{what}": _each(
            f"/calls/{{}}/{what}", "call", "heads_call", "nothing", telephone="0"
        )
        for what in ("reach", "right")
    },
    "/calls/services/<uuid:service_id>": _each("/calls/services/{}", *SERVICES, told_by="Mo"),
    "/confirm/<sealed>": (Sent("/confirm/nothing", keeps=True),),
    "/courts": (Sent("/courts", {"q": "PR1 2AB"}), Sent("/courts", {"q": "preston"})),
    "/courts/<slug>": (
        Sent(COURT, SOMEBODY),
        Sent(COURT, {"sex": "female", "age": "21-24", "requirement": "residence"}),
        Sent(COURT, {"postcode": "nothing"}),
    ),
    "/courts/<slug>/sheets": (),
    "/courts/<slug>/ask": (
        Sent(f"{COURT}/ask", {"words": "When?"}, keeps=True),
        *(
            Sent(f"{COURT}/ask", {"about": f"service:{{{one}}}", "words": "When?"}, keeps=True)
            for one in SECRET
        ),
    ),
    "/bench-feedback/<token>": tuple(
        Sent(f"/bench-feedback/{one}", keeps=True) for one in ("{bench_token}", "nothing")
    ),
    "/liaison/meetings/new": (Sent("/liaison/meetings/new", keeps=True),),
    **{
        f"/liaison/meetings/<uuid:meeting_id>/{what}": _each(
            f"/liaison/meetings/{{}}/{what}", "off_meeting", "nothing"
        )
        for what in ("cancel", "hold", "points")
    },
    "/liaison/meetings/<uuid:meeting_id>/points/<uuid:point_id>/take-out": (
        Sent("/liaison/meetings/{meeting}/points/{gone_point}/take-out", keeps=True),
        Sent("/liaison/meetings/{off_meeting}/points/{point}/take-out", keeps=True),
        Sent("/liaison/meetings/{nothing}/points/{point}/take-out", keeps=True),
    ),
    "/liaison/rounds": (Sent("/liaison/rounds", keeps=True),),
    **{
        f"/liaison/rounds/<uuid:round_id>/{what}": _each(
            f"/liaison/rounds/{{}}/{what}", "closed_round", "nothing"
        )
        for what in ("close", "links")
    },
    "/liaison/rounds/<uuid:round_id>/links/<uuid:link_id>/close": (
        Sent("/liaison/rounds/{closed_round}/links/{closed_round_link}/close", keeps=True),
        Sent("/liaison/rounds/{round}/links/{closed_round_link}/close", keeps=True),
        Sent("/liaison/rounds/{nothing}/links/{closed_round_link}/close", keeps=True),
    ),
    **{
        f"/liaison/questions/<uuid:question_id>{what}": tuple(
            Sent(f"/liaison/questions/{{{one}}}{what}", keeps=True) for one in of
        )
        for what, of in (("", QUESTIONS), ("/show", ("question", "nothing")))
    },
    "/desk/views": (Sent("/desk/views", {"name": "", "area": "blackburn"}, keeps=True),),
    "/desk/views/<uuid:view_id>/delete": _each("/desk/views/{}/delete", "nothing"),
    "/refer/<uuid:line_id>": _each(
        "/refer/{}", "open_line", "restricted_line", "refuge_line", "nothing", reference="C-1"
    ),
    "/cases": (Sent("/cases", {"reference": "C-1"}),),
    **{
        f"/cases/<uuid:referral_id>/{what}": _each(f"/cases/{{}}/{what}", "case", "nothing")
        for what in ("record", "transfer", "place", "sharing", "take-back")
    },
    "/desk/lines/<uuid:line_id>/notes": _each("/desk/lines/{}/notes", "open_line", "nothing"),
    "/desk/lines/<uuid:line_id>/requests": _each("/desk/lines/{}/requests", "open_line", "nothing"),
    "/desk/lines/<uuid:line_id>/places": _each("/desk/lines/{}/places", "open_line", "nothing"),
    "/desk/lines/<uuid:line_id>/travel": _each("/desk/lines/{}/travel", "work_line", "nothing"),
    "/desk/requests/<uuid:request_id>": _each("/desk/requests/{}", "nothing"),
    "/desk/requests/<uuid:request_id>/withdraw": _each("/desk/requests/{}/withdraw", "nothing"),
    STATING: tuple(
        Sent(f"/desk/agreements/{{{one}}}/{what}", {"notice_months": "x"}, keeps=True)
        for what in STATED
        for one in ("agreement", "nothing")
    ),
    "/desk/agreements/<uuid:agreement_id>/money": _each(
        "/desk/agreements/{}/money", "agreement", "nothing"
    ),
    "/desk/agreements/<uuid:agreement_id>/service-levels": _each(
        "/desk/agreements/{}/service-levels", "agreement", "nothing", plan="x"
    ),
    "/desk/lots/<uuid:lot_id>/join": _each("/desk/lots/{}/join", "lot", "nothing"),
    "/desk/lots/<uuid:lot_id>/part": _each("/desk/lots/{}/part", "nothing"),
    "/duplicates/merges/<uuid:merge_id>": _each("/duplicates/merges/{}", "merge", "nothing"),
    "/duplicates/services/<uuid:one_id>/<uuid:other_id>": tuple(
        Sent(f"/duplicates/services/{pair}", {"reason": "Alike."}, keeps=True) for pair in PAIRS
    ),
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
    "/listings/<uuid:service_id>/basics": _each(
        "/listings/{}/basics", "begun", "secretly_begun", "nothing"
    ),
    "/listings/<uuid:service_id>/confirm": _each("/listings/{}/confirm", *SECRET),
    "/listings/<uuid:service_id>/copies": _each("/listings/{}/copies", *SECRET),
    "/listings/<uuid:service_id>/copies/<uuid:copy_id>/withdraw": (
        Sent("/listings/{open}/copies/{nothing}/withdraw", keeps=True),
        Sent("/listings/{open}/copies/{refuge}/withdraw", keeps=True),
        Sent("/listings/{other}/copies/{restricted}/withdraw", keeps=True),
    ),
    "/listings/<uuid:service_id>/copies/look": tuple(
        Sent(f"/listings/{{{one}}}/copies/look") for one in ("open", *SECRET)
    ),
    "/listings/<uuid:service_id>/draft": _each("/listings/{}/draft", *SECRET, summary="So"),
    "/listings/<uuid:service_id>/draft/<any('submit', 'take-back', 'leave'):what>": _each(
        "/listings/{}/draft/submit", *SECRET
    ),
    "/listings/<uuid:service_id>/drafts/<uuid:draft_id>/<any('take-over', 'throw-away'):what>": (
        _each("/listings/{}/drafts/{{nothing}}/take-over", *SECRET)
    ),
    "/listings/<uuid:service_id>/lines/<uuid:line_id>/<any('start', 'places', 'closure'):what>": (
        Sent("/listings/{restricted}/lines/{restricted_line}/start", keeps=True),
        Sent("/listings/{refuge}/lines/{refuge_line}/places", keeps=True),
        Sent("/listings/{nothing}/lines/{nothing}/places", keeps=True),
    ),
    "/listings/<uuid:service_id>/master": _each("/listings/{}/master", "other", *SECRET),
    **{
        f"/listings/<uuid:service_id>/master/{what}": _each(
            f"/listings/{{}}/master/{what}", *of, field="summary"
        )
        for what, of in (("leave", SECRET), ("take", ("other", *SECRET)))
    },
    "/listings/<uuid:service_id>/reach": _each("/listings/{}/reach", *SECRET, telephone="0"),
    "/listings/<uuid:service_id>/reach/ask": _each(
        "/listings/{}/reach/ask", *SECRET, telephone="0"
    ),
    "/listings/<uuid:service_id>/offer": _each(
        "/listings/{}/offer", "restricted", "secretly_begun", "nothing"
    ),
    "/listings/<uuid:service_id>/offers/<int:number>/<any('take', 'keep'):what>": _each(
        "/listings/{}/offers/1/keep", *SECRET
    ),
    "/listings/<uuid:service_id>/stop": _each("/listings/{}/stop", *SECRET),
    "/listings/<uuid:service_id>/stops/<uuid:stop_id>/cancel": _each(
        "/listings/{}/stops/{{nothing}}/cancel", *SECRET
    ),
    "/listings/new": (Sent("/listings/new", keeps=True),),
    "/log-in": (),
    "/log-in/code": (),
    "/log-in/role": (),
    "/log-in/second-factor": (),
    "/log-out": (),
    "/organisations/<uuid:organisation_id>/acting": _each("/organisations/{}/acting", "nothing"),
    "/organisations/<uuid:organisation_id>/acting/<uuid:named_id>/withdraw": _each(
        "/organisations/{}/acting/{{nothing}}/withdraw", "organisation", "nothing"
    ),
    "/organisations/<uuid:organisation_id>/certify": _each("/organisations/{}/certify", "nothing"),
    "/organisations/<uuid:organisation_id>/close": _each("/organisations/{}/close", "nothing"),
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
    **{
        f"/organisations/<uuid:organisation_id>/members/<uuid:member_id>/{what}": _each(
            f"/organisations/{{}}/members/{{{{member}}}}/{what}", "others_organisation", "nothing"
        )
        for what in ("areas", "disable", "enable", "remove", "second-factor")
    },
    "/organisations/<uuid:organisation_id>/reopen": _each(
        "/organisations/{}/reopen", "organisation", "nothing"
    ),
    "/organisations/new": (Sent("/organisations/new", keeps=True),),
    "/packages": (
        Sent("/packages", {"area": "central-lancashire"}),
        *(
            Sent("/packages", {**PLAN, "part": f"{{{one}}}"})
            for one in ("open_line", "restricted_line", "refuge_line", "refuge")
        ),
    ),
    "/partners/new": (Sent("/partners/new", {"name": ""}, keeps=True),),
    **{
        f"/partners/<uuid:partner_id>/{what}": _each(f"/partners/{{}}/{what}", "partner", "nothing")
        for what in ("change", "end")
    },
    "/partners/areas/<slug>/state": (Sent("/partners/areas/nothing/state", keeps=True),),
    "/password-reset": (),
    "/password-reset/<token>": (Sent("/password-reset/nothing", keeps=True),),
    "/prisons/<code>": (Sent("/prisons/pni", {"postcode": "PR1 2AB"}),),
    "/problems/<uuid:problem_id>": _each("/problems/{}", *PROBLEMS, answer=""),
    **{
        f"/holds/<uuid:hold_id>/{what}": _each(f"/holds/{{}}/{what}", *of)
        for what, of in (
            ("book", ("hold", "nothing")),
            ("release", ("released", "nothing")),
            ("renew", ("hold", "nothing")),
        )
    },
    "/offers/<uuid:offer_id>": _each("/offers/{}", "answered", "nothing", answer="accept"),
    **{
        f"/places/<uuid:group_id>/{what}": _each(f"/places/{{}}/{what}", "group", "nothing")
        for what in ("book", "hold", "more")
    },
    "/turns/<uuid:booking_id>": _each("/turns/{}", "given", "nothing", reference="CASE-1"),
    "/turns/<uuid:booking_id>/give-up": _each("/turns/{}/give-up", "left", "nothing"),
    **{
        f"/groups/<uuid:group_id>/{what}": _each(f"/groups/{{}}/{what}", *of)
        for what, of in (
            ("calls", ("group", "nothing")),
            ("cancel", ("off_group", "nothing")),
            ("plan", ("group", "nothing")),
            ("postpone", ("group", "nothing")),
            ("undo", ("group", "nothing")),
        )
    },
    "/beds": (Sent("/beds", {"line": "{nothing}"}, keeps=True),),
    "/beds/<uuid:bed_id>/<any('let', 'leave', 'stay-on', 'out'):what>": tuple(
        Sent(f"/beds/{{{one}}}/{what}", keeps=True)
        for what in ("let", "leave", "stay-on", "out")
        for one in ("bed", "nothing")
    ),
    "/groups/new": (Sent("/groups/new", keeps=True),),
    "/registers/<uuid:session_id>": _each("/registers/{}", "register", "nothing"),
    "/registers/<uuid:session_id>/off": _each("/registers/{}/off", "off_register", "nothing"),
    "/registers/people/<uuid:booking_id>/<any('weekday', 'away', 'move'):what>": tuple(
        Sent(f"/registers/people/{{{one}}}/{what}", keeps=True)
        for what in ("weekday", "away", "move")
        for one in ("booked", "nothing")
    ),
    "/registers/people/<uuid:booking_id>/planned/<uuid:planned_id>/end": (
        Sent("/registers/people/{left}/planned/{away}/end", keeps=True),
        Sent("/registers/people/{booked}/planned/{away}/end", keeps=True),
        Sent("/registers/people/{nothing}/planned/{away}/end", keeps=True),
    ),
    "/protocols/new": (Sent("/protocols/new", {"title": "x"}, keeps=True),),
    "/protocols/files": (Sent("/protocols/files", keeps=True),),
    "/protocols/<uuid:protocol_id>/change": _each("/protocols/{}/change", "protocol", "nothing"),
    STATING_PROTOCOL: tuple(
        Sent(f"/protocols/{{{one}}}/{what}", keeps=True)
        for what in STATED_OF_PROTOCOL
        for one in ("protocol", "nothing")
    ),
    "/plans/new": (Sent("/plans/new", {"plan": "x"}, keeps=True),),
    "/plans/<plan_code>/actions/new": _each("/plans/{}/actions/new", "plan", id=""),
    "/plans/<plan_code>/carry": _each("/plans/{}/carry", "plan", successor="x"),
    "/plans/<plan_code>/carry/back": _each(
        "/plans/{}/carry/back", "plan", into="{unpublished_plan}"
    ),
    WRITING: tuple(
        Sent(f"/plans/{{plan}}/actions/{{plan_action}}/{what}", {"state": "x"}, keeps=True)
        for what in WRITTEN
    ),
    "/plans/<plan_code>/actions/<uuid:action_id>/links/<uuid:link_id>": (
        Sent("/plans/{plan}/actions/{plan_action}/links/{nothing}", keeps=True),
    ),
    "/provision/<requirement>": (),
    "/provision/proposals/<uuid:proposal_id>": _each("/provision/proposals/{}", "nothing"),
    **{
        f"/returns/<uuid:return_id>/{what}": _each(f"/returns/{{}}/{what}", *RETURNS)
        for what in (
            "accept",
            "amend",
            "correct",
            "due",
            "figures",
            "file",
            "nothing",
            "send",
            "send-back",
            "sign",
            "telephone",
        )
    },
    "/returns/<uuid:return_id>/right": (
        *_each("/returns/{}/right", *RETURNS),
        *_each("/returns/{}/right", *RETURNS, then="send", nothing_on="{nothing}"),
    ),
    "/inbox": (Sent("/inbox", keeps=True),),
    "/waiting-on/<uuid:referral_id>/again": _each("/waiting-on/{}/again", "case", "nothing"),
    "/waiting-on/clocks/<uuid:clock_id>": _each("/waiting-on/clocks/{}", "clock", "nothing"),
    "/returns/nothing": (Sent("/returns/nothing", keeps=True),),
    "/returns/signing": (Sent("/returns/signing", {"two": "no"}, keeps=True),),
    "/rollover/<any('carry', 'take-back'):what>": tuple(
        Sent(f"/rollover/{what}{of}", fields, keeps=True)
        for what in ("carry", "take-back")
        for of, fields in (
            ("", {}),
            ("?of={refuge}", {"listing": "{refuge}"}),
            ("?of={nothing}", {"listing": "{nothing}"}),
        )
    ),
    "/services": (
        Sent("/services", {"place": "PR1 2AB", "radius": "5", "q": "place to live"}),
        Sent("/services", {"place": "PR2 5AA", "radius": "50", "requirement": "residence"}),
        Sent("/services", {"place": "BB1 1AA", "q": "horizon", "sex": "male", "age": "25-49"}),
        Sent("/services", {"place": "PR1 5AB", "radius": "5", "requirement": "programme"}),
    ),
    "/services/<uuid:service_id>/reach": _each("/services/{}/reach", *SERVICES, why="visit"),
    "/software/differences": (Sent("/software/differences"),),
    "/successors/<uuid:one_id>/<uuid:other_id>": (
        Sent("/successors/{provider}/{others_provider}", {"reason": "Alike."}, keeps=True),
        Sent("/successors/{others_provider}/{refuge_provider}", keeps=True),
    ),
    "/successors/<uuid:provider_id>": _each("/successors/{}", *PROVIDERS, name=""),
    "/successors/<uuid:provider_id>/as-before": _each("/successors/{}/as-before", *PROVIDERS),
    "/successors/merges/<uuid:merge_id>": _each(
        "/successors/merges/{}", "provider_merge", "nothing"
    ),
    "/tokens/<uuid:token_id>/revoke": _each("/tokens/{}/revoke", "token", "nothing"),
    "/tokens/new": (Sent("/tokens/new", {"name": "Rota"}, keeps=True),),
    "/uploads": (Sent("/uploads", {"kind": "groups"}, keeps=True),),
    **{
        f"/uploads/<uuid:upload_id>/{what}": _each(f"/uploads/{{}}/{what}", *UPLOADS)
        for what in ("answers", "apply", "undo")
    },
}
"""By the rule of a route that answers POST: of what keeps something only what is refused to those
who may not know; without one where nothing of a service is asked."""
