"""Whoever may close a referral leaves its place to whose turn it is, in the same act."""

from __future__ import annotations

import ast

from commissioning.referrals.states import closing_kinds
from tests.house.sources import PACKAGES, modules, name_of, nodes_of, text_of, tree_of

RECORDING = frozenset(
    {"correct_event", "decline", "record_event", "record_histories", "record_of_locked", "say"}
    | {"transfer"}
)
ROOM = "commissioning.referrals"
THE_DOOR_ITSELF = "commissioning/referrals/"
INVENTED = ("commissioning/demonstration/", "portal/demonstration/")
SEEN_TO_WITHIN_THE_HOUR = {
    # A file would keep the groups of a region locked while it is read: `pass_on_offers` follows.
    "commissioning/exchange/referrals.py",
}


def may_close(call: ast.Call) -> bool:
    """Unless it says by name that something else happened, or takes an event back."""
    said = [one.value for one in call.keywords if one.arg in {"kind", "replacement_kind"}]
    if len(said) != 1:
        return True
    [kind] = said
    if isinstance(kind, ast.Attribute):
        return kind.attr in {one.name for one in closing_kinds()}
    return not (isinstance(kind, ast.Constant) and kind.value is None)


def closing_without_their_seats(tree: ast.AST) -> list[int]:
    records = {
        alias.name
        for node in nodes_of(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(ROOM)
        for alias in node.names
    } & RECORDING
    calls = [
        (node.func.id, node)
        for node in nodes_of(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    if any(name == "close_seats" for name, _ in calls):
        return []
    return [call.lineno for name, call in calls if name in records and may_close(call)]


def test_whoever_may_close_a_referral_sees_to_its_place() -> None:
    without = {
        name_of(path)
        for path in modules(*PACKAGES)
        if not name_of(path).startswith((THE_DOOR_ITSELF, *INVENTED))
        and any(name in text_of(path) for name in RECORDING)
        and closing_without_their_seats(tree_of(path))
    }
    assert without == SEEN_TO_WITHIN_THE_HOUR


def test_one_who_sees_to_no_place_is_seen() -> None:
    assert closing_without_their_seats(_module("record_event(one, kind=EventKind.WITHDRAWN)"))
    assert closing_without_their_seats(_module("say(session, one, said)"))
    assert not closing_without_their_seats(_module("with close_seats():\n    say(one, said)"))
    assert not closing_without_their_seats(_module("record_event(one, kind=EventKind.BOOKED)"))
    assert not closing_without_their_seats(_module("correct_event(one, replacement_kind=None)"))


def _module(says: str) -> ast.AST:
    names = ", ".join(sorted(RECORDING))
    return ast.parse(f"from {ROOM}.recording import {names}\n{says}\n")
