"""Several kinds at once, and a region's workbook: made, filled in, read back, refused as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import KINDS
from commissioning.exchange.known_rows import FILLED_BY_KEY, FilledRegion
from commissioning.exchange.workbook import CODES, LISTS, NAMED_IN, write_workbook
from commissioning.lines.models import Line
from directory.audit.models import AuditRow
from directory.exchange.columns import HELP_WORD
from directory.exchange.error_files import write_error_workbook
from directory.exchange.errors import FileRefused, StandsOnIt, UndoneAlready
from directory.exchange.runs import import_runs
from directory.exchange.several import run_together
from directory.exchange.tables import TO_READ, Together, tables_in
from directory.exchange.taking import Taking
from directory.people.models import Person
from directory.places.queries import region_by_slug
from directory.providers.editing import add_provider, edit_provider, link_subcontractors
from directory.providers.models import Provider
from directory.services.models import Service
from tests.commissioning.exchange.test_undoing import stored
from tests.makers.places import make_england
from tests.makers.round_trips import not_unchanged
from tests.makers.taking_back import taken_back
from tests.makers.workbooks import filled

SHEETS = tuple(kind for kind in KINDS if not kind.layout)
PILOT = Path(__file__).parents[2] / "examples" / "pilot"
PILOT_AT = dt.datetime(2026, 11, 30, 9, 30, tzinfo=dt.UTC)

TakeTogether = Callable[..., Together]


@pytest.fixture
def take_together(session: Session, importer: Person) -> TakeTogether:
    def run(path: Path, *, is_rehearsal: bool = False, accepts_unusual: bool = False) -> Together:
        together = Together()
        run_together(
            session,
            tables_in(path, SHEETS, together, filled_by_key=FILLED_BY_KEY),
            together,
            by=importer,
            at=PILOT_AT,
            taking=Taking(PILOT_AT.date(), accepts_unusual=accepts_unusual),
            is_rehearsal=is_rehearsal,
        )
        return together

    return run


@pytest.fixture
def england(session: Session, importer: Person) -> None:
    make_england(session, by=importer, at=PILOT_AT)


def made(session: Session, path: Path) -> Path:
    """The North West's workbook of what is known now."""
    known = FilledRegion(session, region_by_slug(session, "north-west"), PILOT_AT.date())
    write_workbook(known, SHEETS, path)
    return path


