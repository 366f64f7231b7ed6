"""What a row says of a service, as the listing that is kept: wording, and who it is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from directory.exchange.columns import Column
from directory.exchange.stated import columns_of
from directory.exchange.working import Row
from directory.fields import SEVERAL, Field, Holds
from directory.providers.models import Provider
from directory.services.describing import eligibility_of
from directory.services.eligibility import Attribute, Operator, Rule, Span
from directory.services.eligibility_records import UNNAMED_OWNER, as_record, from_record
from directory.services.listing import Listing, Setting
from directory.services.listing_fields import LISTING_FIELDS
from directory.services.models import Programme

STATED: Final = tuple(
    field for field in LISTING_FIELDS if field.holds not in {Holds.RULES, Holds.SERVICE}
)
"""Fields of a listing that a cell says as it stands."""

NEEDED: Final = ("title", "summary")
"""Without these there is no listing; the setting is the community unless somebody says other."""

About = tuple[Attribute, bool]
"""What of a person a rule speaks of, and whether it leaves out those it names."""

RULED: Final[Mapping[str, About]] = {
    "sex": (Attribute.SEX, False),
    "minimum_age": (Attribute.AGE, False),
    "maximum_age": (Attribute.AGE, False),
    "offences": (Attribute.OFFENCE, False),
    "excluded_offences": (Attribute.OFFENCE, True),
    "needs": (Attribute.NEEDS, False),
}
"""Columns that become rules of who the service is for."""


def fields_told(row: Row) -> frozenset[str]:
    """Fields of the service and its listing of which the row speaks."""
    told = {field.name for field in STATED if field.name in row}
    others = {"hub": "referral_hub_id", "provider": "provider_id", "programme": "programme_id"}
    told |= {name for column, name in others.items() if column in row}
    return frozenset(told | {"eligibility"} if RULED.keys() & row.keys() else told)


def listing_told(
    row: Row,
    known: Listing | None,
    provider: Provider | None,
    programme: Programme | None,
    hubs: Mapping[str, int],
) -> Listing:
    """What the row says; what the file has no column for stays as it is known."""
    listing = known or Listing(title=row["title"], summary=row["summary"])
    told = {field.name: _said(field, row[field.name]) for field in STATED if field.name in row}
    if "hub" in row:
        told["referral_hub_id"] = None if row["hub"] is None else hubs[row["hub"]]
    told["eligibility"] = tuple(
        as_record(rule) for rule in _rules(row, listing, provider, programme)
    )
    return replace(listing, **told)


def columns_told(fields: Iterable[Field]) -> tuple[Column, ...]:
    return tuple(replace(column, required=column.name in NEEDED) for column in columns_of(fields))


def _said(field: Field, cell: Any) -> Any:
    """An empty cell of a list is an empty list, and of the setting the community."""
    if field.holds is Holds.SETTING:
        return cell or Setting.COMMUNITY
    return tuple(cell or ()) if field.holds in SEVERAL else cell


def _rules(
    row: Row, listing: Listing, provider: Provider | None, programme: Programme | None
) -> Iterator[Rule]:
    """Those of the national design first, then by what they speak of, so that a file sent again
    says the same: known ones of which the file has no column, and the row's own."""
    design = [] if programme is None else eligibility_of(programme)
    known = [rule for rule in map(from_record, listing.eligibility) if rule not in design]
    said = {about for name, about in RULED.items() if name in row}
    owner = UNNAMED_OWNER if provider is None else provider.name
    own = [*_ages(row, owner, known), *_words(row, owner)]
    yield from design
    yield from sorted([*(rule for rule in known if _about(rule) not in said), *own], key=_about)


def _about(rule: Rule) -> About:
    return rule.attribute, rule.operator is Operator.NONE_OF


def _ages(row: Row, owner: str, known: Iterable[Rule]) -> Iterator[Rule]:
    """Where the file has one of the two columns, the other end stays as it is known."""
    if not {"minimum_age", "maximum_age"} & row.keys():
        return
    before = next((rule.span for rule in known if rule.attribute is Attribute.AGE), Span())
    low = row.get("minimum_age", before.low)
    last = row.get("maximum_age")
    above = before.high if "maximum_age" not in row else None if last is None else last + 1
    if low is not None and above is not None:
        yield Rule(Attribute.AGE, Operator.BETWEEN, owner, span=Span(low, above))
    elif low is not None:
        yield Rule(Attribute.AGE, Operator.AT_LEAST, owner, span=Span(low))
    elif above is not None:
        yield Rule(Attribute.AGE, Operator.BELOW, owner, span=Span(None, above))


def _words(row: Row, owner: str) -> Iterator[Rule]:
    for column, (attribute, leaves_out) in RULED.items():
        cell = row.get(column)
        if attribute is not Attribute.AGE and cell:
            words = frozenset({cell} if isinstance(cell, str) else cell)
            operator = Operator.NONE_OF if leaves_out else Operator.ONE_OF
            yield Rule(attribute, operator, owner, values=words)
