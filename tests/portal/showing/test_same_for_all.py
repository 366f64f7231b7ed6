"""What is made once for everybody: nothing that one page or one question says gets into it."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string, request

from portal.showing.onward import SEALED
from portal.showing.same_for_all import MADE
from tests.portal.conftest import MakeShell

PART = '{% call same_for_all("part") %}{{ said }} <a href="{{ onward("/x") }}">{% endcall %}'


def part_at(app: Flask, said: str, *, mounted_at: str = "", sealed: str = "") -> str:
    with app.test_request_context("/", base_url=f"http://localhost{mounted_at}"):
        if sealed:
            request.environ[SEALED] = sealed
        return render_template_string(PART, said=said)


@pytest.fixture
def shell(make_shell: MakeShell) -> Flask:
    """One of its own, of which no page was asked for yet."""
    return make_shell()


def test_the_first_page_that_needs_a_part_makes_it_for_all(shell: Flask) -> None:
    assert part_at(shell, "first") == part_at(shell, "second")


def test_where_the_portal_is_mounted_it_has_its_own(shell: Flask) -> None:
    part_at(shell, "first")
    assert "second" in part_at(shell, "second", mounted_at="/below")


def test_a_page_with_a_question_about_a_person_neither_takes_nor_leaves_one(shell: Flask) -> None:
    assert 'first <a href="/x?asked=secret">' in part_at(shell, "first", sealed="secret")
    assert 'second <a href="/x">' in part_at(shell, "second")
    assert 'third <a href="/x?asked=secret">' in part_at(shell, "third", sealed="secret")


@pytest.mark.parametrize("path", ["/about", "/about/privacy", "/about/rules", "/nowhere"])
def test_a_page_is_the_same_whoever_made_its_parts(shell: Flask, path: str) -> None:
    """Made here alone, and with what other pages made before."""
    visitor = shell.test_client()
    alone = visitor.get(path).text
    shell.extensions[MADE].clear()
    for other in ("/about/accessibility", "/about", "/about/data", "/nowhere"):
        visitor.get(other)
    assert without_nonce(visitor.get(path).text) == without_nonce(alone)


def without_nonce(html: str) -> list[str]:
    return [line for line in html.splitlines() if "nonce=" not in line]
