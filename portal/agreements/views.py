"""Agreements: what ends when, one whole with its forms, and what its months come to."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.agreements.expiry import Narrowed, Pipeline, expiry_pipeline
from commissioning.agreements.joining import join_lot, part_lot
from commissioning.agreements.unjoined import own_lot, own_unjoined, unjoined_lots
from commissioning.agreements.whole import (
    agreement_to_state,
    agreement_whole,
    may_state,
    own_agreement,
)
from commissioning.desk.desk_rows import bought_lines
from commissioning.desk.untold_months import untold_of_lots
from commissioning.errors import CommissioningError
from commissioning.lines.queries import line_by_external_id
from commissioning.partnership.actions.naming import actions_naming
from commissioning.returns.month_money import VolumeMoney, money_of, state_month
from directory.acts import Act
from directory.clock import local_date
from directory.constraints import Refused
from directory.errors import NotKnown
from portal.access import allow
from portal.agreements.agreement_pages import agreement_page
from portal.agreements.forms import FORMS
from portal.agreements.lot_pages import A_PAGE, lots_page
from portal.agreements.money_pages import MonthForm, UntoldOfVolumes, money_page, money_rows
from portal.agreements.pages import HEADINGS, narrowed_by, pipeline_page, pipeline_rows
from portal.agreements.stating_form import StatingForm
from portal.asking.onlooker import sight_of_reader
from portal.asking.typed import whole_number
from portal.extensions import db
from portal.looking import looking, moment
from portal.reaching import who_acts
from portal.showing.csv_tables import csv_answer
from portal.showing.spreadsheets import workbook_answer

bp = Blueprint("agreements", __name__)

WHAT = (
    "any('extend', 'conditions', 'award', 'price', 'funders', 'contribution', 'withdraw', 'vary')"
)


@bp.get("/desk/agreements")
@allow(Act.AGREEMENT_READ)
def pipeline() -> str:
    """What ends when, in the order in which it must be decided."""
    found, narrowed = _asked()
    page = pipeline_page(
        found, narrowed, today=local_date(moment()), query=request.query_string.decode(),
        whenever=f"/desk/agreements?{urlencode({**request.args, 'within': 'all'})}",
        can_join=looking().may(Act.LOT_JOIN) and bool(sight_of_reader().area_ids),
    )  # fmt: skip
    return render_template("agreements/pipeline.html", page=page)


@bp.get("/desk/agreements.csv")
@allow(Act.AGREEMENT_READ)
def pipeline_csv() -> Response:
    found, _ = _asked()
    return csv_answer([HEADINGS, *pipeline_rows(found, today=local_date(moment()))], "agreements")


@bp.get("/desk/agreements.xlsx")
@allow(Act.AGREEMENT_READ)
def pipeline_spreadsheet() -> Response:
    found, _ = _asked()
    rows = pipeline_rows(found, today=local_date(moment()))
    return workbook_answer("agreements", HEADINGS, rows, name="agreements")


@bp.get("/desk/agreements/<uuid:agreement_id>")
@allow(Act.AGREEMENT_READ)
def agreement(agreement_id: uuid.UUID) -> str:
    """Whole, as far as it is theirs."""
    session, sight, today = db.session(), sight_of_reader(), local_date(moment())
    found = own_agreement(session, agreement_id, sight=sight)
    known = agreement_whole(session, found, sight=sight, today=today)
    can_state = looking().may(Act.AGREEMENT_EDIT) and may_state(session, found, sight=sight)
    named = actions_naming(session, found, today=today)
    lines = bought_lines(session, agreement_id, sight=sight, today=today)
    page = agreement_page(
        known, named, lines, can_state=can_state, done=request.args.get("done", "")
    )
    return render_template("agreements/agreement.html", page=page)


@bp.get(f"/desk/agreements/<uuid:agreement_id>/<{WHAT}:what>")
@allow(Act.AGREEMENT_EDIT)
def stating(agreement_id: uuid.UUID, what: str) -> str:
    """The form with what stands now."""
    return _shown(agreement_id, what, FORMS[what](), is_new=True)


@bp.post(f"/desk/agreements/<uuid:agreement_id>/<{WHAT}:what>")
@allow(Act.AGREEMENT_EDIT, changes=True)
def state(agreement_id: uuid.UUID, what: str) -> ResponseReturnValue:
    """One statement, by a named person; the verb says what cannot be, on its field."""
    session, sight = db.session(), sight_of_reader()
    found = agreement_to_state(session, agreement_id, sight=sight)
    known = agreement_whole(session, found, sight=sight, today=local_date(moment()))
    form = FORMS[what](request.form)
    form.offer(known)
    if form.validate():
        try:
            form.write(session, known, by=who_acts(), at=moment())
            session.commit()
            return redirect(f"/desk/agreements/{agreement_id}?done={what}", 303)
        except (CommissioningError, Refused) as refusal:
            session.rollback()
            form.refuse(_field_of(refusal), str(refusal))
    return _shown(agreement_id, what, form), 422


@bp.get("/desk/agreements/<uuid:agreement_id>/money")
@allow(Act.AGREEMENT_READ)
def money(agreement_id: uuid.UUID) -> str:
    """What each month comes to, for its commissioner and its provider."""
    return _money(agreement_id, MonthForm())


@bp.post("/desk/agreements/<uuid:agreement_id>/money")
@allow(Act.AGREEMENT_EDIT, changes=True)
def tell_month(agreement_id: uuid.UUID) -> ResponseReturnValue:
    """A whole month, told once; what changes of it later stands in the next."""
    session, sight, today = db.session(), sight_of_reader(), local_date(moment())
    found = agreement_to_state(session, agreement_id, sight=sight)
    form = MonthForm(request.form)
    volumes = money_of(session, found, sight=sight, on=today)
    untold = _untold(volumes)
    if form.validate() and (chosen := form.chosen(volumes, untold, today)):
        money, month = chosen
        silent = untold.get(money.volume.id, ())
        try:
            state_month(session, money, month=month, untold=silent, by=who_acts(), at=moment())
            session.commit()
            return redirect(f"/desk/agreements/{agreement_id}/money?done=month", 303)
        except (CommissioningError, Refused) as refusal:
            session.rollback()
            form.month.errors = [str(refusal)]
    return _money(agreement_id, form), 422


@bp.get("/desk/agreements/<uuid:agreement_id>/money.csv")
@allow(Act.AGREEMENT_READ)
def money_csv(agreement_id: uuid.UUID) -> Response:
    session, sight, today = db.session(), sight_of_reader(), local_date(moment())
    found = own_agreement(session, agreement_id, sight=sight)
    volumes = money_of(session, found, sight=sight, on=today)
    return csv_answer(money_rows(found, volumes, _untold(volumes), today=today), "months")


def _asked() -> tuple[Pipeline, Narrowed]:
    narrowed = narrowed_by(request.args)
    found = expiry_pipeline(
        db.session(), sight=sight_of_reader(), today=local_date(moment()), narrowed=narrowed
    )
    return found, narrowed


def _shown(agreement_id: uuid.UUID, what: str, form: StatingForm, *, is_new: bool = False) -> str:
    session, sight = db.session(), sight_of_reader()
    found = agreement_to_state(session, agreement_id, sight=sight)
    known = agreement_whole(session, found, sight=sight, today=local_date(moment()))
    form.offer(known)
    if is_new:
        form.fill(known)
    return render_template(
        "agreements/stating.html", form=form, notes=form.notes(known), agreement=found, what=what
    )


def _money(agreement_id: uuid.UUID, form: MonthForm) -> str:
    session, sight, today = db.session(), sight_of_reader(), local_date(moment())
    found = own_agreement(session, agreement_id, sight=sight)
    volumes = money_of(session, found, sight=sight, on=today)
    untold = _untold(volumes)
    can_state = looking().may(Act.AGREEMENT_EDIT) and may_state(session, found, sight=sight)
    page = money_page(
        found,
        volumes,
        untold,
        today=today,
        can_state=can_state,
        done=request.args.get("done", ""),
    )
    form.offer(volumes, untold, today)
    return render_template("agreements/money.html", page=page, form=form)


def _untold(volumes: Sequence[VolumeMoney]) -> UntoldOfVolumes:
    pairs = [(one.volume, one.lot) for one in volumes]
    return untold_of_lots(db.session(), pairs, today=local_date(moment()))


def _field_of(refusal: Exception) -> str:
    return str(getattr(refusal, "field", "") or getattr(refusal, "column", ""))


@bp.get("/desk/lots")
@allow(Act.LOT_JOIN)
def lots() -> str:
    """Those that join no line, with what they may have bought."""
    return _lots()


@bp.post("/desk/lots/<uuid:lot_id>/join")
@allow(Act.LOT_JOIN, changes=True)
def join(lot_id: uuid.UUID) -> ResponseReturnValue:
    """By a person, who chose one of the candidates that stood there."""
    session, sight = db.session(), sight_of_reader()
    lot = own_lot(session, lot_id, sight=sight)
    told = request.form.get("line", "")
    known = next(iter(unjoined_lots(session, today=local_date(moment()), lot_ids=[lot.id])), None)
    offered = {one.offered.line for one in known.candidates} if known else set()
    line = line_by_external_id(session, external_id=told) if told in offered else None
    if line is None:
        return _lots(wrong="Choose one of the queues that stand beside the lot."), 422
    join_lot(session, lot, line, by=who_acts(), at=moment())
    session.commit()
    return redirect(f"/desk/lots?{urlencode({'done': 'joined', 'lot': str(lot_id)})}", 303)


@bp.post("/desk/lots/<uuid:lot_id>/part")
@allow(Act.LOT_JOIN, changes=True)
def part(lot_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    part_lot(session, own_lot(session, lot_id, sight=sight_of_reader()), by=who_acts(), at=moment())
    session.commit()
    return redirect("/desk/lots?done=parted", 303)


def _lots(wrong: str = "") -> str:
    session, sight = db.session(), sight_of_reader()
    unjoined = own_unjoined(session, sight=sight)
    number = whole_number(request.args.get("page"), most=999) or 1
    here = unjoined[(number - 1) * A_PAGE : number * A_PAGE]
    ids = {one.external_id: str(one.public_id) for one in here}
    found = unjoined_lots(session, today=local_date(moment()), lot_ids=[one.id for one in here])
    page = lots_page(
        found, ids, total=len(unjoined), number=number, last=_last_joined(),
        done=request.args.get("done", ""), wrong=wrong,
    )  # fmt: skip
    return render_template("agreements/lots.html", page=page)


def _last_joined() -> tuple[str, str] | None:
    """Of the address, where it is theirs and joined: it can be undone."""
    try:
        told = uuid.UUID(request.args.get("lot", ""))
        lot = own_lot(db.session(), told, sight=sight_of_reader())
    except (ValueError, NotKnown):
        return None
    return None if lot.line_id is None else (str(lot.public_id), lot.external_id)
