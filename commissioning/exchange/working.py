"""Works of the commissioning kinds: they share the lines and what a verb may refuse."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from sqlalchemy import select

from commissioning.errors import CommissioningError
from commissioning.exchange.found_unchanged import FoundUnchanged
from commissioning.lines.models import Line
from commissioning.lines.queries import lines_by_external_id
from directory.errors import DirectoryError
from directory.exchange.found_unchanged import ConfirmingWork
from directory.exchange.names import Names, open_to_all
from directory.places.models import Exposure
from directory.services.models import Service
from directory.services.sight import has_a_wording


class CommissioningWork(ConfirmingWork):
    refusals: ClassVar[tuple[type[Exception], ...]] = (DirectoryError, CommissioningError)

    @cached_property
    def found_unchanged(self) -> FoundUnchanged:
        return FoundUnchanged()

    @cached_property
    def lines(self) -> dict[str, Line]:
        return lines_by_external_id(self.session)

    @cached_property
    def services(self) -> dict[str, Service]:
        """Every service by its identifier."""
        rows = self.session.scalars(select(Service).where(has_a_wording()).order_by(Service.id))
        return {service.code: service for service in rows}

    @cached_property
    def exposures(self) -> dict[int, Exposure]:
        """Of every service, by its key."""
        return {one.id: one.exposure for one in self.services.values()}

    @cached_property
    def open_services(self) -> frozenset[int]:
        """Those of which everybody may read all."""
        return frozenset(one.id for one in self.services.values() if one.exposure is Exposure.OPEN)

    @cached_property
    def line_names(self) -> Names:
        """Lines of services that anybody may read are offered to whoever mistypes one."""
        of_lines = {code: self.exposures[line.service_id] for code, line in self.lines.items()}
        return Names("line", self.lines, open_to_all(of_lines))

    @cached_property
    def service_names(self) -> Names:
        exposures = {code: service.exposure for code, service in self.services.items()}
        return Names("service", self.services, open_to_all(exposures))
