"""Tests compile a template once a process, and anew once it says something else."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, render_template
from jinja2 import FileSystemLoader

from tests.templates import compiled_once


def shown(folder: Path) -> str:
    app = compiled_once(Flask(__name__))
    app.jinja_loader = FileSystemLoader(folder)
    app.jinja_env.loader = app.jinja_loader
    with app.app_context():
        return render_template("page.html")


def test_a_changed_template_is_not_shown_as_it_was(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("before")
    assert (shown(tmp_path), shown(tmp_path)) == ("before", "before")
    page.write_text("after")
    assert shown(tmp_path) == "after"
