"""A listing's life in any order: nothing unapproved is seen, no wording is lost or altered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

import portal.starting.all_models  # noqa: F401  every table has to be known
from directory.attribution import said_by_field
from directory.base import Base
from directory.errors import DirectoryError
from directory.listings.deciding import decide, roll_back, withdraw_listing
from directory.listings.drafting import (
    leave_draft,
    open_draft,
    save_draft,
    submit_draft,
    take_back_draft,
)
from directory.listings.history import life_of
from directory.listings.models import ListingDecision, ListingDraft
from directory.listings.stating import state_at_once
from directory.services.editing import ServiceOffered, offer_services
from directory.services.listing import Listing
from directory.services.listing_fields import LISTING_FIELDS
from directory.services.models import ListingRevision, ServiceState
from tests.makers.days import moment
from tests.makers.listings import make_listed, make_person
from tests.thoroughness import THOROUGH

AUTHORS = ("Jane", "Ali", "Mo")
FIELDS = ("title", "summary", "who_for", "telephone", "opening_hours")
LIVE = ("telephone", "opening_hours")
FIRST_SAID = {"title": "Thinking Ahead", "summary": "What it is.", "telephone": "01632 960001"}

author = st.sampled_from(AUTHORS)
VALUES = ("01632 960001", "01632 960002", "01632 960003")
fields_told = st.dictionaries(
    st.sampled_from(FIELDS), st.sampled_from(VALUES), min_size=1, max_size=3
)
some_fields = st.sets(st.sampled_from(FIELDS))


class ListingLife(RuleBasedStateMachine):
    """`seen` is what readers must see, worked out beside it from what each act may do at most."""

    engine: Any = None

    @initialize()
    def begin(self) -> None:
        self.connection = self.engine.connect()
        self.transaction = self.connection.begin()
        self.session = Session(self.connection, join_transaction_mode="create_savepoint")
        self.service = make_listed(self.session, **FIRST_SAID)
        self.seen: dict[str, Any] = self.published()
        self.wordings: dict[int, dict[str, Any]] = {1: dict(self.seen)}
        self.decisions = 0
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

    def published(self) -> dict[str, Any]:
        revision = self.session.get_one(ListingRevision, self.service.published_revision_id)
        return Listing.of_columns(revision).as_columns()

    def number(self) -> int:
        revision = self.session.get_one(ListingRevision, self.service.published_revision_id)
        return revision.number

    def draft_of(self, name: str) -> ListingDraft | None:
        return open_draft(self.session, self.service, make_person(self.session, name))

    def tried(self, act: Any) -> Any:
        """What the act answers; None where it is refused, and then nothing of it is kept."""
        savepoint = self.session.begin_nested()
        try:
            answer = act()
        except DirectoryError:
            savepoint.rollback()
            self.session.expire_all()
            return None
        savepoint.commit()
        return answer

    @rule(name=author, told=fields_told, back=st.integers(0, 2), is_blind=st.booleans())
    def save(self, name: str, told: dict[str, str], back: int, is_blind: bool) -> None:
        draft = self.draft_of(name)
        version = 0 if draft is None or is_blind else draft.version
        self.tried(
            lambda: save_draft(
                self.session, self.service, told, based_on=max(1, self.number() - back),
                draft_version=version, by=make_person(self.session, name), at=self.now,
            )
        )  # fmt: skip

    @rule(name=author, act=st.sampled_from(["submit", "take back", "leave"]))
    def go_on(self, name: str, act: str) -> None:
        draft, by = self.draft_of(name), make_person(self.session, name)
        if draft is None:
            return
        verbs = {"take back": take_back_draft, "leave": leave_draft}
        if act == "submit":
            self.tried(
                lambda: submit_draft(
                    self.session, self.service, draft, draft_version=draft.version,
                    by=by, at=self.now,
                )
            )  # fmt: skip
        else:
            self.tried(lambda: verbs[act](self.session, self.service, draft, by=by, at=self.now))

    @rule(name=author, by=st.sampled_from((*AUTHORS, "Carla")), approved=some_fields,
          is_whole=st.booleans(), is_late=st.booleans())  # fmt: skip
    def decide(self, name: str, by: str, approved: set[str], is_whole: bool, is_late: bool) -> None:
        draft = self.draft_of(name)
        if draft is None:
            return
        asked, could = dict(draft.changes), draft.waits and by != name and not is_late
        taken = set(asked) if is_whole else approved & set(asked)
        decision = self.tried(
            lambda: decide(
                self.session, self.service, draft, draft_version=draft.version - is_late,
                approved=taken, reason="So.", by=make_person(self.session, by), at=self.now,
            )
        )  # fmt: skip
        if decision is None:
            return
        assert could, "somebody decided who may not, or on what did not wait"
        self.seen |= {field: asked[field] for field in taken}
        self.words |= dict.fromkeys(taken, name)

    @rule(name=author, told=fields_told, back=st.integers(0, 2))
    def at_once(self, name: str, told: dict[str, str], back: int) -> None:
        changed = self.tried(
            lambda: state_at_once(
                self.session, self.service, told, based_on=max(1, self.number() - back),
                by=make_person(self.session, name), at=self.now,
            )
        )  # fmt: skip
        if changed is None:
            return
        assert set(told) <= set(LIVE)
        self.seen |= {one.field.name: told[one.field.name] for one in changed}
        self.words |= {one.field.name: name for one in changed}

    @rule(told=fields_told)
    def file(self, told: dict[str, str]) -> None:
        """A file of the same source: taken where nobody gave their word, put aside else."""
        says = self.published() | told
        offer = ServiceOffered(
            self.service.code, None, None, self.service.delivery_kind, Listing.of_record(says),
            source="tests", says=frozenset(told),
        )  # fmt: skip
        by = make_person(self.session, "Carla")
        if self.is_offered:
            offer_services(self.session, [offer], by=by, at=self.now)
            self.seen |= {field: value for field, value in told.items() if field not in self.words}

    @rule(back=st.integers(0, 6), is_blind=st.booleans())
    def roll_back(self, back: int, is_blind: bool) -> None:
        number = self.number()
        to = max(1, number - back)
        decision = self.tried(
            lambda: roll_back(
                self.session, self.service, to_number=to, based_on=number - is_blind,
                reason="So.", by=make_person(self.session, "Carla"), at=self.now,
            )
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
        self.words |= dict.fromkeys(taken, "Carla")

    @rule(is_meant=st.sampled_from([False] * 9 + [True]))
    def withdraw(self, is_meant: bool) -> None:
        if is_meant:
            carla = make_person(self.session, "Carla")
            self.tried(
                lambda: withdraw_listing(
                    self.session, self.service, reason="So.", by=carla, at=self.now
                )
            )
            self.is_offered = False

    @invariant()
    def readers_see_what_was_approved_and_nothing_else(self) -> None:
        self.session.expire_all()
        assert self.published() == self.seen
        state = ServiceState.PUBLISHED if self.is_offered else ServiceState.WITHDRAWN
        assert self.service.state is state

    @invariant()
    def no_wording_is_lost_or_altered(self) -> None:
        rows = self.session.scalars(select(ListingRevision).order_by(ListingRevision.number)).all()
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        says = {row.number: Listing.of_columns(row).as_columns() for row in rows}
        assert self.wordings.items() <= says.items()
        self.wordings = says
        decisions = self.session.scalar(select(func.count(ListingDecision.id))) or 0
        assert decisions >= self.decisions
        self.decisions = decisions

    @invariant()
    def every_word_is_its_own(self) -> None:
        """Who wrote it, not who approved it; a file's never stands where a person's does."""
        said = said_by_field(self.service.said)
        assert {name: said[name].who for name in self.words} == self.words
        assert {name for name, one in said.items() if one.is_person} == set(self.words)

    @invariant()
    def its_history_tells_every_wording(self) -> None:
        numbers = [one.number for one in life_of(self.session, self.service) if one.number]
        assert numbers == list(range(self.number(), 0, -1))


@pytest.fixture
def machine(tmp_path: Any) -> Iterator[type[RuleBasedStateMachine]]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    yield type("ListingLifeHere", (ListingLife,), {"engine": engine})
    engine.dispose()


def test_a_listings_life_in_any_order(machine: type[RuleBasedStateMachine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=5_000 if THOROUGH else 100,
            stateful_step_count=50 if THOROUGH else 30,
        ),
    )
