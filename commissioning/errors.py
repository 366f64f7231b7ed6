"""Refusals of the commissioning package."""


class CommissioningError(Exception):
    """A refusal that a person could be told about; its message is worded for that person."""
