"""Why a message did not leave."""

from __future__ import annotations


class PostClosed(Exception):
    """Nobody is there, or nobody lets us in: no message can leave, and none is at fault.

    `may_have_left`: this one may have been taken, and whoever took it can be asked later.
    """

    def __init__(self, reason: str, *, may_have_left: bool = False) -> None:
        self.may_have_left = may_have_left
        super().__init__(reason)


class NotTaken(Exception):
    """This message was refused: `is_final` for good, `is_bounce` because of its address."""

    def __init__(self, reason: str, *, is_final: bool = False, is_bounce: bool = False) -> None:
        self.reason = reason
        self.is_final = is_final
        self.is_bounce = is_bounce
        super().__init__(reason)


class NotKnownWhether(Exception):
    """The connection broke while the message was handed over, and nobody can be asked later."""
