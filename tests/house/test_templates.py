"""Every macro, filter, test and global that templates are given is used by one of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import Environment, nodes

from portal import create_app
from tests.house.sources import ROOT, modules, text_of

KINDS = ("filters", "tests", "globals")
"""What an application gives to its templates."""

SYNTAX = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


@cache
def templates() -> Sequence[nodes.Template]:
    found = sorted((ROOT / "portal/templates").rglob("*.*"))
    assert found
    return [SYNTAX.parse(path.read_text("utf-8")) for path in found]


def uncalled(trees: Sequence[nodes.Template]) -> list[str]:
    """Macros that no page reaches: what only an uncalled macro calls is uncalled itself."""
    macros = {macro.name: macro for tree in trees for macro in tree.find_all(nodes.Macro)}
    inside = [name for macro in macros.values() for name in called(macro)]
    everywhere = [name for tree in trees for name in called(tree)] + called_by_modules()
    reached = {name for name in macros if everywhere.count(name) > inside.count(name)}
    while new := {name for one in reached for name in called(macros[one])} & set(macros) - reached:
        reached |= new
    return sorted(set(macros) - reached)


def called_by_modules() -> list[str]:
    """Macros that a module takes from their file by name."""
    taken = re.compile(r'get_template_attribute\([^)]*"(\w+)"\)')
    return [name for path in modules("portal") for name in taken.findall(text_of(path))]


def called(tree: nodes.Node) -> list[str]:
    """The name behind each call, as often as it is called."""
    callees = [call.node for call in tree.find_all(nodes.Call)]
    plain = [callee.name for callee in callees if isinstance(callee, nodes.Name)]
    return plain + [callee.attr for callee in callees if isinstance(callee, nodes.Getattr)]


def unused(app: Flask, trees: Sequence[nodes.Template], kind: str) -> list[str]:
    """Names that the portal itself gives to templates, none of which mentions them."""
    libraries = Flask("libraries")
    libraries.secret_key = "only to have the libraries register theirs"
    Babel(libraries)
    CSRFProtect(libraries)
    own = set(getattr(app.jinja_env, kind)) - set(getattr(libraries.jinja_env, kind))
    assert own or kind == "tests"
    return sorted(own - mentioned(trees, kind))


def mentioned(trees: Sequence[nodes.Template], kind: str) -> AbstractSet[str]:
    if kind == "filters":
        return {one.name for tree in trees for one in tree.find_all(nodes.Filter)}
    if kind == "tests":
        return {one.name for tree in trees for one in tree.find_all(nodes.Test)}
    return {one.name for tree in trees for one in tree.find_all(nodes.Name)}


@pytest.fixture
def portal(tmp_path: Path) -> Flask:
    return create_app(
        {
            "TESTING": True,
            "PORTAL_ENV": "testing",
            "DATA_DIR": tmp_path,
            "SQLALCHEMY_DATABASE_URI": "sqlite://",
        }
    )


def test_every_macro_is_called() -> None:
    assert uncalled(templates()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_templates_are_given_they_use(portal: Flask, kind: str) -> None:
    assert unused(portal, templates(), kind) == []


def test_a_macro_that_only_an_uncalled_one_or_itself_calls_is_seen() -> None:
    page = SYNTAX.parse(
        "{% macro a() %}{{ b() }}{% endmacro %}{{ a() }}{% macro b() %}{% endmacro %}"
    )
    dead = SYNTAX.parse(
        "{% macro c() %}{{ d() }}{{ c() }}{% endmacro %}{% macro d() %}{% endmacro %}"
    )
    assert uncalled([page, dead]) == ["c", "d"]


@pytest.mark.parametrize("kind", KINDS)
def test_something_given_for_nothing_is_seen(portal: Flask, kind: str) -> None:
    getattr(portal.jinja_env, kind)["forgotten"] = str
    assert unused(portal, templates(), kind) == ["forgotten"]


PART_WITH_ROLE = re.compile(r"<(?:table|thead|tbody|tr|th|td)\b[^>]*\brole=")
"""The validator's rule, once broken 14,324 times: a table's parts are told as what they are."""


def test_no_part_of_a_table_carries_a_role() -> None:
    assert PART_WITH_ROLE.search('<td class="x" role="cell">')
    kept = sorted((ROOT / "portal/templates").rglob("*.html"))
    assert [path.name for path in kept if PART_WITH_ROLE.search(path.read_text("utf-8"))] == []


FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
FILLED_IN = re.compile(
    r'<input\b(?![^>]*type="hidden")|<select\b|<textarea\b'
    r"|\b(?:text_input|textarea|select|radios|checkboxes|date_input|field_control|fields)\("
)
SUBMITS = re.compile(
    r"<button\b[^>]*>|\b(?:button|press|pressed_by_enter)\((?:[^()]|\([^()]*\))*\)"
)
WITH_A_NAME = re.compile(r"[\s(]name=")
UNSEEN = 'class="govuk-visually-hidden" type="submit" name="do" value="plan" tabindex="-1"'
"""The one first button with a name that does what its fields are for: it plans."""


def acting_by_enter(page: str) -> list[str]:
    """First buttons of forms with fields and several buttons that do what no field says.

    Enter in a field presses the first. One without a name sends the fields alone; a button in a
    loop is several.
    """
    found = []
    for form in FORM.findall(page):
        buttons = SUBMITS.findall(form)
        if not buttons or not FILLED_IN.search(form):
            continue
        if len(buttons) > 1 or is_looped(form[: form.index(buttons[0])]):
            found.append(buttons[0])
    return [one for one in found if WITH_A_NAME.search(one) and UNSEEN not in one]


def is_looped(before: str) -> bool:
    return len(re.findall(r"{%-?\s*for\b", before)) > len(re.findall(r"{%-?\s*endfor\b", before))


def pages_with_forms() -> Sequence[Path]:
    return sorted((ROOT / "portal/templates").rglob("*.html"))


def test_enter_in_a_field_does_what_the_fields_are_for() -> None:
    acting = {path.name: acting_by_enter(path.read_text("utf-8")) for path in pages_with_forms()}
    assert {name: first for name, first in acting.items() if first} == {}


OUTSIDE = re.compile(r'<button\b[^>]*\bform="[^>]*>|\bpressed_by_enter\([^{}]*form="[^{}]*\)')


def test_no_button_outside_its_form_and_before_it_is_pressed_by_enter_in_it() -> None:
    for path in pages_with_forms():
        page = path.read_text("utf-8")
        first = OUTSIDE.search(page)
        if first is not None and not 0 <= page.find("<form") < first.start():
            assert not WITH_A_NAME.search(first[0]), path.name


@pytest.mark.parametrize(
    ("form", "acts"),
    [
        ('<button name="do" value="all">{{ button(say("Save")) }}', True),
        ('{% for one in rows %}<button name="one" value="{{ one }}">{% endfor %}', True),
        ('{{ button(_("Later"), name="then", value="later") }}{{ button(say("Save")) }}', True),
        ('{{ pressed_by_enter(say("Save")) }}<button name="do" value="all">', False),
        ('{{ button(say("Save")) }}<button name="do" value="all">', False),
        ('<button name="do" value="all">', False),
    ],
)
def test_a_first_button_that_acts_on_something_else_is_seen(form: str, acts: bool) -> None:
    page = f'<form method="post"><input type="radio" name="mark">{form}</form>'
    assert bool(acting_by_enter(page)) is acts
    unfilled = page.replace('type="radio"', 'type="hidden"')
    assert acting_by_enter(unfilled) == []
