"""What the pages of files say."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commissioning.uploads.models import KeepsIt, Upload, UploadSent, UploadState
from commissioning.uploads.telling import Reason, TableTold, UploadTold
from commissioning.uploads.watching import Difference
from portal.uploads.forms import words_of
from portal.uploads.questions import RowAsked, rows_asked

Rows = Sequence[tuple[str, ...]]

NOTHING = "nothing"
ONE_BY_ONE = 50
"""Mistakes that a page tells one by one."""

OUTCOMES = ("added", "revised", "put aside", "unchanged")


class FileStanding(enum.StrEnum):
    """What the page of a file is about."""

    CHECKING = "checking"
    APPLYING = "applying"
    REFUSED = "refused"
    SHOWN = "shown"
    APPLIED = "applied"
    UNDONE = "undone"
    FAILED = "failed"
    FORGOTTEN = "forgotten"


IN_WORDS = {
    FileStanding.CHECKING: "being checked",
    FileStanding.APPLYING: "being applied",
    FileStanding.REFUSED: "has mistakes, nothing was written",
    FileStanding.SHOWN: "checked, not applied",
    FileStanding.APPLIED: "applied",
    FileStanding.UNDONE: "applied, then taken back",
    FileStanding.FAILED: "could not be done, nothing was written",
    FileStanding.FORGOTTEN: "not applied within a day, forgotten",
}


def standing_of(sent: UploadSent) -> FileStanding:
    upload = sent.upload
    if upload.state is UploadState.APPLIED:
        return FileStanding.UNDONE if sent.is_undone else FileStanding.APPLIED
    if upload.state is UploadState.WAITING:
        return FileStanding.CHECKING
    if upload.state is UploadState.TO_APPLY:
        return FileStanding.APPLYING
    if upload.state is UploadState.FAILED:
        return FileStanding.FAILED
    if upload.told is None:
        return FileStanding.FORGOTTEN
    return FileStanding.REFUSED if upload.state is UploadState.REFUSED else FileStanding.SHOWN


@dataclass(frozen=True, slots=True)
class ListedFile:
    href: str
    file: str
    kind: str
    sender: str
    sent_at: object
    says: str


def listed(sent: Sequence[UploadSent]) -> list[ListedFile]:
    return [
        ListedFile(
            f"/uploads/{one.upload.public_id}",
            one.upload.file,
            words_of(one.upload.kind, one.upload.layout),
            one.sender,
            one.upload.sent_at,
            IN_WORDS[standing_of(one)],
        )
        for one in sent
    ]


@dataclass(frozen=True, slots=True)
class TablePage:
    """One table of the file: what becomes of its rows, and each cell that says something new."""

    title: str
    counts: Rows
    notes: Sequence[str]
    aside: Sequence[str]
    differences: Rows
    more: int
    speaks_as: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """`done` of `of` rows; `mistakes` and `unusual` by sheet, row and column."""

    upload: Upload
    standing: FileStanding
    kind: str
    sender: str
    done: int
    of: int
    tables: Sequence[TablePage] = ()
    mistakes: Rows = ()
    mistake_count: int = 0
    is_summed_up: bool = False
    unusual: Rows = ()
    remarks: Sequence[str] = ()
    changed_rows: int = 0
    has_error_file: bool = False
    error: str = ""
    mended_at: str = ""
    keeps: KeepsIt | None = None
    alike: Sequence[ListedFile] = ()
    asked: Sequence[RowAsked] = ()
    lasting: str = ""
    can_apply: bool = False

    @property
    def path(self) -> str:
        return f"/uploads/{self.upload.public_id}"


def file_page(
    sent: UploadSent,
    told: UploadTold | None,
    *,
    rows_done: int,
    keeps: KeepsIt | None = None,
    alike: Sequence[UploadSent] = (),
    error: str = "",
    mended_at: str = "",
) -> FilePage:
    """`mended_at`: the page of the draft that the error speaks of."""
    upload, told = sent.upload, told or UploadTold()
    is_kept = upload.kept_rows is not None
    confirms = upload.confirms and any(one.outcomes.get("unchanged") for one in told.tables)
    return FilePage(
        upload,
        standing_of(sent),
        words_of(upload.kind, upload.layout),
        sent.sender,
        min(rows_done // 2, upload.lines),
        upload.lines,
        tables=[_table(table) for table in told.tables],
        mistakes=list(_mistakes(told)),
        is_summed_up=told.mistakes > ONE_BY_ONE,
        mistake_count=told.mistakes,
        unusual=list(_reasons(told, is_odd=True)),
        remarks=list(_remarks(told)),
        changed_rows=told.changed_rows,
        has_error_file=upload.error_file is not None,
        error=error,
        mended_at=mended_at,
        keeps=keeps,
        alike=listed(alike),
        asked=rows_asked(told) if is_kept and upload.state is UploadState.REFUSED else (),
        lasting=told.lasting,
        can_apply=bool(told.changed_rows or confirms),
    )


def _table(table: TableTold) -> TablePage:
    return TablePage(
        words_of(table.kind, table.layout),
        [(name, f"{table.outcomes[name]:,}") for name in OUTCOMES if table.outcomes.get(name)],
        [f"{count:,} {note}" for note, count in table.notes.items()],
        table.aside,
        [(_where(one.row, one.column), *_both(one)) for one in table.differences],
        table.difference_count - len(table.differences),
        table.speaks_as,
    )


def _where(row: int, column: str) -> str:
    return f"Row {row}, {column}" if column else f"Row {row}"


def _both(one: Difference) -> tuple[str, str]:
    return one.before or NOTHING, one.after or NOTHING


def _mistakes(told: UploadTold) -> Iterator[tuple[str, ...]]:
    """One by one; of many those alike together, which are mended alike."""
    yield from told.refusals.items()
    if told.mistakes <= ONE_BY_ONE:
        yield from _reasons(told, is_odd=False)
        return
    for table in told.tables:
        for one in table.repeated:
            rows = ", ".join(map(str, one.rows))
            more = f" and {one.count - len(one.rows):,} more" if one.count > len(one.rows) else ""
            row = f"{'row' if one.count == 1 else 'rows'} {rows}{more}"
            where = ", ".join(filter(None, (table.sheet, one.column, row)))
            yield where[:1].upper() + where[1:] if where == row else where, one.reason


def _reasons(told: UploadTold, *, is_odd: bool) -> Iterator[tuple[str, ...]]:
    for table in told.tables:
        reasons: Sequence[Reason] = table.unusual if is_odd else table.errors
        for one in reasons:
            where = _where(one.row, one.column)
            yield f"{table.sheet}, {where.lower()}" if table.sheet else where, one.reason


def _remarks(told: UploadTold) -> Iterator[str]:
    for table in told.tables:
        yield from table.remarks
    if told.unchecked:
        yield f"Not checked, for they lean on what was refused: {', '.join(told.unchecked)}."
    if told.not_filled:
        yield f"Not filled in: {', '.join(told.not_filled)}."
    if told.others:
        yield f"Not for your organisation to send here, and left out: {', '.join(told.others)}."
