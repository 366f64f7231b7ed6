"""How a copy differs from the page it copies: its banner, its age, its links."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from portal.copies.addresses import Address, Map
from portal.copies.editions import as_json, by_the_portal, from_a_folder, without_forms_and_scripts
from tests.makers.days import NOW, TODAY

COURT = Address("/courts/preston", ("court", "preston"))
AREA = Address("/areas/north-west/blackburn", ("ldu", "blackburn"))
EVERY = Map.of([Address("/"), Address("/courts"), COURT, AREA, Address("/about/data")])
TOMORROW = TODAY + dt.timedelta(days=1)

PAGE = """<!DOCTYPE html>
<html lang="en"><head>
    <title>Preston</title>
    <link rel="stylesheet" href="/static/portal.0123456789ab.css">
  </head>
  <body class="govuk-template__body">
    <script nonce="x">run()</script>
    <form action="/courts/preston" method="post"><button>Ask</button></form>
    {body}
    <script type="module" nonce="x">more()</script>
  </body></html>"""

DATED = '<p><span class="start">Most likely 16 March 2027.</span> 9 in 10 start by 26 May 2027.</p>'
AT_ONCE = '<p><span class="start">On the day of sentence.</span></p>'
MARK = "Said on 2 Mar 2027, ring to check."


def page(body: str = "") -> str:
    return PAGE.replace("{body}", body)


def offline(body: str, address: Address = COURT) -> str:
    return from_a_folder(without_forms_and_scripts(page(body)), NOW, address, EVERY)


def test_nothing_of_a_copy_runs_and_nothing_can_be_sent() -> None:
    html = without_forms_and_scripts(page('<form action="/" method="get"><input name="q"></form>'))
    assert not re.search(r"<script|<form|<button|nonce", html)
    assert html.count("nothing can be entered here") == 1


def test_banner_stands_before_everything_else_and_says_when() -> None:
    html = by_the_portal(page(DATED), NOW, today=TODAY, is_narrowed=False)
    before, _, after = html.partition('<section class="copy-notice"')
    assert before.rstrip().endswith('<body class="govuk-template__body">')
    assert "records cannot be reached just now" in after
    assert "This page is a copy made on 2 March 2027 at 9:30am." in after
    assert "Ring to check before you rely on a date." in after
    assert "<title>Copy of 2 March 2027: Preston</title>" in before


@pytest.mark.parametrize(
    ("today", "body", "marks"),
    [
        (TODAY, DATED, 0),  # true of its own day
        (TOMORROW, DATED, 1),
        (TODAY + dt.timedelta(days=3), DATED * 2, 2),
        (TOMORROW, AT_ONCE, 0),  # does not grow old
        (TOMORROW, '<span class="line start">A place is free.</span>', 1),
        (TOMORROW, '<span class="stale">Last confirmed 1 January 2027.</span>', 0),
        (TOMORROW, '<span class="start-date">not a start</span>', 0),
    ],
)
def test_from_the_day_after_each_start_says_when_it_was_said(
    today: dt.date, body: str, marks: int
) -> None:
    html = by_the_portal(page(body), NOW, today=today, is_narrowed=False)
    assert html.count(MARK) == marks
    assert ("“today” means that day" in html) is (today != TODAY)


def test_day_of_a_copy_is_londons() -> None:
    late = dt.datetime(2027, 6, 1, 23, 30, tzinfo=dt.UTC)  # 2 June, half past midnight
    html = by_the_portal(page(DATED), late, today=dt.date(2027, 6, 2), is_narrowed=False)
    assert "copy made on 2 June 2027 at 12:30am" in html
    assert "Said on" not in html


def test_folder_is_read_on_any_day_so_that_its_starts_are_always_marked() -> None:
    html = offline(DATED)
    assert html.count(MARK) == 1
    assert "From 6 March 2027 on none of its start dates counts" in html


def test_narrowed_question_is_told_that_it_gets_everything() -> None:
    html = by_the_portal(page(), NOW, today=TODAY, is_narrowed=True)
    assert "It shows everything" in html


def test_page_without_a_body_is_not_shown_without_its_banner() -> None:
    with pytest.raises(ValueError, match="no body"):
        by_the_portal("<p>torn</p>", NOW, today=TODAY, is_narrowed=False)


@pytest.mark.parametrize(
    ("link", "becomes"),
    [
        ('<a href="/">Home</a>', '<a href="../../index.html">Home</a>'),
        ('<a class="x" href="/courts">All</a>', '<a class="x" href="../index.html">All</a>'),
        (
            '<a href="/about/data#b">Data</a>',
            '<a href="../../about/data/index.html#b">Data</a>',
        ),
        (
            '<a href="/courts/preston?area=blackburn">Blackburn</a>',
            '<a href="../../areas/north-west/blackburn/index.html">Blackburn</a>',
        ),
        (
            '<a href="/areas/north-west/blackburn?requirement=programme">Blackburn</a>',
            '<a href="../../areas/north-west/blackburn/index.html#programme">Blackburn</a>',
        ),
        (
            '<a class="govuk-link" href="/courts/preston?requirement=programme">Show all 9</a>',
            "<span>Show all 9 (not in this copy)</span>",
        ),
        (
            '<a href="/api/v1/availability?court=preston">JSON</a>',
            '<a href="availability.json">JSON</a>',
        ),
        (
            '<a href="/api/v1/availability?court=preston&amp;ldu=blackburn">JSON</a>',
            "<span>JSON</span>",
        ),
        ('<a class="govuk-link" href="/services/1">Advice</a>', "<span>Advice</span>"),
        (
            '<a class="ways__link" href="/services" aria-current="page">Services</a>',
            '<span class="ways__link">Services</span>',
        ),
        ('<a href="#programme">Programme</a>', '<a href="#programme">Programme</a>'),
        ('<a href="tel:01632960000">01632</a>', '<a href="tel:01632960000">01632</a>'),
        ('<a href="https://www.gov.uk/x">It</a>', '<a href="https://www.gov.uk/x">It</a>'),
    ],
)
def test_links_lead_to_the_copy_or_nowhere(link: str, becomes: str) -> None:
    assert becomes in offline(link)


def test_folder_links_to_its_own_style_sheets_and_nothing_needs_a_server() -> None:
    assert 'href="../../static/portal.0123456789ab.css"' in offline("")
    assert 'href="static/portal.0123456789ab.css"' in offline("", Address("/"))
    assert not re.search(r'(href|src|action)="/', offline(DATED))


def test_json_says_when_it_was_copied_beside_when_it_was_true() -> None:
    copied = as_json({"areas": [], "as_at": "2027-03-02T09:30:00+00:00"}, NOW)
    assert list(copied)[:2] == ["as_at", "copy_made_at"]
    assert copied["copy_made_at"] == "2027-03-02T09:30:00+00:00"
    assert copied["copy_note"].startswith("Start dates are as said on 2 March 2027")
    assert copied["areas"] == []
