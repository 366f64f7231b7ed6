"""Messages by GOV.UK Notify, where an account is set; it also tells which did not arrive."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from directory.messages.sending import Letter
from portal.config import ConfigurationError
from portal.mail_settings import NotifyAccount
from portal.messages.answers import NotTaken, PostClosed

_NOT_ALLOWED: Final = frozenset({401, 403, 429})
_FAULT_OF_THEIRS: Final = 500
_DID_NOT_ARRIVE: Final = {
    "permanent-failure": "GOV.UK Notify says that the address does not exist.",
    "temporary-failure": "GOV.UK Notify could not deliver the message for three days.",
}


@dataclass(frozen=True, slots=True)
class DidNotArrive:
    """A message of ours, by its public identifier, and why."""

    public_id: UUID
    reason: str


class NotifyPost:
    """Each message carries its public identifier as reference: so that Notify can be asked."""

    def __init__(self, account: NotifyAccount) -> None:
        self._account = account
        self._errors = _client_module("errors")
        client = _client_module("notifications").NotificationsAPIClient
        self._client: Any = client(account.key, base_url=account.url)

    def send(self, letter: Letter) -> None:
        try:
            self._client.send_email_notification(
                email_address=letter.to,
                template_id=self._account.template,
                personalisation={"subject": letter.subject, "body": letter.body},
                reference=str(letter.public_id),
            )
        except self._errors.APIError as error:
            raise _refusal(error) from error

    def has_taken(self, letter: Letter) -> bool | None:
        try:
            found = self._client.get_all_notifications(reference=str(letter.public_id))
        except self._errors.APIError as error:
            raise PostClosed(f"GOV.UK Notify cannot be asked: {_words(error)}") from error
        return bool(found["notifications"])

    def did_not_arrive(self) -> Iterator[DidNotArrive]:
        """Those of the last seven days, which is as long as Notify remembers."""
        for status, reason in _DID_NOT_ARRIVE.items():
            for reference in self._references(status):
                with suppress(ValueError):  # sent by somebody else with the same account
                    yield DidNotArrive(UUID(reference or ""), reason)

    def _references(self, status: str) -> list[str | None]:
        try:
            found = self._client.get_all_notifications_iterator(status=status)
            return [one["reference"] for one in found]
        except self._errors.APIError as error:
            raise PostClosed(f"GOV.UK Notify cannot be asked: {_words(error)}") from error


def _client_module(name: str) -> Any:
    try:
        return importlib.import_module(f"notifications_python_client.{name}")
    except ModuleNotFoundError as missing:
        raise ConfigurationError(
            "PORTAL_MAIL is “notify”, for which notifications-python-client is missing. Install it "
            "with: pip install --require-hashes --no-deps -r requirements-notify.lock"
        ) from missing


def _refusal(error: Any) -> Exception:
    if error.response is None:
        return PostClosed(f"GOV.UK Notify did not answer: {_words(error)}", may_have_left=True)
    if error.status_code in _NOT_ALLOWED or error.status_code >= _FAULT_OF_THEIRS:
        return PostClosed(f"GOV.UK Notify does not take messages: {_words(error)}")
    return NotTaken(f"GOV.UK Notify answered {error.status_code}: {_words(error)}")


def _words(error: Any) -> str:
    return " ".join(str(error.message).split())
