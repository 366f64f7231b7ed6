"""How to reach a court's team or a role at a prison, from files."""

from __future__ import annotations

from abc import abstractmethod
from typing import Generic

from directory.exchange.newest_counts import OLDER, DatedWork
from directory.exchange.working import ADDED, REVISED, UNCHANGED, Row
from directory.places.contact_points import C, ContactPoint
from directory.places.stated_contacts import hear_contact


class ContactWork(DatedWork, Generic[C]):
    """A row states the columns that the file has; what others said stands, and both are told."""

    remembers_who = True

    @abstractmethod
    def reached(self, row: Row) -> ContactPoint[C]:
        """Of whom the row speaks."""

    def write_row(self, row: Row) -> str:
        reached = self.reached(row)
        heard = hear_contact(
            self.session,
            reached,
            {name: row[name] for name in self.facts if name in row},
            source=self.whose,
            stated_by=row["stated_by"],
            stated_on=row["stated_on"],
            by=self.by,
            at=self.at,
        )
        self.aside += [f"{reached.name}: {one.in_words}" for one in heard.aside]
        for change in heard.changes:
            self.tell_change(reached.name, change)
        if heard.is_older and heard.is_new:
            self.notes[OLDER] += 1
        if not heard.is_new:
            return UNCHANGED
        return ADDED if heard.is_first else REVISED
