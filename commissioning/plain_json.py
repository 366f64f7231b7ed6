"""Facts as plain JSON and back, for what a column or a document keeps."""

from __future__ import annotations

import uuid
from typing import Any, Final

from cattrs.preconf.json import JsonConverter, make_converter

Json = dict[str, Any]  # Any: text, numbers, null, lists and objects


def _converter() -> JsonConverter:
    made = make_converter()
    made.register_unstructure_hook(uuid.UUID, str)
    made.register_structure_hook(uuid.UUID, lambda text, _: uuid.UUID(text))
    return made


CONVERTER: Final = _converter()
"""Dates, instants and kinds as text, identifiers with their hyphens; names it does not know
are passed over, so that what a later program wrote is read without them."""
