"""The plain engine: for each kind of delivery the sum that a careful person would do by hand."""

from commissioning.forecasting.engines.outlook import Outlook
from commissioning.forecasting.engines.plain_groups import GroupsOutlook
from commissioning.forecasting.engines.plain_history import LineHistory
from commissioning.forecasting.engines.plain_places import PlacesOutlook
from commissioning.forecasting.facts import Facts, ServiceRecord
from commissioning.forecasting.start_calendar import StartCalendar


def plain_outlook(facts: Facts, service: ServiceRecord) -> Outlook:
    """Every start day rests on sums, not on chance: the same records give the same answer."""
    history = LineHistory(facts, service)
    calendar = StartCalendar.of(service, facts)
    if service.kind == "closed_group":
        return GroupsOutlook(history, calendar)
    return PlacesOutlook(history, calendar)
