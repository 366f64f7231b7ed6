"""Refusals of the forecast."""

from typing import Literal

from commissioning.errors import CommissioningError

RefusalCode = Literal[
    "invalid_json", "unsupported_version", "missing_field", "invalid_value", "duplicate_id"
]


class ForecastInputError(CommissioningError):
    """A forecast document that cannot be answered at all, with the code it is refused under."""

    def __init__(self, code: RefusalCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
