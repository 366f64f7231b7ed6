"""Preston’s scene with help towards housing and work, of which orders can be packed."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from commissioning.lines.opening import TermsStated
from directory.delivery import DeliveryKind
from tests.makers.days import OPENED
from tests.makers.scene import Scene, add_line, make_scene
from tests.makers.start_dates import answer_everything

HOME: Final = "central-lancashire"
HOUSING: Final = "Housing advice at Leyland"
WORK: Final = "Into work, Preston"
WORKSHOP: Final = "Saturday workshop"
ALCOHOL: Final = "Alcohol treatment, Discovery House"
PROGRAMME: Final = "Building Choices"
PAYBACK: Final = "Community Payback in Central Lancashire"
BED: Final = "Supported housing in Leyland"


def make_packages_scene(session: Session) -> Scene:
    """Preston, with help towards housing and work, and two services that meet on Saturdays."""
    scene = make_scene(session)
    add_line(session, scene, HOUSING, "rehabilitation_activity", pathways=("accommodation",))
    for title, pathway in (
        (WORK, "education_training_and_employment"),
        (WORKSHOP, "children_and_families"),
    ):
        add_line(
            session,
            scene,
            title,
            "rehabilitation_activity",
            kind=DeliveryKind.ROLLING_GROUP,
            terms=TermsStated(
                OPENED, 60, session_weekday=6, sessions_required=6, max_new_per_session=4
            ),
            pathways=(pathway,),
        )
    answer_everything(session)
    return scene
