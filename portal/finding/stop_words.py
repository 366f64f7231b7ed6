"""What is planned of a whole service, as a reader is told before its day and on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask_babel import gettext

from commissioning.groups.models import PlannedStop
from directory.clock import local_date
from portal.formatting import in_words


def stop_in_words(stop: PlannedStop, today: dt.date) -> str:
    """Without its reason, and without whoever said so."""
    first, last = in_words(stop.from_date), in_words(stop.to_date)
    if stop.is_for_good:
        day = in_words(stop.last_day)
        if stop.has_begun(today):
            return str(gettext("It ended on %(day)s. Nobody can start it.", day=day))
        return str(gettext("It ends on %(day)s. Nobody can start it after that.", day=day))
    if stop.has_begun(today):
        return str(gettext("It takes no referrals now, up to and including %(day)s.", day=last))
    return str(gettext("It takes no referrals from %(first)s to %(last)s.", first=first, last=last))


def stops_in_words(stops: Iterable[PlannedStop], today: dt.date) -> tuple[str, ...]:
    """Each with its reason and the day on which somebody said so."""
    return tuple(" ".join(_parts(stop, today)) for stop in stops)


def _parts(stop: PlannedStop, today: dt.date) -> Iterable[str]:
    yield stop_in_words(stop, today)
    if stop.reason:
        yield str(gettext("Why: %(reason)s.", reason=stop.reason.rstrip(".")))
    day = in_words(local_date(stop.recorded_at))
    yield str(gettext("Stated on %(day)s.", day=day))
