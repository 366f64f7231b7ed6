"""One door per fact: who may write which records, and who may know of a secret one at all."""

from __future__ import annotations

import ast

import pytest

from tests.house.sources import (
    PACKAGES,
    ROOT,
    attributes,
    modules,
    name_of,
    nodes_of,
    text_of,
    tree_of,
)

DOORS = {
    "ReferralEvent": {
        "commissioning/referrals/recording.py",
        "commissioning/referrals/recording_histories.py",
        "commissioning/referrals/extending.py",
    },
    "LineDay": {"commissioning/lines/figures.py"},
    "VolumeMonth": {"commissioning/lines/figures.py"},
    "LineFigures": {
        "commissioning/lines/confirming.py",
        "commissioning/lines/figures.py",
        "commissioning/lines/opening.py",
        "commissioning/referrals/waiting_since.py",
    },
    "LineForecast": {"commissioning/dates/keeping.py"},
    "AuditRow": {"directory/audit/recording.py"},
    "AuditSeal": {"directory/audit/sealing.py"},
    "AuditFingerprint": {"directory/audit/keys.py"},
    "CourtBulletin": {"commissioning/bulletins/writing.py"},
    "LineWeek": {"commissioning/bulletins/recording.py"},
    "CourtSheet": {"commissioning/sheets/making.py"},
    "SheetForecast": {"commissioning/sheets/making.py"},
    "Promise": {"commissioning/promises/pinning.py"},
    "BackTest": {"commissioning/promises/back_testing.py"},
    "PromiseRecord": {"commissioning/promises/recording.py"},
    "SealingKey": {"portal/asking/sealing_keys.py"},
    "JobRun": {
        "portal/dates/recording.py",
        "portal/demonstration/marker.py",
        "portal/running/jobs.py",
    },
    "ListingDraft": {"directory/listings/drafting.py"},
    "ListingDecision": {"directory/listings/appending.py"},
    "Message": {"directory/messages/writing.py"},
    "BouncedAddress": {"directory/messages/bouncing.py"},
}
"""The modules that may make rows of a model: everybody else asks them to."""

SECRETS = {
    "ConfidentialAddress": {
        "directory/services/secret_reach.py",  # read, once it was said why
        "directory/services/siting.py",
    }
}
"""The modules that may name a model: public pages cannot join what they cannot name."""


def makers(tree: ast.AST, model: str) -> list[int]:
    """Lines that call the model or take its table in hand for a bulk insert."""
    calls = [
        node.lineno
        for node in nodes_of(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == model
    ]
    tables = [
        line for owner, name, line in attributes(tree) if (owner, name) == (model, "__table__")
    ]
    return calls + tables


def mentions(tree: ast.AST, model: str) -> list[int]:
    return [
        node.lineno
        for node in nodes_of(tree)
        if isinstance(node, ast.ImportFrom) and any(name.name == model for name in node.names)
    ]


@pytest.mark.parametrize("model", DOORS)
def test_one_door_makes_rows(model: str) -> None:
    elsewhere = {
        name_of(path): lines
        for path in modules(*PACKAGES)
        if name_of(path) not in DOORS[model]
        and model in text_of(path)
        and (lines := makers(tree_of(path), model))
    }
    assert elsewhere == {}


@pytest.mark.parametrize("model", SECRETS)
def test_a_secret_is_named_at_one_door(model: str) -> None:
    elsewhere = {
        name_of(path): lines
        for path in modules(*PACKAGES)
        if name_of(path) not in SECRETS[model]
        and model in text_of(path)
        and (lines := mentions(tree_of(path), model))
    }
    assert elsewhere == {}


@pytest.mark.parametrize("fault", ["LineDay(line_id=1)", "table = LineDay.__table__"])
def test_a_second_door_is_seen(fault: str) -> None:
    assert makers(ast.parse(fault), "LineDay") == [1]


def test_naming_a_secret_is_seen() -> None:
    fault = "from directory.places.models import Site, ConfidentialAddress"
    assert mentions(ast.parse(fault), "ConfidentialAddress") == [1]


def test_what_is_used_of_a_volume_is_asked_at_one_door() -> None:
    """`used` holds what is recorded; what counts beside returns is said by the room of returns."""
    readers = [
        name_of(path)
        for path in modules(*PACKAGES)
        if "CommissionedVolume.used" in text_of(path).replace("`CommissionedVolume.used`", "")
    ]
    assert readers == ["commissioning/returns/in_force.py"]


def test_the_doors_exist() -> None:
    named = {path for paths in (*DOORS.values(), *SECRETS.values()) for path in paths}
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
