"""A listing's life in any order: nothing unapproved is seen, no wording is lost or altered.

`make soak` tries all of it, in shares that its processes take one after another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Final

import pytest
from hypothesis import seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

import portal.starting.all_models  # noqa: F401  every table has to be known
from directory.attribution import said_by_field
from directory.base import Base
from directory.errors import DirectoryError
from directory.listings.calling import begin_call
from directory.listings.deciding import decide, roll_back, withdraw_listing
from directory.listings.drafting import leave_draft, save_draft, submit_draft, take_back_draft
from directory.listings.history import ListingDeed, life_of
from directory.listings.models import ListingDraft
from directory.listings.stating import state_at_once
from directory.listings.telephoned import record_reach
from directory.services.editing import ServiceOffered, offer_services
from directory.services.listing import Listing
from directory.services.listing_fields import LISTING_FIELDS
from directory.services.models import ListingRevision, ServiceState
from tests.counting import DID
from tests.makers.days import moment
from tests.makers.listings import FOR_WOMEN, make_listed, make_person
from tests.thoroughness import THOROUGH

AUTHORS: Final = ("Jane", "Ali", "Mo")
CARLA: Final = "Carla"
TOLD_BY: Final = "Nia"
OFFICE: Final = "01632 960 101"
"""The provider's own number, which `make_provider` gives it: no draft changes it."""

FIELDS: Final = ("title", "summary", "who_for", "telephone", "opening_hours")
MANY: Final = 8
ADDED_ONLY: Final = ("listing_revision", "listing_decision", "provider_call", "call_note")
CHANGED: Final = ("service", "listing_draft", "fact_offered")
FIRST_SAID: Final = {
    "title": "Thinking Ahead", "summary": "What it is.", "telephone": "01632 960001"
}  # fmt: skip
VALUES: Final = ("01632 960001", "01632 960002", "01632 960003")

SHARES: Final = 10 if THOROUGH else 1
LIVES, STEPS = (5_000, 50) if THOROUGH else (50, 30)
FEWEST: Final = {
    "save": 30, "submit": 20, "decide": 3, "at once": 2, "told by telephone": 20, "file": 50,
    "file, put aside": 10, "roll back": 2,
} | (
    dict.fromkeys(
        ("approved", "approved_in_part", "sent_back", "take back", "leave", "withdraw"), 3
    )
    if THOROUGH
    else {}
)  # fmt: skip
"""Of what must have been done at least, in every share, so that its silence says something."""

SELDOM: Final = st.integers(0, 24).map(lambda number: number == 7)

author = st.sampled_from(AUTHORS)
fields_told = st.dictionaries(
    st.sampled_from(FIELDS), st.sampled_from(VALUES), min_size=1, max_size=3
)
reach_told = st.dictionaries(
    st.sampled_from(("telephone", "opening_hours")), st.sampled_from(VALUES), min_size=1
)
live_told = st.one_of(reach_told, reach_told, fields_told)


