"""What is published of bodies, posts and places: asked what a court's question is asked, so that it
tells of no person.

| it holds | what follows |
|---|---|
| a number, an e-mail, a postcode, the address of a house, the reference of a case | refused |
| what reads as a person's name | asked: whoever writes it says that it is a body, post or place |
| posts, bodies and places by their words | taken |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from directory.free_words import speaker_tells_of_a_person
from directory.names_of_people import named_within

LONGEST: Final = 300


def asked_of(texts: Iterable[str], *, names_nobody: bool) -> Iterator[str]:
    """What is wrong with each, in a sentence; none where they can be published.

    `names_nobody`: whoever writes them says that what reads as a name is none.
    """
    for text in texts:
        if not text.strip() or len(text) > LONGEST:
            yield "Enter this in a few words."
        elif what := speaker_tells_of_a_person(text):
            yield f"This holds {what}: take it out, and write of a post or a body alone."
        elif not names_nobody and (name := named_within(text)):
            yield (
                f"Is “{name}” a post, a body or a place? Names of people are not kept: write the"
                " post, or say that it is no person’s name."
            )
