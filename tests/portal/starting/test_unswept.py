"""Garbage is not looked for while the portal starts, and is afterwards."""

from __future__ import annotations

import gc

import pytest

from portal.starting.unswept import looking_for_no_garbage


def test_it_is_looked_for_again_after_the_start() -> None:
    with looking_for_no_garbage():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_and_after_a_start_that_failed() -> None:
    with pytest.raises(ValueError, match="no such setting"), looking_for_no_garbage():
        raise ValueError("no such setting")
    assert gc.isenabled()


def test_whoever_has_switched_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with looking_for_no_garbage():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize(("frozen_before", "times"), [(0, 1), (5, 0)])
def test_only_what_the_first_start_loads_is_kept_out(
    monkeypatch: pytest.MonkeyPatch, frozen_before: int, times: int
) -> None:
    """A second one in the same process would keep out garbage as well."""
    frozen: list[bool] = []
    monkeypatch.setattr(gc, "get_freeze_count", lambda: frozen_before)
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    with looking_for_no_garbage():
        assert frozen == []
    assert len(frozen) == times
