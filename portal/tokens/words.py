"""What a token lets a program do, as whoever makes it reads it: by role the table says more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from directory.acts import Act

FOR_A_PROGRAM: Final[Mapping[Act, str]] = {
    Act.RESTRICTED_SERVICE_READ: "Read where and when restricted groups meet",
    Act.LISTING_EDIT: "Change listings: somebody approves what waits for that",
    Act.LISTING_CONFIRM: "Say that a listing is still right",
    Act.CAPACITY_STATE: "State places, groups and closures",
    Act.PROVISION_STATE: "State what is provided in your areas",
    Act.IMPORT_APPLY: "Send files and apply them, and tell referrals one by one",
    Act.REFERRAL_READ: "Read referrals",
    Act.REFERRAL_RECORD: "Record what happened to a referral",
}
