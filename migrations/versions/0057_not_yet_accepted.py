"""a proof of turn says who was passed over because the provider had not accepted them

Revision: 0057
Follows: 0055
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import WouldLose

revision = "0057"
down_revision = "0055"
branch_labels = None
depends_on = None

TABLE = "turn_proof_row"
CHECK = "ck_turn_proof_row_standing"
BEFORE = (
    "in_turn",
    "paused",
    "cannot_finish",
    "gave_up_here",
    "refused_here",
    "passed_on_here",
    "offered_already",
)
AFTER = (*BEFORE, "not_accepted")


def upgrade() -> None:
    _stand(BEFORE, AFTER)


def downgrade() -> None:
    """Refused once a proof names the reason: whatever stood in its stead would break its seal."""
    named = sa.text("SELECT count(*) FROM turn_proof_row WHERE standing = 'not_accepted'")
    if count := op.get_bind().execute(named).scalar_one():
        raise WouldLose({TABLE: count})
    _stand(AFTER, BEFORE)


def _stand(before: tuple[str, ...], now: tuple[str, ...]) -> None:
    """SQLite forgets the checks of a table that is built anew, so that it is named again."""
    old = sa.CheckConstraint(_says(before), name=op.f(CHECK))
    with op.batch_alter_table(TABLE, table_args=(old,)) as table:
        table.drop_constraint(op.f(CHECK), type_="check")
    with op.batch_alter_table(TABLE) as table:
        table.create_check_constraint(op.f(CHECK), _says(now))


def _says(words: tuple[str, ...]) -> str:
    return f"standing IN ({', '.join(repr(word) for word in words)})"
