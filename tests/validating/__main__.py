"""`make validate`: every page of a made portal, held against the Nu Html Checker.

It asks the portal of PORTAL_DATA_DIR (the demonstration's, where none is named) in this process.
The checker is no part of the project: `vnu` on the PATH, or its jar named by VNU (the npm package
`vnu-jar` has it), with Java.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import click
from flask import Flask
from flask.testing import FlaskClient

from portal import create_app

ALL_VALID, SOME_WRONG, NOT_ASKED = 0, 1, 2
SHOWN: Final = 20

WITH_A_QUESTION: Final = (
    "/courts?q=preston", "/courts?q=newcastle", "/courts?q=nowhere", "/areas?q=lancashire",
    "/services?q=debt+leyland", "/services?q=falconry", "/services?q=debt&requirement=residence",
    "/services?q=debt&why=yes", "/services/sheet?q=debt", "/coverage?requirement=residence",
    "/services?q=debt&place=pretson", "/services?q=bet+addiction", "/services?q=debt+PR1",
    "/coverage?requirement=residence&region=north-west", "/packages?area=central-lancashire",
    "/courts/preston-magistrates-court?lang=cy", "/sheets/XXXX", "/nowhere", "/?page=x",
)  # fmt: skip
POSTED: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("/courts", {"q": "PR1"}),
    ("/courts/preston-magistrates-court", {"postcode": "PR1", "sex": "female", "months": "12"}),
    ("/courts/preston-magistrates-court", {"age": "old"}),
    ("/courts/preston-magistrates-court/sheets", {}),
    ("/areas/north-west/central-lancashire", {"postcode": "PR1", "sex": "female"}),
    ("/areas/north-west/central-lancashire", {"months": "0"}),
    ("/prisons/pni", {"postcode": "PR1", "released-day": "1", "released-month": "feb"}),
    ("/services", {"q": "debt", "place": "PR1", "sex": "female"}),
    ("/packages", {"area": "central-lancashire"}),
)


def main() -> int:
    checker = command()
    if checker is None:
        click.echo("The Nu Html Checker is missing: name its jar by VNU, or put vnu on the PATH.")
        return NOT_ASKED
    os.environ.setdefault("PORTAL_DATA_DIR", "var/demonstration")
    os.environ.setdefault("PORTAL_DEMONSTRATION", "yes")
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as folder:
        pages = kept_in(Path(folder), create_app())
        return told(pages, checked(checker, Path(folder)))


def command() -> Sequence[str] | None:
    if jar := os.environ.get("VNU"):
        return ("java", "-jar", jar)
    found = shutil.which("vnu")
    return (found,) if found else None


def kept_in(folder: Path, app: Flask) -> dict[str, str]:
    """Each page as a file, and its address by the file's name."""
    pages = {}
    visitor = app.test_client()
    for number, (address, text) in enumerate(answers(app, visitor)):
        name = f"{number:05}.html"
        (folder / name).write_text(text)
        pages[name] = address
    return pages


def answers(app: Flask, visitor: FlaskClient) -> Iterator[tuple[str, str]]:
    for address in addresses(app, visitor):
        answer = visitor.get(address, follow_redirects=True)
        if answer.mimetype == "text/html":
            yield address, answer.text
    for address, form in POSTED:
        yield f"POST {address}", visitor.post(address, data=form, follow_redirects=True).text


def addresses(app: Flask, visitor: FlaskClient) -> Iterator[str]:
    """What the sitemap names, every route without a name in it, and some questions."""
    sitemap = visitor.get("/sitemap.xml")
    if sitemap.status_code != 200:
        folder = os.environ["PORTAL_DATA_DIR"]
        raise click.ClickException(f"There is no portal in {folder}: make demo brings one.")
    named = ET.fromstring(sitemap.data)
    listed = [re.sub(r"^https?://[^/]+", "", one.text or "") for one in named.iter() if one.text]
    plain = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments]
    bulletins = [f"{path}/bulletin" for path in listed if path.startswith("/courts/")][:3]
    wanted = (path for path in (*listed, *plain, *bulletins, *WITH_A_QUESTION) if path.strip())
    return iter(dict.fromkeys(wanted))


def checked(checker: Sequence[str], folder: Path) -> list[dict[str, str]]:
    done = subprocess.run(
        [*checker, "--format", "json", "--errors-only", "--exit-zero-always", str(folder)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: list[dict[str, str]] = json.loads(done.stderr)["messages"]
    return found


def told(pages: dict[str, str], messages: Sequence[dict[str, str]]) -> int:
    for message in messages[:SHOWN]:
        address = pages[message["url"].rpartition("/")[2]]
        click.echo(f"{address}: {message['message']} {message.get('extract', '').strip()!r}")
    click.echo(f"{len(pages):,} pages, {len(messages):,} errors.")
    return SOME_WRONG if messages else ALL_VALID


if __name__ == "__main__":
    try:
        sys.exit(main())
    except click.ClickException as refusal:
        refusal.show()
        sys.exit(NOT_ASKED)
