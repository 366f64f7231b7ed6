"""What the page of a listing tells of its master, in one line."""

from __future__ import annotations

from sqlalchemy.orm import Session

from directory.listings.local_copies import master_of, standing_of_copies
from directory.services.models import Service
from portal.asking.onlooker import sight_of_reader
from portal.formatting import joined
from portal.listings.pages import title_of


def copy_line(session: Session, service: Service) -> str:
    """“Local copy of “Debt advice”: differs in telephone and languages”; empty for no copy."""
    master = master_of(session, service, sight=sight_of_reader())
    if master is None:
        return ""
    [standing] = standing_of_copies(session, master, [service])
    fields = [one.field.label[:1].lower() + one.field.label[1:] for one in standing.apart]
    differs = f"differs in {joined(fields)}" if fields else "says the same"
    return f"Local copy of “{title_of(master)}”: {differs}"
