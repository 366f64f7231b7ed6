"""who said each fact and of which day, versions, what was put aside, one grammar of acts

Revision: 0010
Follows: 0009
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LOSES = ("fact_offered", "import_run")


STATED = {
    "provider": (
        "name",
        "sector",
        "charity_number",
        "company_number",
        "telephone",
        "email",
        "website",
        "is_fictional",
    ),
    "programme": (
        "name",
        "kind",
        "settings",
        "delivery_format",
        "for_men",
        "for_women",
        "minimum_age",
        "maximum_age",
        "group_sessions",
        "one_to_one_sessions",
        "needs",
        "eligible_offences",
        "excluded_offences",
        "is_restricted",
    ),
    "service": ("provider_id", "programme_id"),
}
WORDED = (
    "title",
    "summary",
    "setting",
    "telephone",
    "email",
    "referral_route",
    "referral_hub_id",
    "who_for",
    "pathways",
    "requirements",
    "languages",
    "eligibility",
    "targeting",
)
CHECKS = {
    "provider": {
        "sector": ("statutory", "voluntary", "faith", "private", "social_enterprise"),
    },
    "service": {
        "delivery_kind": (
            "closed_group",
            "rolling_group",
            "one_to_one",
            "unpaid_work",
            "immediate",
            "bed",
            "drop_in",
        ),
        "state": ("draft", "published", "withdrawn"),
        "exposure": ("open", "restricted", "confidential"),
    },
}
ACTS = (
    ("address:keep", "site", "kept_confidential_address"),
    ("agreement:extend", "agreement", "state_term"),
    ("agreement:sign", "agreement", "sign_agreement"),
    ("areas:leave", "service", "stopped_serving"),
    ("areas:serve", "service", "served_areas"),
    ("calendar:record", "group_run", "record_calendars"),
    ("capacity:state", "capacity_statement", "state_capacity"),
    ("closure:announce", "closure", "announce_closure"),
    ("closure:withdraw", "closure", "withdraw_closure"),
    ("evidence:state", "programme_evidence", "stated"),
    ("group:publish", "group_run", "publish_group"),
    ("group:state", "group_run", "state_group"),
    ("import:apply", "import", "imported"),
    ("line:confirm", "line", "confirmed"),
    ("line:open", "line", "open_line"),
    ("line:recalibrate", "recalibration", "recalibrate"),
    ("listing:confirm", "service", "confirmed"),
    ("listing:draft", "service", "drafted_listing"),
    ("listing:publish", "service", "published_listing"),
    ("listing:withdraw", "service", "withdrawn"),
    ("lot:add", "lot", "add_lot"),
    ("lot:join", "lot", "put_lot_on_line"),
    ("prison_contact:state", "prison_contact", "stated"),
    ("programme:add", "programme", "added"),
    ("programme:revise", "programme", "revised"),
    ("provider:add", "provider", "added"),
    ("provider:revise", "provider", "revised"),
    ("provision:state", "provision_statement", "state_provision"),
    ("reference:load", "reference", "loaded_reference_tables"),
    ("referral:correct", "referral", "correct_event"),
    ("referral:find", "referral", "found_case"),
    ("referral:import", "referral", "record_histories"),
    ("referral:receive", "referral", "receive_referral"),
    ("referral:record", "referral", "record_event"),
    ("scheme:state", "scheme", "listed"),
    ("service:revise", "service", "revised"),
    ("sheet:make", "court_sheet", "make_sheet"),
    ("court_area:revise", "court_area", "confirmed"),
    ("court_team:state", "court_team", "stated"),
    ("succession:state", "provider_succession", "stated"),
    ("site:add", "site", "added"),
    ("site:revise", "site", "revised"),
    ("sites:use", "service", "placed_at_sites"),
    ("subcontractor:link", "supply_link", "linked_subcontractor"),
    ("terms:state", "line", "state_terms"),
    ("week:state", "weekly_total", "keep_week"),
    ("volume:buy", "commissioned_volume", "commission_volume"),
    ("volume:vary", "commissioned_volume", "vary_volume"),
)
"""Each act as it is called now, the kind of record, and what it was called."""
LONG_AGO = dt.date(2000, 1, 1)


def upgrade() -> None:
    op.add_column(
        "listing_revision", sa.Column("opening_hours", sa.String(length=200), nullable=True)
    )
    for table in STATED:
        op.add_column(table, sa.Column("said", sa.JSON(), server_default="{}", nullable=False))
        op.add_column(table, sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    _keys(may_be_none=True)
    _offers()
    _imports()
    for table, names in STATED.items():
        _say_who(table, names)
    for now, kind, before in ACTS:
        _rename_acts(kind, before, now)


def downgrade() -> None:
    """A record that no file has named gets its public identifier for a key.

    What a person edited was no act before: those rows keep the word that they have.
    """
    refuse_to_lose(op.get_bind(), LOSES)
    for now, kind, before in ACTS:
        _rename_acts(kind, now, before)
    for table in ("imported_change", "imported_rows", "import_run", "fact_offered"):
        op.drop_table(table)
    for table in ("provider", "service"):
        stored = sa.table(table, sa.column("external_id"), sa.column("public_id"))
        op.execute(
            stored.update()
            .where(stored.c.external_id.is_(None))
            .values(external_id=sa.cast(stored.c.public_id, sa.String(80)))
        )
    _keys(may_be_none=False)
    for table in STATED:
        op.drop_column(table, "version")
        op.drop_column(table, "said")
    op.drop_column("listing_revision", "opening_hours")


def _rename_acts(kind: str, before: str, now: str) -> None:
    rows = sa.table("audit_row", sa.column("act"), sa.column("subject_kind"))
    concerned = sa.and_(rows.c.subject_kind == kind, rows.c.act == before)
    op.execute(rows.update().where(concerned).values(act=now))


def _keys(*, may_be_none: bool) -> None:
    """SQLite rebuilds a table to change a column and forgets its checks: each is said again."""
    for table, length in (("provider", 80), ("service", 200)):
        checks = [
            sa.CheckConstraint(among(column, words), name=op.f(f"ck_{table}_{column}"))
            for column, words in CHECKS[table].items()
        ]
        with op.batch_alter_table(table, schema=None, table_args=checks) as batch_op:
            batch_op.alter_column(
                "external_id", existing_type=sa.String(length=length), nullable=may_be_none
            )


def among(column: str, words: tuple[str, ...]) -> str:
    quoted = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({quoted})"


def _offers() -> None:
    op.create_table(
        "fact_offered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_fact_offered_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_fact_offered_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_offered")),
        sa.UniqueConstraint(
            "subject_kind",
            "subject_id",
            "field",
            "source",
            name=op.f("uq_fact_offered_subject_kind_subject_id_field_source"),
        ),
    )


def _imports() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("layout", sa.String(length=80), nullable=False),
        sa.Column("file", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("past", sa.JSON(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=False),
        sa.Column("applied_by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["applied_by_id"], ["person.id"], name=op.f("fk_import_run_applied_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["person.id"], name=op.f("fk_import_run_undone_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "imported_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=80), nullable=False),
        sa.Column("first_key", sa.Integer(), nullable=False),
        sa.Column("last_key", sa.Integer(), nullable=False),
        sa.Column("second_key", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.id"], name=op.f("fk_imported_rows_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_rows")),
    )
    op.create_index(
        op.f("ix_imported_rows_import_id_table_name_first_key"),
        "imported_rows",
        ["import_id", "table_name", "first_key"],
    )
    op.create_table(
        "imported_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=80), nullable=False),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.id"], name=op.f("fk_imported_change_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_change")),
    )
    op.create_index(op.f("ix_imported_change_import_id"), "imported_change", ["import_id"])


def _say_who(table: str, names: tuple[str, ...]) -> None:
    """What stands was said by the source of its record, on the day on which it was recorded.

    A programme has no such day; a file of any day is newer than what it says.
    """
    revision = sa.table("listing_revision", *map(sa.column, ("id", *WORDED)))
    columns = ["id", "source", *names] + ([] if table == "programme" else ["recorded_at"])
    if table == "service":
        columns.append("published_revision_id")
    stored = sa.table(table, *map(sa.column, columns), sa.column("said", sa.JSON()))
    asked = sa.select(*(stored.c[name] for name in columns))
    if table == "service":
        asked = asked.add_columns(*(revision.c[name] for name in WORDED)).outerjoin(
            revision, revision.c.id == stored.c.published_revision_id
        )
    bind = op.get_bind()
    told = [
        {"of": row["id"], "who": _said(row, (*names, *(WORDED if table == "service" else ())))}
        for row in bind.execute(asked).mappings()
    ]
    if told:
        change = stored.update().where(stored.c.id == sa.bindparam("of"))
        bind.execute(change.values(said=sa.bindparam("who")), told)


def _said(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    at = row.get("recorded_at")
    day = LONG_AGO if at is None else dt.date.fromisoformat(str(at)[:10])
    empty = (None, "", "[]", [])
    told = [name for name in names if not any(row[name] == nothing for nothing in empty)]
    return {name: {"by": row["source"], "on": day.isoformat()} for name in told}
