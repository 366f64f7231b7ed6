"""One grammar of acts: what the code records is a member of it, and every member is recorded."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from directory.acts import Act
from directory.people.permissions import acts_permitted
from tests.house.sources import PACKAGES, last_name, modules, name_of, nodes_of, tree_of

GRAMMAR = re.compile(r"[a-z]+(_[a-z]+)*:[a-z]+(_[a-z]+)*")

BY_NAME = {"directory/keeping.py": {"add", "revise"}}
"""Modules that name the verb and take the thing from the record's table."""


def acts_recorded(tree: ast.AST) -> Iterator[ast.expr]:
    """What stands for the act in each call of `record_act`."""
    for node in nodes_of(tree):
        if isinstance(node, ast.Call) and last_name(node.func) == "record_act":
            yield node.args[1]


def members_in(act: ast.expr) -> Iterator[str]:
    for node in ast.walk(act):
        match node:
            case ast.Attribute(value=ast.Name(id="Act"), attr=member):
                yield member


def test_the_words_are_a_thing_and_a_verb() -> None:
    assert [act.value for act in Act if not GRAMMAR.fullmatch(act)] == []
    assert (Act.LISTING_EDIT.thing, Act.LISTING_EDIT.verb) == ("listing", "edit")
    assert Act.of("site", "add") is Act.SITE_ADD
    with pytest.raises(ValueError, match="site:forget"):
        Act.of("site", "forget")


def test_every_act_that_is_recorded_is_a_member() -> None:
    strange = [
        f"{name_of(path)}:{act.lineno}"
        for path in modules(*PACKAGES)
        for act in acts_recorded(tree_of(path))
        if not set(members_in(act)) & set(Act.__members__) and name_of(path) not in BY_NAME
    ]
    assert strange == []


def test_every_member_is_recorded_somewhere_or_permitted() -> None:
    recorded = {
        member
        for path in modules(*PACKAGES)
        for act in acts_recorded(tree_of(path))
        for member in members_in(act)
    }
    named = {act.name for verbs in BY_NAME.values() for act in Act if act.verb in verbs}
    permitted = {act.name for act in acts_permitted()}
    assert set(Act.__members__) - recorded - named - permitted == set()


@pytest.mark.parametrize("fault", ['"listing:edit"', "f'{thing}:edit'", "word"])
def test_a_bare_word_is_seen(fault: str) -> None:
    [act] = acts_recorded(ast.parse(f"record_act(session, {fault}, thing, by=by, at=at)"))
    assert list(members_in(act)) == []
