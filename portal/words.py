"""Which language a page is in. Welsh is offered once its words exist; nothing is machine-translated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import Babel, gettext
from markupsafe import Markup, escape

ENGLISH = "en"
NAMES = {"en": "English", "cy": "Cymraeg"}

babel = Babel()


def register(app: Flask) -> None:
    """Give templates `_()` for attributes and `say()` for text, and keep `lang` in links."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    app.config.setdefault("BABEL_DEFAULT_LOCALE", ENGLISH)
    babel.init_app(app, locale_selector=page_language)
    with app.app_context():
        found = sorted({str(locale) for locale in babel.list_translations()} & set(NAMES))
    app.extensions["portal_languages"] = tuple(dict.fromkeys((ENGLISH, *found)))
    app.context_processor(lambda: {"htmlLang": page_language(), "languages": languages(app)})
    app.jinja_env.globals["say"] = say
    app.jinja_env.globals["language_query"] = language_query
    app.url_defaults(lambda endpoint, values: _keep_language(values))


def languages(app: Flask) -> Sequence[tuple[str, str]]:
    """(code, own name) of the languages that have a catalogue, English first."""
    codes: tuple[str, ...] = app.extensions["portal_languages"]
    return [(code, NAMES[code]) for code in codes]


def page_language() -> str:
    """The language asked for by `?lang=`, if the portal has words in it."""
    if "language" not in g:
        asked = request.args.get("lang", ENGLISH)
        from_app: tuple[str, ...] = current_app.extensions["portal_languages"]
        g.language = asked if asked in from_app else ENGLISH
    chosen: str = g.language
    return chosen


def say(text: str, **values: object) -> str | Markup:
    """The words in the page's language; English that has no translation yet says that it is English."""
    said = gettext(text, **values)
    if page_language() == ENGLISH or gettext(text) != text:
        return said
    return Markup('<span lang="en">') + escape(said) + Markup("</span>")


def language_query() -> str:
    """What to put behind a path written by hand, so that the next page keeps the language."""
    return "" if page_language() == ENGLISH else f"?lang={page_language()}"


def _keep_language(values: dict[str, Any]) -> None:
    if page_language() != ENGLISH:
        values.setdefault("lang", page_language())
