"""The headings of an inbox in words, and what is usually said next."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext

from commissioning.moves.acting import InboxAct
from commissioning.moves.headings import Heading

HEADING_WORDS: Final = {
    Heading.PAST_DUE: lazy_gettext("Past due"),
    Heading.NEW: lazy_gettext("New"),
    Heading.DUE: lazy_gettext("Due"),
    Heading.STARTING: lazy_gettext("Starting"),
    Heading.ENDING: lazy_gettext("Under way and ending"),
    Heading.ELSEWHERE: lazy_gettext("With somebody else"),
}
HEADING_SAYS: Final = {
    Heading.PAST_DUE: lazy_gettext(
        "The last day to act is over. Whoever sent the person has been told."
    ),
    Heading.NEW: lazy_gettext("To be accepted or declined."),
    Heading.DUE: lazy_gettext("What is due first stands first; what has no day stands last."),
    Heading.STARTING: lazy_gettext("Booked. Say on the day whether they started."),
    Heading.ENDING: lazy_gettext("Those who are to finish first stand first."),
    Heading.ELSEWHERE: lazy_gettext("Nothing is asked of you: somebody else is due to act."),
}
USUAL_NEXT: Final = {
    "to_answer": InboxAct.ACCEPT,
    "to_answer_booked": InboxAct.ACCEPT,
    "to_contact": InboxAct.ARRANGE,
    "to_assess": InboxAct.ASSESSED,
    "to_arrange_again": InboxAct.ARRANGE,
    "to_plan": InboxAct.READY,
    "to_start": InboxAct.START,
    "to_finish": InboxAct.COMPLETE,
}
"""What the button of a row says, by its stage."""
