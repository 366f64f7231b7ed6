"""What somebody sees who records what a provider told by telephone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from directory.clock import local_date
from directory.listings.models import CallNote, ProviderCall
from directory.naming import NameList
from directory.services.models import Service
from portal.formatting import in_words
from portal.listings.fields import ListingForm
from portal.listings.line_pages import KeptLine
from portal.listings.listing_pages import AskedFields
from portal.listings.pages import Clashed, ShownFact, title_of


@dataclass(frozen=True, slots=True)
class Choosable:
    title: str
    provider: str
    href: str


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """`typed` narrows the list to what is called so."""

    typed: str
    rows: tuple[Choosable, ...]


def choose_page(services: Sequence[Service], typed: str) -> ChoosePage:
    found: Iterable[Service] = services
    if typed:
        names = NameList([*((title_of(one), one) for one in services),
                          *((_provider(one), one) for one in services)])  # fmt: skip
        called = set(names.called(typed).things)
        found = (one for one in services if one in called)
    return ChoosePage(
        typed,
        tuple(
            Choosable(title_of(one), _provider(one), f"/calls/services/{one.public_id}")
            for one in found
        ),
    )


def _provider(service: Service) -> str:
    return "" if service.provider is None else service.provider.name


@dataclass(frozen=True, slots=True)
class RingPage:
    title: str
    provider: str
    has_number: bool


@dataclass(frozen=True, slots=True)
class ToldNote:
    lines: tuple[str, ...]
    copies: int


@dataclass(frozen=True, slots=True)
class CallPage:
    """`is_sensitive`: telephone and e-mail wait for a second person."""

    public_id: str
    title: str
    provider: str
    told_by: str
    rung: str
    day: str
    by: str
    is_over: bool
    is_sensitive: bool
    hides_reach: bool
    done: str
    number: int
    reach: AskedFields
    facts: tuple[ShownFact, ...]
    lines: tuple[KeptLine, ...]
    notes: tuple[ToldNote, ...]
    clash: Clashed | None = None
    wrong: str | None = None

    @property
    def form(self) -> ListingForm:
        return self.reach.form

    @property
    def needs_letter(self) -> bool:
        """Nobody could be sent a copy."""
        return any(not note.copies for note in self.notes)


def told_notes(notes: Iterable[CallNote]) -> tuple[ToldNote, ...]:
    return tuple(ToldNote(tuple(one.says.splitlines()), one.copies) for one in notes)


@dataclass(frozen=True, slots=True)
class LetterPage:
    """The copy on paper, for who has no e-mail address; it names no number."""

    public_id: str
    named: str
    provider: str
    told_by: str
    by: str
    day: str
    lines: tuple[str, ...]


def letter_page(
    call: ProviderCall, service: Service, notes: Iterable[CallNote], *, is_secret: bool
) -> LetterPage:
    named = "a confidential service of yours" if is_secret else f"“{title_of(service)}”"
    lines = tuple(line for note in notes for line in note.says.splitlines())
    return LetterPage(
        str(call.public_id), named, _provider(service), call.told_by,
        call.recorded_by.name, in_words(local_date(call.rung_at)), lines,
    )  # fmt: skip
