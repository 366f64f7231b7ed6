"""The areas as shapes for a map: SVG path data, drawn beforehand by `build_shapes`.

Three crowded parts of the country are drawn a second time, larger, in frames; the path of an area
there holds both. Every area of the shipped tables has a path.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Inset:
    """A part drawn larger, and where its frame stands on the drawing."""

    name: str
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """`paths` by area slug, in units of a box of `width` by `height`; `source` must be shown."""

    width: int
    height: int
    insets: tuple[Inset, ...]
    paths: Mapping[str, str]
    source: str

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


@cache
def drawing() -> Drawing:
    text = (
        files("directory.places").joinpath("map_shapes", "areas.json").read_text(encoding="utf-8")
    )
    kept: dict[str, Any] = json.loads(text)  # as build_shapes wrote it
    return Drawing(
        width=kept["width"],
        height=kept["height"],
        insets=tuple(Inset(**inset) for inset in kept["insets"]),
        paths=kept["areas"],
        source=kept["source"],
    )


def paths() -> Mapping[str, str]:
    return drawing().paths
