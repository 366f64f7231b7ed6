"""What somebody answerable stated of a region, as rows that read back as what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.models import ProvisionStatement
from commissioning.availability.provision_authors import missing_beside
from commissioning.availability.statuses import Provision
from commissioning.exchange.provision import TAKEN_AS_THEY_STAND, WORDS
from directory.schemes.models import Scheme

Values = dict[str, Any]
SAYS: Final = {saying: word for word, saying in WORDS.items()}


@dataclass(frozen=True, slots=True)
class KnownStatements:
    session: Session
    on: dt.date
    area_slugs: Mapping[int, str]

    def provision(self) -> Iterator[Values]:
        """The newest of each author, until the day of its review, that a file can say."""
        said = ProvisionStatement
        newest: dict[tuple[Any, ...], ProvisionStatement] = {}
        for one in self.session.scalars(
            select(said)
            .where(said.local_delivery_unit_id.in_(self.area_slugs), said.stated_on <= self.on)
            .order_by(said.stated_on, said.id)
        ):
            about = (one.local_delivery_unit_id, one.requirement, one.strand, one.stated_by)
            newest[about] = one
        for one in newest.values():
            word = SAYS.get((one.said, one.why_not))
            if word and self._counts(one):
                yield {
                    **{name: getattr(one, name) for name in TAKEN_AS_THEY_STAND},
                    "area": self.area_slugs[one.local_delivery_unit_id],
                    "says": word,
                    "review_on": one.review_on,
                }

    def _counts(self, one: ProvisionStatement) -> bool:
        """It says something still, and with all that a file must say beside it."""
        lacks = missing_beside(one.said, one.why_not, agreed_by=one.agreed_by, notice=one.notice)
        return one.said is not Provision.NOT_KNOWN and one.review_on >= self.on and not any(lacks)

    def schemes(self) -> Iterator[Values]:
        newest: dict[tuple[int, str], Scheme] = {}
        for one in self.session.scalars(
            select(Scheme)
            .where(Scheme.local_delivery_unit_id.in_(self.area_slugs))
            .order_by(Scheme.stated_on, Scheme.id)
        ):
            newest[one.local_delivery_unit_id, " ".join(one.name.split()).casefold()] = one
        names = ("name", "kind", "says", "requirement", "telephone", "email", "begins_on",
                 "ends_on", "stated_by", "stated_on")  # fmt: skip
        for one in newest.values():
            facts = {name: getattr(one, name) for name in names}
            yield facts | {"area": self.area_slugs[one.local_delivery_unit_id]}
