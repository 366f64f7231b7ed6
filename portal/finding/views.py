"""Finding: services, providers, prisons, and where there is nothing."""

from __future__ import annotations

import datetime as dt
import uuid

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
from werkzeug.datastructures import MultiDict

from commissioning.availability.question import CourtQuestion
from commissioning.availability.service_answer import service_answer
from directory.clock import local_date
from directory.errors import NotKnown
from directory.places.queries import all_prisons, prison_by_code
from directory.providers.queries import all_providers, primes_of, provider_by_id, subcontractors_of
from directory.search.errors import SearchRefused
from directory.search.question import PER_PAGE
from directory.search.unmet import unmet_searches
from directory.services.evidence import evidence_for
from directory.services.looking import (
    hidden_providers,
    history_of,
    hub_of,
    open_services_of,
    services_beside,
)
from directory.services.public_record import public_service, public_services
from directory.services.queries import service_by_id
from portal.access import PUBLIC, allow, count_search_without_result
from portal.asking.addresses import LONGEST_SHOWN, asked_areas, asked_court
from portal.asking.home_form import HomeForm
from portal.asking.parameters import check_parameters
from portal.errors import reply
from portal.extensions import db
from portal.finding.asking import ask, every_page
from portal.finding.catalogue import kept_coverage
from portal.finding.coverage_file import CoverageAsked, coverage_as_csv, coverage_as_json
from portal.finding.coverage_page import coverage_page
from portal.finding.forms import ReleaseForm
from portal.finding.prison_page import listed_prisons
from portal.finding.prisons import page_of, prisons_called
from portal.finding.provider_list import providers_page
from portal.finding.provider_page import provider_page
from portal.finding.results_csv import csv_lines
from portal.finding.search_page import search_page
from portal.finding.service_page import Around, OfSomebody, service_page
from portal.finding.sitemap import addresses, as_xml
from portal.showing.headers import for_any_site
from portal.showing.onward import onward

bp = Blueprint("finding", __name__)

SHEET_ROWS = 200


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@bp.get("/services")
@allow(PUBLIC)
def services() -> ResponseReturnValue:
    return _answered(request.args, is_posted=False)


@bp.post("/services")
@allow(PUBLIC)
def services_for_somebody() -> ResponseReturnValue:
    """With a postcode or facts of a person: answered in place, kept nowhere; else an address."""
    return _answered(request.form, is_posted=True)


@bp.get("/services/sheet")
@allow(PUBLIC)
def services_on_paper() -> ResponseReturnValue:
    return _answered(request.args, is_posted=False, per_page=SHEET_ROWS, to="finding/sheet.html")


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
    sent: MultiDict[str, str],
    *,
    is_posted: bool,
    per_page: int = PER_PAGE,
    to: str = "finding/services.html",
) -> ResponseReturnValue:
    at = _now()
    try:
        answered = ask(db.session(), sent, is_posted=is_posted, per_page=per_page, at=at)
    except SearchRefused as refusal:
        return reply(400, str(refusal))
    searched = answered.searched
    if searched is None:
        html = render_template("finding/services.html", form=answered.form, page=None)
        return html, 422 if is_posted else 400
    if is_posted and not answered.is_private:
        return redirect(answered.asked.href(), 303)
    if searched.found.is_empty and searched.found.words_ready:
        count_search_without_result(searched.found.countable_words, day=searched.today)
    page = search_page(searched, root=request.root_url.rstrip("/"), is_posted=is_posted)
    return render_template(to, form=answered.form, page=page)


@bp.get("/services/<uuid:service_id>")
@allow(PUBLIC)
def service(service_id: uuid.UUID) -> str:
    """`area` names the areas that a reader came from, whose lines then stand first."""
    areas = asked_areas(request.args, "area")
    return _service(service_id, OfSomebody(CourtQuestion(home_areas=areas)), _now())


@bp.post("/services/<uuid:service_id>")
@allow(PUBLIC)
def service_for_somebody(service_id: uuid.UUID) -> ResponseReturnValue:
    """With what was entered on a court's page: answered in place, kept nowhere."""
    form, at = HomeForm(request.form), _now()
    court = asked_court(request.form)
    if not form.validate_on(local_date(at)):
        wrong = tuple(str(said) for errors in form.errors.values() for said in errors)
        return _service(service_id, OfSomebody(court=court, wrong=wrong), at), 422
    carried, asked = tuple(form.carried()), tuple(form.said_back())
    question = form.question((form.home.slug,) if form.home else (), None)
    return _service(service_id, OfSomebody(question, asked, carried, court), at)


def _service(service_id: uuid.UUID, of: OfSomebody, at: dt.datetime) -> str:
    session = db.session()
    kept = service_by_id(session, service_id)
    record = public_service(session, service_id, today=local_date(at))
    answer = service_answer(session, record, at, of.question)
    around = Around(
        beside=services_beside(session, kept, [site.site_id for site in record.sites]),
        hub=hub_of(session, kept),
        history=history_of(session, kept),
        evidence=evidence_for(session, kept.programme_id),
    )
    return render_template("finding/service.html", page=service_page(record, answer, around, of))


@bp.get("/providers")
@allow(PUBLIC)
def providers() -> ResponseReturnValue:
    """By name or charity number; without either all of them, where they are not too many."""
    session, typed = db.session(), request.args.get("q", "").strip()[:LONGEST_SHOWN]
    kept = all_providers(session)
    hidden = hidden_providers(session, kept)
    page = providers_page(typed, [one for one in kept if one.id not in hidden])
    html = render_template("finding/providers.html", page=page)
    return html, 404 if typed and not page.listed else 200


@bp.get("/providers/<uuid:provider_id>")
@allow(PUBLIC)
def provider(provider_id: uuid.UUID) -> str:
    session = db.session()
    kept = provider_by_id(session, provider_id)
    primes = [prime for prime, _ in primes_of(session, kept)]
    below = [subcontractor for subcontractor, _ in subcontractors_of(session, kept)]
    hidden = hidden_providers(session, [kept, *primes, *below])
    if kept.id in hidden:
        raise NotKnown("provider", provider_id)
    ids = [offered.id for offered in open_services_of(session, kept)]
    found = public_services(session, ids, today=local_date(_now()))
    page = provider_page(
        kept,
        [found[key] for key in ids if key in found],
        primes=[prime for prime in primes if prime.id not in hidden],
        subcontractors=[one for one in below if one.id not in hidden],
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
def prison(code: str) -> str:
    kept = prison_by_code(db.session(), code)
    home = request.args.get("area", "").strip() or None
    page = page_of(db.session(), kept, home=home, says="", at=_now())
    return render_template("finding/prison.html", page=page, form=ReleaseForm())


@bp.post("/prisons/<code>")
@allow(PUBLIC)
def prison_for_home(code: str) -> ResponseReturnValue:
    """Where somebody will live and from when: answered in place, kept nowhere."""
    kept, at = prison_by_code(db.session(), code), _now()
    form = ReleaseForm(request.form)
    is_fine = form.validate_on(local_date(at))
    home = form.home
    page = page_of(
        db.session(),
        kept,
        home=home.area if home else None,
        says=f"{home.asked}: {home.says}" if home else "",
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
        kept.double_purchases(session, today=today),
        unmet_searches(session, since=today - dt.timedelta(days=365)),
        chosen=request.args.get("requirement", "").strip(),
        open_region=request.args.get("region", "").strip(),
        as_at=at,
    )
    return render_template("finding/coverage.html", page=page)


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
