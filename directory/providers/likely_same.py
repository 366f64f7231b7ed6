"""Which provider may be an organisation that is known by another code. Pure: nothing is joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from directory.naming import name_words
from directory.telephones import numbers_in

LEGAL_FORMS: Final = frozenset(
    {"the", "ltd", "limited", "plc", "llp", "cic", "cio", "company", "registered", "charity"}
)
"""Words that an organisation's name has or has not, as people write it."""


@dataclass(slots=True)
class ProvidersSeen:
    """Organisations by what they are called and rung by; what is empty is nobody's."""

    names: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    numbers: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, code: str, name: str, telephone: str | None) -> None:
        if spelling := spelling_of(name):
            self.names[spelling].append(code)
        for number in numbers_in(telephone or ""):
            self.numbers[number].append(code)

    def likely(self, code: str, name: str, telephone: str | None) -> Iterator[tuple[str, str]]:
        """What is the same, `name` or `telephone`, and the code of each that has it."""
        others = {one for one in self.names.get(spelling_of(name), ()) if one != code}
        yield from (("name", one) for one in sorted(others))
        by_number = {
            one for number in numbers_in(telephone or "") for one in self.numbers.get(number, ())
        }
        yield from (("telephone", one) for one in sorted(by_number - others - {code}))


def spelling_of(name: str) -> str:
    """Letters and figures without legal forms: “The Larch Street Project Ltd” is one with
    “Larch-Street project”; "" where nothing is left, which is like no other."""
    return "".join(word for word in name_words(name) if word not in LEGAL_FORMS)
