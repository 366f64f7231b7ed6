"""Messages shown where the worker runs, for trying things out."""

from __future__ import annotations

import click

from directory.messages.sending import Letter
from portal.messages.envelope import as_mail


class ConsolePost:
    def __init__(self, sender: str) -> None:
        self._sender = sender

    def send(self, letter: Letter) -> None:
        """The text as it was written, not as it is coded for the way."""
        headers = as_mail(letter, self._sender)
        told = "\n".join(f"{name}: {headers[name]}" for name in ("To", "Subject", "Date"))
        click.echo(f"{'-' * 72}\n{told}\n\n{letter.body}\n{'-' * 72}")

    def has_taken(self, _letter: Letter) -> bool | None:
        return None
