"""A form that is posted, and the page that its sealed address leads to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

DIFFERS = re.compile(r'nonce="[^"]+"|asked=[\w%-]+|This address opens until [^;]+;')
"""What two pages about the same differ in: the words of this request and of this address."""


def answered(client: FlaskClient, path: str, facts: Mapping[str, Any]) -> TestResponse:
    """The answer that the reader sees: where the form cannot be read it stands in place."""
    return client.post(path, data=facts, follow_redirects=True)


def evened(html: str) -> str:
    return DIFFERS.sub("", html)
