"""A region's plans as rows that read back as what is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from commissioning.exchange.actions import SAID_AS
from commissioning.partnership.actions.models import ActionPlan
from commissioning.partnership.actions.planning import facts_of
from commissioning.partnership.actions.queries import actions_of, plans_kept_for
from directory.places.models import Region

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KnownPlans:
    session: Session
    region: Region

    def actions(self) -> Iterator[Values]:
        """Of the region's own plans that no other has followed, in their order."""
        keys = {self.region.id}
        for plan in plans_kept_for(self.session, region_ids=keys, national=False):
            if plan.successor_id is None:
                yield from self._of_plan(plan)

    def _of_plan(self, plan: ActionPlan) -> Iterator[Values]:
        of_plan = {
            "plan": plan.code,
            "plan_title": plan.title,
            "plan_region": self.region.slug,
            "plan_published_on": plan.published_on,
            "plan_from": plan.from_date,
            "plan_to": plan.to_date,
        }
        for action in actions_of(self.session, plan):
            facts = facts_of(self.session, action)
            yield {
                **{column: getattr(facts, name) for column, name in SAID_AS.items()},
                **of_plan,
                "id": facts.code,
                "parent_id": facts.parents,
                "action": "" if facts.words == facts.heading else facts.words,
                "target_from": facts.stated.earliest,
                "target_to": facts.stated.latest,
                "region": facts.region and facts.region.slug,
                "area": facts.area and facts.area.slug,
            }
