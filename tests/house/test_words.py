"""The words on pages are those of people who do not work with the figures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT, modules, name_of, nodes_of, tree_of

NOT_FOR_READERS = re.compile(r"(?i:\bp\s?90\b|\bpercentile|\butili[sz]ation\b)|(?<!\()\bLDUs?\b")
"""“Local delivery unit (LDU)” explains itself; LDU by itself does not."""

COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
QUOTED = re.compile(r'"([^"]*)"|\'([^\']*)\'')
TAG = re.compile(r"<[^>]*>", re.DOTALL)
READ_ALOUD = re.compile(r'\b(?:alt|aria-label|content|placeholder|title)="([^"]*)"')


def templates() -> list[Path]:
    found = sorted((ROOT / "portal/templates").rglob("*.*"))
    assert found
    return found


def visible_text(template: str) -> str:
    """What a template may show: its text, the attributes read aloud, the strings in its code."""
    template = COMMENT.sub(" ", template)
    strings = [a or b for code in CODE.findall(template) for a, b in QUOTED.findall(code)]
    markup = CODE.sub(" ", template)
    return " ".join([TAG.sub(" ", markup), *READ_ALOUD.findall(markup), *strings])


def spoken_strings(tree: ast.AST) -> Iterator[str]:
    """Every string of a module that is not a docstring."""
    silent = {
        id(node.value)
        for node in nodes_of(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in nodes_of(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.value


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_templates_speak_plainly(path: Path) -> None:
    assert NOT_FOR_READERS.findall(visible_text(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", modules("portal"), ids=name_of)
def test_the_portal_speaks_plainly(path: Path) -> None:
    assert [text for text in spoken_strings(tree_of(path)) if NOT_FOR_READERS.search(text)] == []


@pytest.mark.parametrize(
    "fault",
    [
        "<p>P90: 14 days</p>",
        '<th aria-label="LDU">Area</th>',
        '{{ _("Utilisation of the contract") }}',
        "<p>Other LDUs</p>",
    ],
)
def test_a_word_of_the_trade_is_seen(fault: str) -> None:
    assert NOT_FOR_READERS.search(visible_text(fault))


@pytest.mark.parametrize(
    "fine",
    [
        "{{ row.p90 }}",
        "{# LDU #}",
        '<a href="/areas/LDU">Preston</a>',
        "<p>local delivery unit (LDU)</p>",
        "<code>?ldu=</code>",
    ],
)
def test_code_and_explained_words_are_no_fault(fine: str) -> None:
    assert not NOT_FOR_READERS.search(visible_text(fine))
