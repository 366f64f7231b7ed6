"""Everything that is stated of a site, once: file, person and comparison read it here."""

from __future__ import annotations

from typing import Final

from directory.fields import Field, Holds, by_name
from directory.places.models import Exposure

SITE_FIELDS: Final = (
    Field("name", "Name", Holds.LINE, "Its name", longest=300, is_required=True),
    Field(
        "exposure",
        "Who may read where it is",
        Holds.EXPOSURE,
        is_required=True,
        hides=True,
        degrees=(Exposure.OPEN, Exposure.RESTRICTED, Exposure.CONFIDENTIAL),
    ),
    Field("local_delivery_unit_id", "Area", Holds.AREA, is_required=True),
    Field("provider_id", "Provider", Holds.PROVIDER),
    Field("address", "Address", Holds.TEXT, "Street and town", longest=500),
    Field("postcode", "Postcode", Holds.LINE, "Its postcode, whole", longest=10),
    Field("telephone", "Telephone", Holds.TELEPHONE, "Telephone of the place", longest=80),
    Field("access", "How one gets in", Holds.TEXT, "How one gets in and takes part", longest=500),
)
"""What somebody says."""

POSITION_FIELDS: Final = (
    Field("latitude", "Latitude", Holds.NUMBER, is_told=False, follows="postcode"),
    Field("longitude", "Longitude", Holds.NUMBER, is_told=False, follows="postcode"),
)
"""What follows from the postcode: it is said and kept with it."""

SITE_FIELD: Final = by_name(SITE_FIELDS)
ADDRESSED: Final = frozenset({"address", "postcode", "telephone", "access"})
"""What the table holds of no confidential site, nor who said it or what is offered for it."""

POSITION: Final = frozenset(field.name for field in POSITION_FIELDS)
HEARD_OF_A_SITE: Final = by_name((*SITE_FIELDS, *POSITION_FIELDS))
HEARD_OF_A_CONFIDENTIAL_SITE: Final = {
    name: field for name, field in SITE_FIELD.items() if name not in ADDRESSED
}
