"""The table of a run, for the terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.measuring import Measured

HEADINGS = ("What", "Size", "CPU ours", "CPU peer", "Ratio", "Wall", "Goal", "Met")


def plain(rows: Sequence[Measured]) -> str:
    table = [HEADINGS, *map(_cells, rows)]
    widths = [max(len(cells[at]) for cells in table) for at in range(len(HEADINGS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        for cells in table
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def markdown(rows: Sequence[Measured]) -> str:
    table = [HEADINGS, ("---",) * len(HEADINGS), *map(_cells, rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in table) + "\n"


def _cells(row: Measured) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    met = {None: "", True: "yes", False: "NO"}[row.is_met]
    return row.what, row.size, row.ours, row.peer, ratio, row.wall, row.goal, met
