"""Garbage is not looked for while the portal starts, and is afterwards."""

from __future__ import annotations

import gc

import pytest

from portal.starting import unswept
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


@pytest.mark.parametrize("starts", [1, 3])
def test_only_what_the_first_start_loads_is_kept_out(
    monkeypatch: pytest.MonkeyPatch, starts: int
) -> None:
    """A second one in the same process would keep out garbage as well. Nor is it counted."""
    frozen: list[bool] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    monkeypatch.setattr(gc, "get_freeze_count", lambda: pytest.fail("counted"))
    unswept._keep_out_what_is_loaded.cache_clear()
    for _ in range(starts):
        already = len(frozen)
        with looking_for_no_garbage():
            assert len(frozen) == already
    assert frozen == [True]
