"""Which provider may be an organisation that is known by another code. Pure: nothing is joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from directory.names_alike import ALMOST_THE_SAME, MUCH_ALIKE, likeness_of, told_words
from directory.telephones import numbers_in


@dataclass(slots=True)
class ProvidersSeen:
    """Organisations by what they are called and rung by; what is empty is nobody's."""

    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By code, the name and its words in order, to look through them fast."""

    numbers: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, code: str, name: str, telephone: str | None) -> None:
        self.names[code] = name, _sorted_words(name)
        for number in numbers_in(telephone or ""):
            self.numbers[number].append(code)

    def likely(self, code: str, name: str, telephone: str | None) -> Iterator[tuple[str, str]]:
        """What is the same, `name` or `telephone`, and the code of each that has it."""
        others = set(self._called_alike(name)) - {code}
        yield from (("name", one) for one in sorted(others))
        by_number = {
            one for number in numbers_in(telephone or "") for one in self.numbers.get(number, ())
        }
        yield from (("telephone", one) for one in sorted(by_number - others - {code}))

    def _called_alike(self, name: str) -> Iterator[str]:
        words = {code: told for code, (_, told) in self.names.items()}
        near = process.extract(
            _sorted_words(name), words, scorer=fuzz.ratio, score_cutoff=MUCH_ALIKE, limit=None
        )
        for _, _, code in near:
            if likeness_of(name, self.names[code][0]) >= ALMOST_THE_SAME:
                yield code


def _sorted_words(name: str) -> str:
    """Without brackets, which one of two names may have and the other not."""
    return " ".join(sorted(told_words(name, is_bare=True)))
