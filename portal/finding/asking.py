"""From what was sent to its answer: form, place and search; or the form with its errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from directory.clock import local_date
from directory.errors import DirectoryError
from directory.search.errors import SearchRefused
from directory.search.shelf import CardShelf
from directory.services.eligibility import AboutPerson
from portal.finding.asked import Asked
from portal.finding.catalogue import catalogue
from portal.finding.forms import SearchForm
from portal.finding.places import (
    PostcodeInAddress,
    ShownPlace,
    is_postcode,
    named_place,
    posted_place,
)
from portal.finding.results_csv import AT_A_TIME, MOST_ROWS
from portal.finding.searching import Searched, search


@dataclass(frozen=True, slots=True)
class Answered:
    """`searched` is None where the form has errors; `is_private`: it may not become an address."""

    form: SearchForm
    asked: Asked
    searched: Searched | None = None
    is_private: bool = False


def ask(
    session: Session, sent: MultiDict[str, str], *, is_posted: bool, per_page: int, at: dt.datetime
) -> Answered:
    """Raises `SearchRefused` for what cannot be asked at all."""
    asked = Asked.of(sent)
    shelf = catalogue().view(session, today=local_date(at)).shelf
    form = _form(asked, shelf, sent if is_posted else None)
    place = _place(asked, form, shelf, is_posted=is_posted) if form.validate() else None
    if form.errors:
        return Answered(form, asked)
    about = form.question() if is_posted else None
    searched = _search(session, asked, place, about, is_posted=is_posted, per_page=per_page, at=at)
    form.q.data = searched.asked.words
    has_postcode = searched.place is not None and searched.place.is_postcode
    return Answered(form, asked, searched, is_posted and (about is not None or has_postcode))


def every_page(
    session: Session, sent: MultiDict[str, str], *, at: dt.datetime
) -> Iterator[Searched]:
    """The whole list, a few hundred at a time. Refuses before the first page is taken."""
    first = ask(session, sent, is_posted=False, per_page=AT_A_TIME, at=at)
    if first.searched is None:
        field = next(field for field in first.form if field.errors)
        raise SearchRefused(field.name, str(field.errors[0]))
    return _pages(session, first.searched, at)


def _pages(session: Session, first: Searched, at: dt.datetime) -> Iterator[Searched]:
    yield first
    last = min(MOST_ROWS, first.found.total) // AT_A_TIME + 1
    place = first.place if first.asked.place else None
    for page in range(2, last + 1):
        asked = replace(first.asked, page=page)
        yield _search(session, asked, place, None, is_posted=False, per_page=AT_A_TIME, at=at)


def _form(asked: Asked, shelf: CardShelf, posted: MultiDict[str, str] | None) -> SearchForm:
    """Facts of a person are read from what was posted alone, never from an address."""
    form = SearchForm()
    form.offer(shelf.rule_sets[0])
    public = {"q": asked.words, "place": asked.place, "radius": asked.radius}
    form.process(MultiDict({**(posted.to_dict(flat=False) if posted else {}), **public}))
    return form


def _place(
    asked: Asked, form: SearchForm, shelf: CardShelf, *, is_posted: bool
) -> ShownPlace | None:
    """What stands in the field "near", where it stands for anything; else an error at it."""
    if not asked.place:
        return None
    try:
        if not is_postcode(asked.place):
            return named_place(asked.place, shelf)
        if is_posted:
            return posted_place(asked.place)
        form.place.data = ""
        raise PostcodeInAddress
    except DirectoryError as refusal:
        form.place.errors = [str(refusal)]
        return None


def _search(
    session: Session,
    asked: Asked,
    place: ShownPlace | None,
    about: AboutPerson | None,
    *,
    is_posted: bool,
    per_page: int,
    at: dt.datetime,
) -> Searched:
    return search(
        session,
        asked,
        catalogue=catalogue(),
        place=place,
        about=about,
        may_read_postcodes=is_posted,
        per_page=per_page,
        at=at,
    )
