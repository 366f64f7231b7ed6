"""A page as it is copied, and the ways a copy is shown: by the portal, and from a folder.

All of it is made from the live page's own HTML, so that a copy says nothing else. It is
HTML of ours, well-formed and without forms in forms or links in links.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any, Final
from urllib.parse import urlsplit

from markupsafe import escape

from commissioning.dates.kept_dates import OLDEST_DAYS, is_current
from directory.clock import local_date
from portal.copies.addresses import Address, Map
from portal.copies.undated import without_dates
from portal.formatting import in_words, moment, short

GONE: Final = "The portal’s records cannot be reached just now."
MADE: Final = "This page is a copy made on {at}."
RING: Final = "Ring to check before you rely on a date."
WHOLE: Final = "It shows everything: a copy cannot be searched or narrowed."
THAT_DAY: Final = "On it, “today” means that day."
TOO_OLD: Final = (
    "It is more than 3 days old, so it says whom to ring, that nothing is confirmed, and no start "
    "date."
)
UNTIL: Final = "From {day} on none of its start dates counts: it says whom to ring, no more."
NO_FORM: Final = (
    "This is a copy, so nothing can be entered here. Choose a court or an area from the lists."
)
SAID: Final = "Said on {day}, ring to check."
NOT_HERE: Final = " (not in this copy)"
NOTE: Final = (
    "Start dates are as said on {day}: ring to check before showing one as current, and show none "
    "from {until} on."
)
NOTE_TOO_OLD: Final = (
    "More than 3 days old: names and telephones are as said on {day}, nothing is confirmed, and "
    "no start date is given."
)
NOT_CONFIRMED: Final = "Not confirmed: ring."
ON_THE_DAY: Final = "On the day of sentence."
"""The one start that does not grow old."""

JSON_FILE: Final = "availability.json"

_SCRIPT = re.compile(r"\s*<script\b.*?</script>", re.DOTALL)
_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_START = re.compile(r'<span class="(?:[^"]*\s)?start(?:\s[^"]*)?">(.*?)</span>', re.DOTALL)
_LINK = re.compile(r'<a\b([^>]*?)\shref="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_ASSET = re.compile(r'(\s(?:href|src)=")(/static/[^"]+)"')
_CLASS = re.compile(r'\sclass="([^"]*)"')
_MAIN = re.compile(r"(<main\b[^>]*>).*(</main>)", re.DOTALL)
_BODY = re.compile(r"<body\b[^>]*>")


def without_forms_and_scripts(html: str) -> str:
    """What both ways of showing a copy share: nothing runs, nothing can be sent."""
    quiet = _SCRIPT.sub("", html)
    said = _FORM.sub(f'<p class="govuk-body quiet no-print">{NO_FORM}</p>', quiet, count=1)
    return _FORM.sub("", said)


def by_the_portal(
    html: str,
    made_at: dt.datetime,
    *,
    today: dt.date,
    is_narrowed: bool,
    undated: str | None = None,
) -> str:
    """While the records are gone. From the day after the copy each start says when it was said;
    where dates may no longer be told, `undated` takes the place of what the page said.
    """
    made_on = local_date(made_at)
    if not is_current(made_on, today):
        shown = _undated(html) if undated is None else _with_main(html, undated)
        return _under_banner(shown, made_at, before=[GONE], ring=TOO_OLD)
    is_old = made_on != today
    more = [THAT_DAY] * is_old + [WHOLE] * is_narrowed
    return _under_banner(_dated(html, made_at) if is_old else html, made_at, [GONE], more)


def from_a_folder(html: str, made_at: dt.datetime, address: Address, every: Map) -> str:
    """For whoever has no portal: read on any day, so that each start says when it was said, and
    the banner until when it counts."""
    here = posixpath.dirname(file_of(address.path))

    def relink(found: re.Match[str]) -> str:
        return _relinked(found, address, every, here)

    linked = _LINK.sub(relink, _dated(html, made_at))
    nearer = _ASSET.sub(lambda found: f'{found[1]}{_relative(found[2], here)}"', linked)
    until = UNTIL.format(day=in_words(_counts_until(made_at)))
    return _under_banner(nearer, made_at, after=[THAT_DAY, until])


def as_json(answer: Mapping[str, Any], made_at: dt.datetime) -> dict[str, Any]:
    """The same facts for programs: when they were copied stands beside when they were true."""
    note = NOTE.format(day=in_words(local_date(made_at)), until=in_words(_counts_until(made_at)))
    return {
        "as_at": answer["as_at"],
        "copy_made_at": made_at.isoformat(timespec="seconds"),
        "copy_note": note,
        **{name: value for name, value in answer.items() if name != "as_at"},
    }


def json_without_dates(copied: Mapping[str, Any], made_at: dt.datetime) -> dict[str, Any]:
    """What `as_json` kept, from when its dates may no longer be told."""
    note = NOTE_TOO_OLD.format(day=in_words(local_date(made_at)))
    return without_dates(copied) | {"copy_note": note}


def _counts_until(made_at: dt.datetime) -> dt.date:
    """The first day on which dates of the copy may not be told."""
    return local_date(made_at) + dt.timedelta(days=OLDEST_DAYS + 1)


def file_of(path: str) -> str:
    """Where the page of an address lies in the folder."""
    return f"{path.strip('/')}/index.html".lstrip("/")


def _under_banner(
    html: str,
    made_at: dt.datetime,
    before: Sequence[str] = (),
    after: Sequence[str] = (),
    ring: str = RING,
) -> str:
    made = f"<strong>{MADE.format(at=moment(made_at))}</strong>"
    says = " ".join([*before, made, ring, *after])
    banner = (
        '\n  <section class="copy-notice" aria-label="This page is a copy">\n'
        f'    <p class="govuk-width-container">{says}</p>\n'
        "  </section>"
    )
    stamp = f'<meta name="copy-made-at" content="{made_at.isoformat(timespec="seconds")}">\n  '
    titled = html.replace("<title>", f"{stamp}<title>Copy of {in_words(local_date(made_at))}: ", 1)
    return _replaced_once(_BODY, lambda found: found[0] + banner, titled)


def _with_main(html: str, undated: str) -> str:
    """Raises `ValueError` where the page has no such part: then none of it may be shown."""
    return _replaced_once(_MAIN, lambda found: f"{found[1]}\n{undated}\n{found[2]}", html)


def _undated(html: str) -> str:
    """Of a page that is no answer to a court: it has no starts, or they say nothing now."""

    def mark(found: re.Match[str]) -> str:
        is_lasting = unescape(found[1]).strip() == ON_THE_DAY
        return found[0] if is_lasting else f'<span class="stale">{NOT_CONFIRMED}</span>'

    return _START.sub(mark, html)


def _dated(html: str, made_at: dt.datetime) -> str:
    said = SAID.format(day=short(local_date(made_at)))

    def mark(found: re.Match[str]) -> str:
        is_lasting = unescape(found[1]).strip() == ON_THE_DAY
        return found[0] if is_lasting else f'{found[0]} <span class="stale">{said}</span>'

    return _START.sub(mark, html)


def _relinked(found: re.Match[str], address: Address, every: Map, here: str) -> str:
    """The link to the copy, or only its words where it leads to what is not copied."""
    before, href, after, words = found.groups()
    url = unescape(href)
    if not url.startswith(("/", "?")):
        return found[0]
    target = every.copied(url, on=address.path)
    if url == address.json_url:
        return f'<a{before} href="{JSON_FILE}"{after}>{words}</a>'
    if target is not None:
        path, mark, fragment = target.partition("#")
        nearer = escape(_relative(file_of(path), here) + mark + fragment)
        return f'<a{before} href="{nearer}"{after}>{words}</a>'
    look = _CLASS.search(before + after)
    kind = " ".join(name for name in (look[1] if look else "").split() if name != "govuk-link")
    more = NOT_HERE if urlsplit(url).path in every.pages else ""
    return f'<span class="{kind}">{words}{more}</span>' if kind else f"<span>{words}{more}</span>"


def _relative(target: str, here: str) -> str:
    return posixpath.relpath(target.lstrip("/"), here or ".")


def _replaced_once(
    pattern: re.Pattern[str], change: Callable[[re.Match[str]], str], text: str
) -> str:
    """Raises `ValueError` where there is nothing to replace: no copy goes without its banner."""
    changed, count = pattern.subn(change, text, count=1)
    if not count:
        raise ValueError("the page has no body, or no main part")
    return changed
