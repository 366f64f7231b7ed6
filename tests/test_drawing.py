"""What hypothesis is told of characters is what it would find out."""

from __future__ import annotations

import sys

import pytest

from tests import drawing
from tests.drawing import SURROGATES, UTF_8, characters_of


def test_all_characters_but_surrogates_are_written_and_read_again() -> None:
    encodable, read_otherwise = characters_of(UTF_8)
    text = "".join(chr(at) for first, last in encodable.intervals for at in range(first, last + 1))
    assert text.encode(UTF_8).decode(UTF_8) == text
    first, last = SURROGATES
    assert len(text) == sys.maxunicode + 1 - (last + 1 - first)
    assert read_otherwise.intervals == ()


@pytest.mark.parametrize("surrogate", [chr(at) for at in SURROGATES])
def test_no_surrogate_is_written(surrogate: str) -> None:
    with pytest.raises(UnicodeEncodeError):
        surrogate.encode(UTF_8)


def test_another_codec_is_tried_out(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(drawing, "_tried_out", asked.append)
    characters_of("no codec")
    assert asked == ["no codec"]
