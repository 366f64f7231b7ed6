"""Finding: services, providers, prisons, and where there is nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

from flask import (
    Blueprint,
    Response,
    jsonify,
    redirect,
    render_template,
    request,
    stream_with_context,
)
from flask.typing import ResponseReturnValue

from commissioning.availability.service_answer import service_answer
from commissioning.listings.facts import kinds_stated
from commissioning.partnership.actions.naming import actions_naming, actions_of_covered
from commissioning.partnership.evaluations.evidence_lines import line_of_service
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.listings.telephoned import told_by_telephone
from directory.places.queries import all_prisons, prison_by_code
from directory.providers.merged import provider_that_stays
from directory.providers.queries import all_providers, primes_of, provider_by_id, subcontractors_of
from directory.providers.succession import formers_by_provider, predecessors, successors_of
from directory.search.errors import SearchRefused
from directory.search.question import PER_PAGE
from directory.services.evidence import evidence_for
from directory.services.looking import (
    hidden_providers,
    history_of,
    hub_of,
    open_services_of,
    services_beside,
)
from directory.services.merged import address_that_stays
from directory.services.models import ServiceState
from directory.services.public_record import public_service, public_services
from directory.services.queries import confirmed_by_file_alone, service_by_id
from portal.access import PUBLIC, allow, count_search_without_result
from portal.asking.addresses import LONGEST_SHOWN, asked_areas
from portal.asking.home_form import HomeForm
from portal.asking.onlooker import sight_of_reader
from portal.asking.parameters import check_parameters
from portal.asking.sealed_question import ASKED_NOTHING, QuestionTooLong, SealedQuestion
from portal.entitled import may_be_told_reach
from portal.errors import reply
from portal.extensions import db
from portal.finding.asked import PATH
from portal.finding.asking import Posted, ask, every_page, moved, posted
from portal.finding.catalogue import kept_coverage
from portal.finding.coverage_file import CoverageAsked, coverage_as_csv, coverage_as_json
from portal.finding.coverage_page import coverage_page
from portal.finding.forms import ReleaseForm
from portal.finding.prison_page import listed_prisons
from portal.finding.prisons import page_of, prisons_called
from portal.finding.provider_list import providers_page
from portal.finding.provider_page import Succession, provider_page
from portal.finding.results_csv import csv_lines
from portal.finding.search_page import search_page
from portal.finding.service_page import Around, OfSomebody, service_page
from portal.finding.sitemap import addresses, as_xml
from portal.looking import looking
from portal.sealed.addresses import asked_question, go_to, is_closed
from portal.showing.headers import for_any_site
from portal.showing.onward import onward

bp = Blueprint("finding", __name__)

SHEET_ROWS = 200


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@bp.get("/services")
@allow(PUBLIC)
def services() -> ResponseReturnValue:
    """A postcode in the address is taken out of it and answered."""
    hidden = asked_question(db.session())
    return _out_of_the_address(hidden) or _answered(hidden)


@bp.post("/services")
@allow(PUBLIC)
def services_for_somebody() -> ResponseReturnValue:
    """On to an address: a postcode and facts of a person are sealed in it, the rest is readable."""
    session, at = db.session(), _now()
    before = asked_question(session)
    try:
        sent = posted(session, request.form, before, at=at)
        if sent.form.errors or is_closed():
            return _refused(sent), 422 if sent.form.errors else 410
        return go_to(session, PATH, sent.hidden, *sent.asked.pairs(), at=at)
    except (SearchRefused, QuestionTooLong) as refusal:
        return reply(400, str(refusal))


def _out_of_the_address(before: SealedQuestion) -> ResponseReturnValue | None:
    """On to an address in which the postcode is sealed; None where none stood that can be read."""
    session, at = db.session(), _now()
    try:
        sent = moved(session, request.args, before, at=at)
        if sent is None:
            return None
        return go_to(session, PATH, sent.hidden, *sent.asked.pairs(), at=at)
    except (SearchRefused, QuestionTooLong) as refusal:
        return reply(400, str(refusal))


def _refused(sent: Posted) -> str:
    """The form with its errors, above what needs none of what is wrong."""
    root = request.root_url.rstrip("/")
    page = sent.searched and search_page(sent.searched, root=root, is_sealed=False)
    return render_template("finding/services.html", form=sent.form, page=page)


@bp.get("/services/sheet")
@allow(PUBLIC)
def services_on_paper() -> ResponseReturnValue:
    return _answered(per_page=SHEET_ROWS, to="finding/sheet.html")


@bp.get("/services.csv")
@allow(PUBLIC)
def services_as_file() -> ResponseReturnValue:
    try:
        pages = every_page(db.session(), request.args, at=_now())
    except SearchRefused as refusal:
        return reply(400, str(refusal))
    lines = csv_lines(pages, request.root_url.rstrip("/"))
    answer = Response(stream_with_context(lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=services.csv"
    return answer


def _answered(
    hidden: SealedQuestion = ASKED_NOTHING,
    *,
    per_page: int = PER_PAGE,
    to: str = "finding/services.html",
) -> ResponseReturnValue:
    at = _now()
    try:
        answered = ask(db.session(), request.args, hidden, per_page=per_page, at=at)
    except SearchRefused as refusal:
        return reply(400, str(refusal))
    searched = answered.searched
    if searched is None:
        return render_template("finding/services.html", form=answered.form, page=None), 400
    is_kept = not (hidden or answered.form.errors or searched.is_answered_beside)
    if searched.found.unmet and is_kept:
        count_search_without_result(searched.found.unmet, day=searched.today)
    page = search_page(searched, root=request.root_url.rstrip("/"), is_sealed=bool(hidden))
    note = hidden.first("note") if page.is_near_home else ""
    html = render_template(to, form=answered.form, page=page, note=note)
    return html, 400 if answered.form.errors else 200


@bp.get("/services/<uuid:service_id>")
@allow(PUBLIC)
def service(service_id: uuid.UUID) -> ResponseReturnValue:
    """For the person whom the address asks about, or for anybody. `area` names the areas that a
    reader came from, whose lines then stand first.
    """
    hidden, at = asked_question(db.session()), _now()
    form, court = HomeForm.of(hidden), hidden.first("court")
    if not form.validate_on(local_date(at)):
        wrong = tuple(str(said) for errors in form.errors.values() for said in errors)
        return _service(service_id, OfSomebody(court=court, wrong=wrong), at, status=422)
    homes = hidden.every("area") or ((form.home.slug,) if form.home else ())
    areas = asked_areas(request.args, "area") or homes
    question = form.question(areas, None)
    return _service(service_id, OfSomebody(question, tuple(form.said_back()), court), at)


def _service(
    service_id: uuid.UUID, of: OfSomebody, at: dt.datetime, *, status: int = 200
) -> ResponseReturnValue:
    """One that was merged leads to the one that stays."""
    session, sight = db.session(), sight_of_reader()
    kept = service_by_id(session, service_id, sight=sight)
    stays = address_that_stays(session, kept, sight=sight)
    if stays is not None:
        return redirect(_as_asked(f"/services/{stays}"), 308)
    record = public_service(session, service_id, today=local_date(at), sight=sight)
    answer = service_answer(session, record, at, of.question)
    around = Around(
        beside=services_beside(session, kept, [site.site_id for site in record.sites], sight=sight),
        hub=hub_of(session, kept, sight=sight),
        history=history_of(session, kept),
        evidence=evidence_for(session, kept.programme_id),
        by_file_alone=confirmed_by_file_alone(session, kept.id, on=local_date(at)),
        by_telephone=told_by_telephone(session, kept.id, on=local_date(at)),
        stated=kinds_stated(session, kept) if kept.state is ServiceState.PUBLISHED else (),
        tells_reach=may_be_told_reach(session, kept),
        may_refer=looking().may(Act.REFERRAL_RECEIVE),
        may_hold=looking().may(Act.PLACE_HOLD),
        actions=actions_naming(session, kept, today=local_date(at)),
        evaluated=line_of_service(session, kept, sight=sight),
    )
    page = service_page(record, answer, around, of)
    return render_template("finding/service.html", page=page), status


def _as_asked(path: str) -> str:
    asked = request.query_string.decode("ascii", "replace")
    return f"{path}?{asked}" if asked else path


@bp.get("/providers")
@allow(PUBLIC)
def providers() -> ResponseReturnValue:
    """By name or charity number; without either all of them, where they are not too many."""
    session, typed = db.session(), request.args.get("q", "").strip()[:LONGEST_SHOWN]
    kept = all_providers(session)
    hidden = hidden_providers(session, kept, sight=sight_of_reader())
    formers = {
        key: [one for one in before if one.predecessor_id not in hidden]
        for key, before in formers_by_provider(session).items()
    }
    known = [one for one in kept if one.id not in hidden and one.merged_into_id is None]
    page = providers_page(typed, known, formers)
    html = render_template("finding/providers.html", page=page)
    return html, 404 if typed and not page.listed else 200


@bp.get("/providers/<uuid:provider_id>")
@allow(PUBLIC)
def provider(provider_id: uuid.UUID) -> ResponseReturnValue:
    """One that went into another leads to the one that stays, unless either is kept from who
    asks."""
    session, sight = db.session(), sight_of_reader()
    kept = provider_by_id(session, provider_id)
    stays = provider_that_stays(session, kept)
    if stays is not kept and not hidden_providers(session, [kept, stays], sight=sight):
        return redirect(f"/providers/{stays.public_id}", 308)
    primes = [prime for prime, _ in primes_of(session, kept)]
    below = [subcontractor for subcontractor, _ in subcontractors_of(session, kept)]
    formers, after = formers_by_provider(session).get(kept.id, []), successors_of(session, kept)
    around = [kept, *primes, *below, *(one for one, _ in after)]
    named = [*around, *predecessors(session, formers)]
    hidden = hidden_providers(session, named, sight=sight)
    if kept.id in hidden:
        raise NotKnown("provider", provider_id)
    ids = [offered.id for offered in open_services_of(session, kept, sight=sight)]
    found = public_services(session, ids, today=local_date(_now()), sight=sight)
    page = provider_page(
        kept,
        [found[key] for key in ids if key in found],
        primes=[prime for prime in primes if prime.id not in hidden],
        subcontractors=[one for one in below if one.id not in hidden],
        succession=Succession(
            [one for one in formers if one.predecessor_id not in hidden],
            [(one, how) for one, how in after if one.id not in hidden],
        ),
    )
    return render_template("finding/provider.html", page=page)


@bp.get("/prisons")
@allow(PUBLIC)
def prisons() -> ResponseReturnValue:
    """All of them, or those of the name; the one of a name opens."""
    kept, typed = all_prisons(db.session()), request.args.get("q", "").strip()[:LONGEST_SHOWN]
    found = prisons_called(typed, kept) if typed else kept
    if typed and len(found) == 1:
        return redirect(onward(f"/prisons/{found[0].code.lower()}"), 302)
    html = render_template("finding/prisons.html", prisons=listed_prisons(found), typed=typed)
    return html, 404 if typed and not found else 200


@bp.get("/prisons/<code>")
@allow(PUBLIC)
def prison(code: str) -> ResponseReturnValue:
    """`area` is chosen from the list; a home that the address asks about is sealed in it."""
    hidden = asked_question(db.session())
    area = request.args.get("area", "").strip() or hidden.first("area")
    return _prison(code, ReleaseForm.of(hidden), area)


@bp.post("/prisons/<code>")
@allow(PUBLIC)
def prison_for_home(code: str) -> ResponseReturnValue:
    """Where somebody will live and from when: on to an address that nobody can read."""
    session, at = db.session(), _now()
    before, form = asked_question(session), ReleaseForm(request.form)
    if not form.validate_on(local_date(at)):
        return _prison(code, form, "")
    path = f"/prisons/{prison_by_code(session, code).code.lower()}#answer"
    facts = [*before.without("area", "postcode", "near", "released").pairs(), *form.facts()]
    return go_to(session, path, SealedQuestion.of(facts), at=at)


def _prison(code: str, form: ReleaseForm, area: str) -> ResponseReturnValue:
    """Near the area, where one is asked about; a form without a postcode is asked nothing yet."""
    session, at = db.session(), _now()
    kept = prison_by_code(session, code)
    is_fine = form.validate_on(local_date(at)) if form.postcode.data or form.errors else True
    home = form.home if is_fine else None
    slug = area or (home.area if home else "")
    page = page_of(
        session,
        kept,
        home=slug or None,
        says=f"{home.asked}: {home.says}" if home and home.area == slug else "",
        at=at,
        released=form.released.data if is_fine else None,
    )
    html = render_template("finding/prison.html", page=page, form=form)
    return html, 200 if is_fine else 422


@bp.get("/coverage")
@allow(PUBLIC)
def coverage() -> str:
    session, at = db.session(), _now()
    today, kept = local_date(at), kept_coverage()
    page = coverage_page(
        kept.coverage(session, today=today),
        chosen=request.args.get("requirement", "").strip(),
        open_region=request.args.get("region", "").strip(),
        as_at=at,
    )
    named = actions_of_covered(session, page.chosen, today=today)
    return render_template("finding/coverage.html", page=replace(page, actions=named))


@bp.get("/coverage.csv")
@allow(PUBLIC)
def coverage_as_file() -> Response:
    at = _now()
    answer = Response(coverage_as_csv(_coverage_asked(at), at), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=coverage.csv"
    return answer


@bp.get("/api/v1/coverage")
@allow(PUBLIC)
def coverage_for_software() -> Response:
    """`requirement` (or a pathway's code) and `region`, both as on the page; all without."""
    at = _now()
    return for_any_site(jsonify(coverage_as_json(_coverage_asked(at), at)))


def _coverage_asked(at: dt.datetime) -> CoverageAsked:
    check_parameters(request.args, ("requirement", "region"))
    kept = kept_coverage().coverage(db.session(), today=local_date(at))
    code, region = (request.args.get(name, "").strip() for name in ("requirement", "region"))
    return CoverageAsked.of(kept, code=code, region=region)


@bp.get("/sitemap.xml")
@allow(PUBLIC)
def sitemap() -> Response:
    paths = addresses(db.session(), on=local_date(_now()))
    return Response(
        "".join(as_xml(paths, request.root_url.rstrip("/"))), mimetype="application/xml"
    )