class ListingLife(RuleBasedStateMachine):
    """`seen` is what readers must see, worked out beside it from what each act may do at most.

    `done` counts what was really done, over all lives, and what was refused.
    """

    engine: ClassVar[Any] = None
    done: ClassVar[Counter[str]] = Counter()

    @initialize(is_for_women=st.booleans())
    def begin(self, is_for_women: bool) -> None:
        self.connection = self.engine.connect()
        self.transaction = self.connection.begin()
        self.session = Session(self.connection, join_transaction_mode="create_savepoint")
        self.people = {name: make_person(self.session, name) for name in (*AUTHORS, CARLA)}
        first: dict[str, Any] = FIRST_SAID | ({"eligibility": FOR_WOMEN} if is_for_women else {})
        self.service = make_listed(self.session, **first)
        self.live = {"opening_hours"} if is_for_women else {"telephone", "opening_hours"}
        self.seen: dict[str, Any] = Listing(**first).as_columns()
        self.wordings: dict[int, dict[str, Any]] = {1: dict(self.seen)}
        self.rows: dict[str, list[Any]] = {}
        self.life: list[ListingDeed] = []
        self.drafts: dict[str, ListingDraft] = {}
        self.words: dict[str, str] = {}
        self.clock = 0
        self.is_offered = True

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            self.transaction.rollback()
            self.connection.close()

    @property
    def now(self) -> Any:
        self.clock += 1
        return moment(self.clock)

    @property
    def number(self) -> int:
        return max(self.wordings)

    def tried(self, act: str, does: Callable[[], Any]) -> Any:
        """What the act answers; None where it is refused, and then nothing of it is kept."""
        savepoint = self.session.begin_nested()
        try:
            answer = does()
        except DirectoryError:
            savepoint.rollback()
            self.session.expire_all()
            self.done[f"{act}, refused"] += 1
            return None
        savepoint.commit()
        self.done[act] += 1
        assert self.is_offered, f"{act}: of a listing that was withdrawn"
        return answer

    @rule(name=author, told=fields_told, back=st.integers(0, 2), is_blind=SELDOM,
          is_asked=st.booleans())  # fmt: skip
    def save(
        self, name: str, told: dict[str, str], back: int, is_blind: bool, is_asked: bool
    ) -> None:
        draft = self.drafts.get(name)
        version = 0 if draft is None or is_blind else draft.version
        saved = self.tried(
            "save",
            lambda: save_draft(
                self.session, self.service, told, based_on=max(1, self.number - back),
                draft_version=version, by=self.people[name], at=self.now,
            ),
        )  # fmt: skip
        if saved is not None and is_asked:
            self.submit(saved)

    def submit(self, draft: ListingDraft) -> None:
        self.tried(
            "submit",
            lambda: submit_draft(
                self.session, self.service, draft, draft_version=draft.version,
                by=draft.author, at=self.now,
            ),
        )  # fmt: skip

    @precondition(lambda self: self.drafts)
    @rule(data=st.data(), act=st.sampled_from(["submit", "submit", "take back", "leave"]))
    def go_on(self, data: st.DataObject, act: str) -> None:
        draft = self.drafts[data.draw(st.sampled_from(sorted(self.drafts)))]
        if act == "submit":
            self.submit(draft)
            return
        verb = {"take back": take_back_draft, "leave": leave_draft}[act]
        by, at = draft.author, self.now
        self.tried(act, lambda: verb(self.session, self.service, draft, by=by, at=at))

    @precondition(lambda self: any(draft.waits for draft in self.drafts.values()))
    @rule(data=st.data(), by=st.sampled_from((*AUTHORS, CARLA)), is_late=SELDOM, is_any=SELDOM,
          part=st.sampled_from(["all", "some", "none"]))  # fmt: skip
    def decide(self, data: st.DataObject, by: str, is_late: bool, is_any: bool, part: str) -> None:
        asked_for = [name for name, draft in self.drafts.items() if draft.waits or is_any]
        name = data.draw(st.sampled_from(sorted(asked_for)))
        draft = self.drafts[name]
        asked, could = dict(draft.changes), draft.waits and by != name and not is_late
        taken = set(sorted(asked)[{"all": 0, "some": 1, "none": len(asked)}[part] :])
        word = name if draft.call is None else draft.call.told_by
        decision = self.tried(
            "decide",
            lambda: decide(
                self.session, self.service, draft, draft_version=draft.version - is_late,
                approved=taken, reason="So.", by=self.people[by], at=self.now,
            ),
        )  # fmt: skip
        if decision is None:
            return
        assert could, "somebody decided who may not, or on what did not wait"
        self.done[decision.kind.value] += 1
        self.seen |= {field: asked[field] for field in taken}
        self.words |= dict.fromkeys(taken, word)

    @rule(name=author, told=live_told, back=st.integers(0, 2))
    def at_once(self, name: str, told: dict[str, str], back: int) -> None:
        changed = self.tried(
            "at once",
            lambda: state_at_once(
                self.session, self.service, told, based_on=max(1, self.number - back),
                by=self.people[name], at=self.now,
            ),
        )  # fmt: skip
        if changed is None:
            return
        assert set(told) <= self.live, "live at once, although it waits for a second person"
        self.seen |= {one.field.name: told[one.field.name] for one in changed}
        self.words |= {one.field.name: name for one in changed}

    @rule(told=reach_told)
    def telephone(self, told: dict[str, str]) -> None:
        """A commissioner writes down what was told: live, or their draft that waits."""
        reach = self.tried("told by telephone", lambda: self.told(told))
        if reach is None:
            return
        assert {one.field.name for one in reach.live} <= self.live
        assert {one.field.name for one in reach.waits}.isdisjoint(self.live)
        self.seen |= {one.field.name: told[one.field.name] for one in reach.live}
        self.words |= {one.field.name: TOLD_BY for one in reach.live}

    def told(self, told: dict[str, str]) -> Any:
        by, at = self.people[CARLA], self.now
        call = begin_call(
            self.session, self.service, rung=OFFICE, has_rung=True, told_by=TOLD_BY, by=by, at=at
        )
        return record_reach(
            self.session, self.service, call, told, based_on=self.number, by=by, at=at
        )

    @rule(told=fields_told)
    def file(self, told: dict[str, str]) -> None:
        """A file of the same source: taken where nobody gave their word, put aside else.

        Of what was withdrawn it brings nothing back.
        """
        says = self.seen | told
        offer = ServiceOffered(
            self.service.code, None, None, self.service.delivery_kind, Listing.of_record(says),
            source="tests", says=frozenset(told),
        )  # fmt: skip
        offered = offer_services(self.session, [offer], by=self.people[CARLA], at=self.now)
        self.done["file, put aside" if offered.aside else "file"] += 1
        assert {one.field.name for _, one in offered.aside} <= set(self.words) & set(told)
        self.seen |= {field: value for field, value in told.items() if field not in self.words}

    @precondition(lambda self: self.number > 1)
    @rule(back=st.integers(0, 6), is_blind=SELDOM)
    def roll_back(self, back: int, is_blind: bool) -> None:
        to = max(1, self.number - back)
        decision = self.tried(
            "roll back",
            lambda: roll_back(
                self.session, self.service, to_number=to, based_on=self.number - is_blind,
                reason="So.", by=self.people[CARLA], at=self.now,
            ),
        )  # fmt: skip
        if decision is None:
            return
        assert not is_blind
        earlier = self.wordings[to]
        taken = set(decision.changes)
        assert taken == {
            field.name
            for field in LISTING_FIELDS
            if not field.is_live_at_once and self.seen[field.name] != earlier[field.name]
        }
        self.seen |= {name: earlier[name] for name in taken}
        self.words |= dict.fromkeys(taken, CARLA)

    @precondition(lambda self: self.is_offered and self.number > MANY)
    @rule(is_meant=SELDOM)
    def withdraw(self, is_meant: bool) -> None:
        if not is_meant:
            return
        self.tried(
            "withdraw",
            lambda: withdraw_listing(
                self.session, self.service, reason="So.", by=self.people[CARLA], at=self.now
            ),
        )
        self.is_offered = False

    @invariant()
    def all_of_it_holds(self) -> None:
        """Where no row is another than before, nothing that is read from them can be."""
        self.session.flush()
        rows = self.rows_now()
        if rows == self.rows:
            return
        self.session.expire_all()
        self.no_row_that_stays_was_altered(rows)
        self.rows = rows
        self.readers_see_what_was_approved_and_nothing_else()
        self.every_word_is_its_own()
        self.its_history_only_grows()
        drafts = select(ListingDraft).where(ListingDraft.closed_at.is_(None))
        self.drafts = {draft.author.name: draft for draft in self.session.scalars(drafts)}

    def rows_now(self) -> dict[str, list[Any]]:
        """As the driver reads them: through the session it took a third of the time of a life."""
        cursor = self.connection.connection.cursor()
        return {
            table: cursor.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
            for table in (*ADDED_ONLY, *CHANGED)
        }

    def no_row_that_stays_was_altered(self, rows: dict[str, list[Any]]) -> None:
        """No column of a wording, a decision, a call: they are added, one after another."""
        for table in ADDED_ONLY:
            before = self.rows.get(table, [])
            assert rows[table][: len(before)] == before, table

    def readers_see_what_was_approved_and_nothing_else(self) -> None:
        revision = self.session.get_one(ListingRevision, self.service.published_revision_id)
        assert Listing.of_columns(revision).as_columns() == self.seen
        state = ServiceState.PUBLISHED if self.is_offered else ServiceState.WITHDRAWN
        assert self.service.state is state
        assert revision.number == len(self.rows["listing_revision"])
        assert revision.number - self.number in {0, 1}
        assert self.wordings.setdefault(revision.number, dict(self.seen)) == self.seen

    def every_word_is_its_own(self) -> None:
        """Who wrote it, not who approved it; a file's never stands where a person's does."""
        said = said_by_field(self.service.said)
        assert {name: said[name].who for name in self.words} == self.words
        assert {name for name, one in said.items() if one.is_person} == set(self.words)

    def its_history_only_grows(self) -> None:
        """Every wording and decision is told in it, and is told alike ever after."""
        life = life_of(self.session, self.service)
        numbers = [one.number for one in life if one.number]
        assert numbers == list(range(self.number, 0, -1))
        assert life[len(life) - len(self.life) :] == self.life
        self.life = life


@pytest.fixture
def machine() -> Iterator[type[ListingLife]]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    yield type("ListingLifeHere", (ListingLife,), {"engine": engine, "done": Counter()})
    engine.dispose()


@pytest.mark.parametrize("share", range(SHARES))
def test_a_listings_life_in_any_order(
    share: int, machine: type[ListingLife], record_property: Callable[[str, object], None]
) -> None:
    run_state_machine_as_test(
        seed(share)(machine) if THOROUGH else machine,
        settings=settings(max_examples=LIVES // SHARES, stateful_step_count=STEPS),
    )
    record_property(DID, {f"A listing's life: {act}": n for act, n in machine.done.items()})
    too_few = {act: machine.done[act] for act in FEWEST if machine.done[act] < FEWEST[act]}
    assert too_few == {}
