"""The order of a list, and a service's place in it, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from directory.search.found import Hit
from directory.search.matching import Matched
from directory.search.understanding import Want
from directory.services.eligibility import Answer


def order_in_words(
    *, has_words: bool, has_starts: bool, has_place: bool, about_somebody: bool
) -> str:
    """How the whole list is ordered."""
    parts = []
    if has_words:
        parts.append("how well the words fit, the title counting most")
    if has_starts:
        parts.append("when somebody could start")
    if has_place:
        parts.append("how near they are")
    parts.append("title")
    listed = ", then ".join(parts)
    last = " Those that a rule keeps the person from come last." if about_somebody else ""
    return f"Ordered by {listed}.{last}"


def why(hit: Hit, wants: Sequence[Want], matched: Matched | None, home_area: str | None) -> str:
    """Why this service stands where it does."""
    parts = []
    if matched is not None and wants:
        words = ", ".join(f"“{want.typed}”" for want in wants if want.is_required)
        parts.append(f"it has {'some' if matched.missed else 'all'} of {words}")
    if home_area is not None:
        parts.append(f"it {'serves' if hit.serves_home else 'does not serve'} {home_area}")
    parts += _distance(hit)
    if hit.fit is not None and hit.fit.answer is Answer.NO:
        parts.append("a rule keeps the person from it")
    sentence = ", and ".join(parts) or "services are listed by title"
    return f"{sentence[0].upper()}{sentence[1:]}."


def _distance(hit: Hit) -> Sequence[str]:
    if hit.about_miles is None:
        return ()
    far = "less than a mile" if hit.about_miles == 0 else f"about {hit.about_miles} miles"
    far = far.replace("about 1 miles", "about 1 mile")
    if hit.in_area is not None:
        return (f"the middle of {hit.in_area} area is {far} away",)
    return (f"it is {far} away",)
