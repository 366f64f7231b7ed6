"""Once a round has closed, the tables hold of its benches no more than what is published.

| answers of the region | a bench | its counts |
|---|---|---|
| below 8 | any | deleted: nothing of the round is ever told |
| 8 and more | told by itself | stay as they are |
| 8 and more | not told | added to those of the others that are not, as their region's |

Those that are not told are 8 answers and more together, or `published_benches` would tell fewer: so
that no table, and no difference of tables, says what fewer chose.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.models import ChoiceCount, FeedbackRound
from commissioning.partnership.liaison.publishing import is_published, published_benches
from commissioning.partnership.liaison.round_days import is_taking_answers
from commissioning.partnership.liaison.round_queries import replies_by_court


def fold_small_benches(session: Session, closed: FeedbackRound) -> int:
    """How many rows of benches went; twice it is done once. Whoever calls it has locked the
    round."""
    replies = replies_by_court(session, closed.id)
    of_untold = (
        ChoiceCount.round_id == closed.id,
        ChoiceCount.court_id.is_not(None),
        ChoiceCount.court_id.not_in(published_benches(replies)),
    )
    counts = Counter[tuple[str, str]]()
    for question, choice, count in session.execute(
        select(ChoiceCount.question, ChoiceCount.choice, ChoiceCount.count).where(*of_untold)
    ):
        counts[question, choice] += count
    gone = session.scalars(delete(ChoiceCount).where(*of_untold).returning(ChoiceCount.id)).all()
    if gone and is_published(sum(replies.values())):
        session.add_all(
            ChoiceCount(
                round_id=closed.id, court_id=None, question=question, choice=choice, count=count
            )
            for (question, choice), count in sorted(counts.items())
        )
    session.flush()
    return len(gone)


def fold_closed_rounds(session: Session, *, today: dt.date) -> int:
    """Of rounds whose last day has passed, which nobody closed before."""
    asked = select(FeedbackRound).order_by(FeedbackRound.id)
    over = [
        one
        for one in session.scalars(asked.with_for_update())
        if not is_taking_answers(one.closes_on, one.closed_on, today)
    ]
    return sum(fold_small_benches(session, one) for one in over)