def book(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def reasons(together: Together) -> list[str]:
    return [f"{one.kind.name}, {error}" for one in together.reports for error in one.errors]


def counted(session: Session, model: type[Provider | Service | Line | AuditRow]) -> int | None:
    return session.scalar(select(func.count(model.id)))


PROVIDERS = [["external_id", "name"], ["ACT", "Action Trust"]]
SERVICES = [
    ["external_id", "provider", "delivery_kind", "title", "summary", "publish"],
    ["TEA", "ACT", "drop_in", "Tea", "Every Monday.", "yes"],
]


def test_the_worked_example_comes_in_by_its_workbook_and_is_then_known(
    session: Session, england: None, take_together: TakeTogether, tmp_path: Path
) -> None:
    """Made for an empty portal, filled in, read; made again it holds it all, and changes nothing.

    What is not open to be read by anybody stands in no workbook.
    """
    together = take_together(filled(made(session, tmp_path / "region.xlsx"), PILOT))
    assert (reasons(together), together.refusals, together.is_refused) == ([], {}, False)
    assert counted(session, Line) == 9
    again = made(session, tmp_path / "again.xlsx")
    texts = {
        str(cell.value)
        for sheet in load_workbook(again).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert {"Foundry Court", "Monday tea and advice", "STEADY-PR", "preston-magistrates-court",
            "5d19b0ab-3de3-4b90-b0cb-f57a7a263ae9"} <= texts  # fmt: skip
    assert not [text for text in texts if "Blue door" in text or "Group room C" in text]
    assert not texts & {"REFUGE", "A refuge", "REFUGE-PR"}
    heads, *lines = load_workbook(again)["lines"].iter_rows(values_only=True)
    places = {row[0]: row[heads.index("places")] for row in lines[1:]}
    assert (places["DEBT-PR"], places["UPW-PR"], places["STEADY-PR"]) == ("15", "140", None)
    before = counted(session, AuditRow)
    once_more = take_together(again)
    assert not_unchanged(once_more) == []
    rows = {one.kind.name: one.rows for one in once_more.reports}
    for kind in (
        "agreements", "groups", "capacity", "closures", "court-areas", "court-teams", "provision",
    ):  # fmt: skip
        assert rows[kind] == len((PILOT / f"{kind}.csv").read_text().splitlines()) - 1, kind
    assert counted(session, AuditRow) == before


def test_nothing_of_a_hidden_line_stands_in_a_workbook(
    session: Session, england: None, take_together: TakeTogether, tmp_path: Path
) -> None:
    """Neither its agreement, whose title may say what it buys, nor its diary."""
    take_together(PILOT)
    hidden = "REFUGE-PR"
    said = {
        "agreements": [
            ["external_id", "kind", "title", "lot", "line"],
            ["HIDDEN-1", "grant", "Hidden beds", "HIDDEN-A", hidden],
            ["HIDDEN-1", "grant", "Hidden beds", "HIDDEN-B", "DEBT-PR"],
            ["SHOWN-1", "grant", "Debt advice", "", "DEBT-PR"],
        ],
        "capacity": [
            ["external_id", "line", "measure", "from_date", "value", "stated_by", "stated_on"],
            ["HIDDEN-C", hidden, "vacancies", "2026-11-30", "2", "The house", "2026-11-30"],
        ],
        "closures": [
            ["external_id", "line", "from_date", "to_date", "reason"],
            ["HIDDEN-S", hidden, "2026-12-24", "2026-12-28", "Hidden away"],
            ["SHOWN-S", "DEBT-PR", "2026-12-24", "2026-12-28", "Christmas"],
        ],
    }
    together = take_together(book(tmp_path / "hidden.xlsx", said))
    assert (reasons(together), together.is_refused) == ([], False)
    path = made(session, tmp_path / "again.xlsx")
    texts = {
        str(cell)
        for sheet in load_workbook(path).worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    }
    assert {"SHOWN-1", "SHOWN-S"} <= texts
    assert not [text for text in texts if "hidden" in text.casefold() or hidden in text]
    changes = not_unchanged(take_together(path))
    assert [told for told in changes if not told.startswith("programmes: {'added': 51")] == []


def test_a_folder_of_files_does_the_same(
    session: Session, england: None, take_together: TakeTogether
) -> None:
    assert take_together(PILOT, is_rehearsal=True).changed > 0
    assert (counted(session, Provider), counted(session, Line)) == (0, 0)
    together = take_together(PILOT)
    assert not together.is_refused
    assert counted(session, Line) == 9
    assert take_together(PILOT).changed == 0


def test_a_new_workbook_has_a_sheet_for_each_kind_with_help_and_lists(
    session: Session, england: None, tmp_path: Path
) -> None:
    workbook = load_workbook(made(session, tmp_path / "new.xlsx"))
    told = ["read me", "areas", "courts", LISTS, *(k.name for k in SHEETS)]
    assert workbook.sheetnames == [*told, "published programmes"]
    assert workbook[LISTS].sheet_state == "hidden"
    for kind in SHEETS:
        sheet = workbook[kind.name]
        assert [cell.value for cell in sheet[1]] == [column.head for column in kind.columns]
        assert str(sheet["A2"].value).startswith(HELP_WORD)
    rules = workbook["lines"].data_validations.dataValidation
    offered = {next(iter(rule.sqref.ranges)).coord[0]: rule for rule in rules}
    assert offered["C"].formula1 == "'areas'!$A$2:$A$2000"
    assert "Tuesday" in offered["E"].formula1
    assert ("preston-magistrates-court" in {c.value for c in workbook["courts"]["A"]}) is True


def test_the_lists_are_of_columns_that_exist() -> None:
    columns = {column.name for kind in SHEETS for column in kind.columns}
    assert (NAMED_IN.keys() | CODES.keys()) - {"pathway", "court"} <= columns
    assert set(NAMED_IN.values()) - TO_READ <= {kind.name for kind in SHEETS}


def test_a_sheet_is_checked_against_what_those_before_it_wrote(
    session: Session, places: None, take_together: TakeTogether, tmp_path: Path
) -> None:
    path = book(tmp_path / "b.xlsx", {"Services": SERVICES, "providers": PROVIDERS, "lines": []})
    together = take_together(path)
    assert (reasons(together), together.not_filled) == ([], ["lines"])
    assert (counted(session, Provider), counted(session, Service)) == (1, 1)


def test_all_sheets_mistakes_are_told_and_nothing_is_written(
    session: Session, places: None, take_together: TakeTogether, tmp_path: Path
) -> None:
    lines = [["external_id", "service", "areas"], ["L1", "TEA", "nowhere"], ["L2", "NO", "preston"]]
    path = book(
        tmp_path / "b.xlsx",
        {"providers": [*PROVIDERS, ["BEE", ""]], "services": SERVICES, "lines": lines},
    )
    together = take_together(path)
    assert together.is_refused
    assert reasons(together) == [
        "providers, row 3, name: is missing",
        "lines, row 2, areas: there is no area nowhere",
        "lines, row 3, service: there is no service NO",
    ]
    assert (counted(session, Provider), counted(session, Service)) == (0, 0)
    marked = load_workbook(write_error_workbook([r for r in together.reports if r.errors]))
    assert marked.sheetnames == ["providers", "lines"]
    assert marked["lines"]["C2"].comment is not None
    assert marked["lines"]["C3"].comment is None


def test_what_is_unusual_in_any_sheet_refuses_all_until_it_is_accepted(
    session: Session, places: None, take_together: TakeTogether, tmp_path: Path
) -> None:
    services = [["external_id", "delivery_kind", "title", "summary"], ["S", "drop_in", "T", "U"]]
    far = [["external_id", "service", "areas", "opened_on"], ["L", "S", "preston", "1926-01-01"]]
    path = book(tmp_path / "b.xlsx", {"services": services, "lines": far})
    together = take_together(path)
    assert (reasons(together), together.is_refused, counted(session, Line)) == ([], True, 0)
    assert not take_together(path, accepts_unusual=True).is_refused
    assert counted(session, Line) == 1


def test_what_a_verb_refuses_leaves_the_sheets_after_it_checked(
    session: Session, places: None, take_together: TakeTogether, tmp_path: Path
) -> None:
    take_together(book(tmp_path / "a.xlsx", {"providers": PROVIDERS, "services": SERVICES}))
    other = [SERVICES[0], ["TEA", "ACT", "bed", "Tea", "Every Monday.", "yes"]]
    lines = [["external_id", "service", "areas"], ["L1", "NO", "preston"]]
    together = take_together(book(tmp_path / "b.xlsx", {"services": other, "lines": lines}))
    assert together.is_refused
    assert together.unchecked == []
    of_the_verb, of_the_line = reasons(together)
    assert of_the_verb.startswith("services, row 2: TEA is delivered as “Drop-in”")
    assert of_the_line == "lines, row 2, service: there is no service NO"


@pytest.mark.parametrize(
    ("title", "refusal", "others"),
    [
        ("provider", {"provider": "is no kind of file; did you mean providers?"}, []),
        ("Notes of ours", {}, ["notes of ours"]),
        ("areas", {}, []),
    ],
)
def test_a_sheet_that_nobody_knows_is_named(
    session: Session, take_together: TakeTogether, tmp_path: Path, title: str,
    refusal: dict[str, str], others: list[str],
) -> None:  # fmt: skip
    together = take_together(book(tmp_path / "b.xlsx", {title: PROVIDERS}))
    assert (together.refusals, together.others) == (refusal, others)
    assert together.is_refused is bool(refusal)


def test_headings_that_cannot_be_read_are_told_of_every_sheet(
    session: Session, take_together: TakeTogether, tmp_path: Path
) -> None:
    path = book(tmp_path / "b.xlsx", {"providers": [["nam"], ["x"]], "lines": [["line"], ["x"]]})
    together = take_together(path)
    assert together.refusals.keys() == {"providers", "lines"}
    assert "the column nam is not known (did you mean name?)" in together.refusals["providers"]


def test_a_row_to_which_nobody_added_says_nothing(
    session: Session, places: None, take_together: TakeTogether, tmp_path: Path
) -> None:
    """Where keys were filled in beforehand; in any other sheet the rest of the row is missed."""
    rows = [["external_id", "name"], ["A", ""], ["B", "Bee"]]
    path = book(tmp_path / "b.xlsx", {"providers": rows})
    (table,) = tables_in(path, SHEETS, Together(), filled_by_key=["providers"])
    assert [row for row in table.surveyed.rows() if row] == [rows[0], rows[2]]
    untouched = book(tmp_path / "c.xlsx", {"providers": rows[:2]})
    together = Together()
    assert tables_in(untouched, SHEETS, together, filled_by_key=["providers"]) == []
    assert together.not_filled == ["providers"]
    assert reasons(take_together(path)) == ["providers, row 2, name: is missing"]


def test_what_is_neither_a_workbook_nor_a_folder_is_refused(
    session: Session, take_together: TakeTogether, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileRefused, match="no file of a kind"):
        take_together(tmp_path / "empty")
    with pytest.raises(FileRefused):
        take_together(PILOT / "lines.csv")
    (tmp_path / "two").mkdir()
    for name in ("providers.csv", "Providers.CSV"):
        (tmp_path / "two" / name).write_text("external_id,name\n")
    with pytest.raises(FileRefused, match="two files called providers"):
        take_together(tmp_path / "two")


@pytest.fixture
def pilot(
    session: Session, england: None, take_together: TakeTogether, tmp_path: Path
) -> tuple[Stored, Together]:
    """All that stood before the worked example, and the example taken in."""
    before = stored(session)
    return before, take_together(filled(made(session, tmp_path / "region.xlsx"), PILOT))


Stored = dict[str, list[tuple[Any, ...]]]
LATER = PILOT_AT + dt.timedelta(hours=1)


def test_a_workbook_goes_back_as_one_act(
    session: Session, importer: Person, pilot: tuple[Stored, Together]
) -> None:
    before, together = pilot
    assert len(together.run_ids) > 5
    taken_back(session, together.run_ids[0], by=importer, at=LATER)
    assert [run.id for run in import_runs(session) if run.undone_at is None] == []
    assert stored(session) == before
    with pytest.raises(UndoneAlready):
        taken_back(session, together.run_ids[0], by=importer, at=LATER)


@pytest.mark.soak
def test_a_later_sheet_goes_back_alone_and_then_the_rest(
    session: Session, importer: Person, pilot: tuple[Stored, Together]
) -> None:
    before, together = pilot
    *others, last = together.run_ids
    taken_back(session, last, by=importer, at=LATER)
    assert {run.id for run in import_runs(session) if run.undone_at is None} == set(others)
    taken_back(session, together.run_ids[0], by=importer, at=LATER)
    assert stored(session) == before


@pytest.mark.soak
def test_nothing_of_a_workbook_goes_back_while_something_stands_on_its_first_sheet(
    session: Session, importer: Person, pilot: tuple[Stored, Together]
) -> None:
    _, together = pilot
    provider = session.scalars(select(Provider).order_by(Provider.id)).first()
    assert provider is not None
    told = {"telephone": "01632 960999"}
    edit_provider(session, provider, told, based_on=provider.version, by=importer, at=LATER)
    other = add_provider(session, {"name": "Anawim"}, by=importer, at=LATER)
    how: dict[str, Any] = {"agreement_reference": "A", "by": importer, "at": LATER}
    link_subcontractors(session, provider, [other], **how)
    standing = stored(session)
    with pytest.raises(StandsOnIt, match="provider"):
        taken_back(session, together.run_ids[0], by=importer, at=LATER)
    assert stored(session) == standing
    assert [run.id for run in import_runs(session) if run.undone_at is not None] == []
