"""What the pages of a call ask of the records."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from directory.clock import local_date
from directory.listings.calling import numbers_held
from directory.listings.models import ProviderCall
from directory.listings.stating import drafted_fields, live_fields
from directory.listings.telephoned import notes_of
from directory.listings.wording import Published, published_now
from directory.services.models import Service
from directory.services.sensitive import is_sensitive, reaches_people
from directory.versions import ChangedMeanwhile, FieldRefused
from portal.calls.pages import CallPage, RingPage, told_notes
from portal.formatting import in_words
from portal.listings.fact_pages import hides_reach, shown_facts
from portal.listings.fields import askable, filled, sent
from portal.listings.line_forms import LineForm
from portal.listings.line_pages import shown_lines
from portal.listings.listing_pages import AskedFields, put_right
from portal.listings.pages import clashed
from portal.listings.stand_ins import say_stand_ins
from portal.listings.theirs import who_acts
from portal.looking import moment


def ring_page(session: Session, service: Service) -> RingPage:
    now = published_now(session, service)
    provider = "" if service.provider is None else service.provider.name
    return RingPage(now.title, provider, bool(numbers_held(session, service)))


def call_page(
    session: Session,
    call: ProviderCall,
    service: Service,
    *,
    typed: Any = None,
    clash: ChangedMeanwhile | None = None,
    refusal: FieldRefused | None = None,
    line_form: tuple[Line, str, LineForm] | None = None,
    wrong: str | None = None,
) -> CallPage:
    now = published_now(session, service)
    day = local_date(call.rung_at)
    facts = [one for one in shown_facts(session, service, now) if one.can_be_confirmed]
    return CallPage(
        public_id=str(call.public_id),
        title=now.title,
        provider="" if service.provider is None else service.provider.name,
        told_by=call.told_by,
        rung=call.rung_number,
        day=in_words(day),
        by=call.recorded_by.name,
        is_over=day != local_date(moment()),
        is_sensitive=is_sensitive(service.exposure, now.says),
        hides_reach=hides_reach(service),
        done=request.args.get("done", ""),
        number=now.number,
        reach=ask_reach_told(service, now, typed, clash=clash, refusal=refusal),
        facts=tuple(sorted(facts, key=lambda one: not one.is_due)),
        lines=shown_lines(session, service, line_form, None if line_form is None else wrong),
        notes=told_notes(notes_of(session, call)),
        clash=None if clash is None else clashed(clash, who_acts().name),
        wrong=wrong if line_form is None else None,
    )


def ask_reach_told(
    service: Service,
    now: Published,
    typed: Any = None,
    *,
    clash: ChangedMeanwhile | None = None,
    refusal: FieldRefused | None = None,
) -> AskedFields:
    """Hours and, unless it is confidential, telephone and e-mail: also where they wait."""
    waits = [one for one in drafted_fields(service, now.says) if reaches_people(one)]
    reaching = [] if hides_reach(service) else waits
    live = live_fields(service, now.says)
    fields = askable((*reaching, *live))
    if typed is None:
        form = filled(fields, now.says, based_on=now.number)
    else:
        form = put_right(sent(fields, typed, now.says), now, clash, refusal)
    say_stand_ins(service, fields, form)
    return AskedFields(form, fields)
