"""What is compared by keys, and refusals by their code, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from commissioning.pushes.differences import HeldKind

OF: Final[Mapping[HeldKind, str]] = {
    HeldKind.REFERRALS: "Referrals, by your reference",
    HeldKind.EVENTS: "Events that your software told, by your key",
    HeldKind.GROUPS: "Groups",
    HeldKind.PLACES: "Statements of places",
    HeldKind.CLOSURES: "Closures",
}

DO: Final[Mapping[int, str]] = {
    400: "Mend the program: `errors` says where. Nothing was done.",
    401: "Send Authorization: Bearer with a token of the page “Tokens for software”.",
    403: "Make a token for it: what each operation asks stands in the description as x-act.",
    404: "Look at the identifier. What is another organisation’s is not there.",
    405: "Look at the description: the header Allow says which methods there are.",
    409: "Your own key is known with other facts: correct under a new key. Or the sandbox is full.",
    413: "Send less at once.",
    415: "Send the body as application/json.",
    422: "Show `errors` to whoever can put it right; the same request is refused again.",
    429: "Wait as many seconds as Retry-After says.",
    500: "Send the same request again under the same Idempotency-Key; tell us if it stays so.",
    503: "Wait as many seconds as Retry-After says, then send the same request again.",
}
