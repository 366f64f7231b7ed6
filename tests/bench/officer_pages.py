"""A court's page for an officer who is logged in, beside the same page for anybody.

`python -m tests.bench.officer_pages --before COMMIT` also holds anybody's page beside that of an
earlier commit, which answers in a process of its own; they are asked in turns.
"""

from __future__ import annotations

import argparse
import io
import logging
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask
from flask.testing import FlaskClient

from directory.accounts.joining import account_of_person
from directory.accounts.visiting import begin_visit
from directory.people.roles import Role
from portal.extensions import begin_writing, db
from tests.bench import table
from tests.bench.court_pages import ask_all, every_court
from tests.bench.databases import Databases, now, portal_on
from tests.bench.measuring import Measured, milliseconds
from tests.bench.records import Size
from tests.house.sources import ROOT
from tests.makers.accounts import make_member

GOAL: Final = 1.2
SIZE: Final = Size(500, 30_000)
COURTS: Final = 20
PAIRS: Final = 31

Round = Callable[[], float]
"""Asks every page once, and tells the seconds of the processor that it took."""

ANSWERS_IN_TURNS: Final = """
import logging, sys, time
from pathlib import Path
from tests.bench.court_pages import ask_all, every_court
from tests.bench.databases import Databases, portal_on
from tests.bench.records import Size
folder, services, referrals, courts = sys.argv[1], *map(int, sys.argv[2:])
app = portal_on(Databases(Path(folder), lambda said: None).of(Size(services, referrals)))
logging.disable(logging.CRITICAL)
slugs = every_court(app)
ask = ask_all(app.test_client(), slugs[:: max(1, len(slugs) // courts)][:courts])
ask(), ask()
print("ready", flush=True)
for _ in sys.stdin:
    began = time.process_time()
    ask()
    print(time.process_time() - began, flush=True)
"""
"""For a tree that may be an earlier one: only names that it has as well."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Seconds of each round, in turns: what slows the machine down slows both of a pair."""

    ours: Sequence[float]
    peer: Sequence[float]

    @property
    def ratio(self) -> float:
        return statistics.median(a / b for a, b in zip(self.ours, self.peer, strict=True))


def officer_page(databases: Databases, size: Size, *, courts: int, pairs: int) -> Measured:
    """Of a copy of the records in which there is an officer; every page is asked of both."""
    app = portal_on(databases.copy_of(size, "officer"))
    slugs = _some(every_court(app), courts)
    officer, anybody = app.test_client(), app.test_client()
    _let_in(app, officer)
    rounds = _round(officer, slugs), _round(anybody, slugs)
    return _measured(
        "Court page of an officer, beside anybody's", size, in_pairs(*rounds, pairs), len(slugs)
    )


def page_before(
    databases: Databases, size: Size, commit: str, *, courts: int, pairs: int
) -> Measured:
    """Both trees answer by a process of their own, from records that they made themselves."""
    arguments = (str(size.services), str(size.referrals), str(courts))
    with (
        _tree_of(commit) as before,
        _answering(ROOT, databases.folder, arguments) as ours,
        _answering(before, databases.folder / f"before-{commit}", arguments) as peer,
    ):
        paired = in_pairs(ours, peer, pairs)
    return _measured(f"Court page of anybody, beside {commit}", size, paired, courts)


def in_pairs(ours: Round, peer: Round, pairs: int) -> Pairs:
    """After a round of each that is not counted; who goes first changes from pair to pair."""
    ours(), peer()
    found: list[tuple[float, float]] = []
    for number in range(pairs):
        if number % 2:
            second, first = peer(), ours()
        else:
            first, second = ours(), peer()
        found.append((first, second))
    return Pairs([one for one, _ in found], [other for _, other in found])


def _let_in(app: Flask, client: FlaskClient) -> None:
    """A court officer, wholly in."""
    with app.app_context():
        session, at = db.session(), now()
        begin_writing(session)
        member = make_member(session, Role.COURT_OFFICER)
        account = account_of_person(session, member.person_id)
        assert account is not None
        visit, token = begin_visit(session, account, browser="the bench", at=at)
        visit.second_factor_at = at
        session.commit()
    with client.session_transaction(base_url="https://localhost") as cookie:
        cookie["_user_id"] = token
    if "/log-out" not in client.get("/courts", base_url="https://localhost").text:
        raise AssertionError("the officer is not logged in: nothing is measured")


def _round(client: FlaskClient, slugs: Sequence[str]) -> Round:
    ask = ask_all(client, slugs)

    def taken() -> float:
        began = time.process_time()
        ask()
        return time.process_time() - began

    return taken


def _some(slugs: Sequence[str], courts: int) -> Sequence[str]:
    return slugs[:: max(1, len(slugs) // courts)][:courts]


@contextmanager
def _tree_of(commit: str) -> Iterator[Path]:
    """The files of an earlier commit, to be run by what is installed for this one."""
    words = ["git", "-C", str(ROOT), "archive", commit]
    packed = subprocess.run(words, check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory(prefix="portal-before-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)


@contextmanager
def _answering(tree: Path, folder: Path, arguments: Sequence[str]) -> Iterator[Round]:
    """A process on the tree's own code, that asks every page once for each line it is sent."""
    with subprocess.Popen(
        [sys.executable, "-c", ANSWERS_IN_TURNS, str(folder), *arguments],
        cwd=tree,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        asked, told = child.stdin, child.stdout
        if told.readline().strip() != "ready":
            raise AssertionError(f"{tree} answers no court page")

        def taken() -> float:
            asked.write("\n")
            asked.flush()
            return float(told.readline())

        yield taken
        asked.close()


def _measured(what: str, size: Size, paired: Pairs, courts: int) -> Measured:
    return Measured(
        what,
        f"{size}, {len(paired.ours)} pairs of {courts} pages",
        milliseconds(statistics.median(paired.ours) / courts),
        milliseconds(statistics.median(paired.peer) / courts),
        paired.ratio,
        goal=f"≤ {GOAL}",
        is_met=paired.ratio <= GOAL,
    )


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.officer_pages")
    parser.add_argument("--before", metavar="COMMIT", help="also beside this earlier commit")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--services", type=int, default=SIZE.services)
    parser.add_argument("--referrals", type=int, default=SIZE.referrals)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench")
    asked = parser.parse_args(words)
    databases = Databases(asked.folder.resolve(), lambda said: print(said, file=sys.stderr))
    size = Size(asked.services, asked.referrals)
    logging.disable(logging.WARNING)
    rows = [officer_page(databases, size, courts=COURTS, pairs=asked.pairs)]
    if asked.before:
        before = page_before(databases, size, asked.before, courts=COURTS, pairs=asked.pairs)
        rows.append(before)
    print(table.plain(rows))
    return 0 if all(row.is_met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
