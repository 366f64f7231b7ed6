"""Whatever an ordinary run leaves out, no cell of rule, role and method is left unasked."""

from __future__ import annotations

from collections import defaultdict

from tests.portal.sight.addresses import reads
from tests.portal.sight.forms import SENT
from tests.portal.sight.installations import NOBODY, UNENTITLED
from tests.portal.sight.sharing_out import ASKED, is_closed, is_public, is_read, is_sent
from tests.thoroughness import THOROUGH


def test_of_every_rule_every_role_reads_an_address_and_sends_a_form() -> None:
    for who in ASKED:
        read = {rule for rule, path in reads() if is_read(who, rule, path)}
        unread = {rule for rule, _ in reads()} - read
        assert [rule for rule in unread if not is_public(rule, "GET")] == []
        sent = {rule for rule in SENT for n, _ in enumerate(SENT[rule]) if is_sent(who, rule, n)}
        assert {rule for rule, some in SENT.items() if some} - sent == set()


def test_what_a_role_opens_by_its_permission_it_is_asked_wholly() -> None:
    for who in ASKED:
        opened = [
            (rule, path)
            for rule, path in reads()
            if not is_public(rule, "GET") and not is_closed(who, rule, "GET")
        ]
        assert [one for one in opened if not is_read(who, *one)] == []


def test_every_public_page_is_asked_by_one_from_whom_each_secret_is_kept() -> None:
    kept: defaultdict[str, set[object]] = defaultdict(set)
    for who in ASKED:
        for rule, path in reads():
            if is_public(rule, "GET") and is_read(who, rule, path):
                kept[path].add(UNENTITLED[who])
                kept[path].update([NOBODY] if who == NOBODY else [])
    everything: set[object] = {NOBODY, *(UNENTITLED[who] for who in ASKED)}
    public = {path for rule, path in reads() if is_public(rule, "GET")}
    assert {path for path in public if kept[path] != everything} == set()


def test_an_ordinary_run_leaves_some_to_the_soak() -> None:
    left = [(who, path) for who in ASKED for rule, path in reads() if not is_read(who, rule, path)]
    assert bool(left) != THOROUGH
