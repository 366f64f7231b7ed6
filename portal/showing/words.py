"""Which language a page is in. Welsh is offered once its words exist, never by machine."""

from __future__ import annotations

from typing import Any, Final

from babel.support import NullTranslations
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, Domain, get_translations, gettext
from markupsafe import Markup, escape

LANGUAGE = "portal.language"
ENGLISH = "en"
NAMES = {"en": "English", "cy": "Cymraeg"}


class _PageWords(Domain):  # type: ignore[misc]  # Flask-Babel tells no types
    """The language the words are written in needs no catalogue: none is looked for at each word."""

    def get_translations(self) -> NullTranslations:
        return _AS_WRITTEN if page_language() == ENGLISH else super().get_translations()


class _PageLanguage(Babel):  # type: ignore[misc]
    @property
    def domain_instance(self) -> Domain:
        return _PageWords(domain=self.domain)


_AS_WRITTEN: Final = NullTranslations()
babel = _PageLanguage()


def register(app: Flask) -> None:
    """Give templates `_()` for attributes and `say()` for text, and keep `lang` in links."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    app.config.setdefault("BABEL_DEFAULT_LOCALE", ENGLISH)
    babel.init_app(app, locale_selector=page_language)
    with app.app_context():
        found = sorted({str(locale) for locale in babel.list_translations()} & set(NAMES))
    codes = tuple(dict.fromkeys((ENGLISH, *found)))
    app.extensions["portal_languages"] = codes
    app.context_processor(lambda: {"htmlLang": page_language()})
    app.jinja_env.globals["page_language"] = page_language
    app.jinja_env.globals["languages"] = [(code, NAMES[code]) for code in codes]
    app.jinja_env.globals["say"] = say
    # The template extension is Flask-Babel's: it, not Jinja's environment, has this method.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _in_page_language, _counted_in_page_language, newstyle=True
    )
    app.url_defaults(_keep_language)


def page_language() -> str:
    """The language asked for by `?lang=`, if the portal has words in it; English in a command."""
    if not has_request_context():
        return ENGLISH
    environ = request.environ  # asked for a hundred times a page
    if LANGUAGE not in environ:
        asked = request.args.get("lang", ENGLISH)
        offered: tuple[str, ...] = current_app.extensions["portal_languages"]
        environ[LANGUAGE] = asked if asked in offered else ENGLISH
    chosen: str = environ[LANGUAGE]
    return chosen


def say(text: str, **values: object) -> str | Markup:
    """The words in the page's language; untranslated English says that it is English."""
    if page_language() == ENGLISH:  # the language the words are written in
        return text % values if values else text
    said: str = gettext(text, **values)
    if gettext(text) != text:
        return said
    return Markup('<span lang="en">') + escape(said) + Markup("</span>")


def _in_page_language(text: str) -> str:
    """`_()` in templates; the language the words are written in needs no catalogue."""
    return text if page_language() == ENGLISH else str(get_translations().ugettext(text))


def _counted_in_page_language(one: str, many: str, number: int) -> str:
    if page_language() == ENGLISH:
        return one if number == 1 else many
    return str(get_translations().ungettext(one, many, number))


def _keep_language(_endpoint: str, values: dict[str, Any]) -> None:
    if page_language() != ENGLISH:
        values.setdefault("lang", page_language())
