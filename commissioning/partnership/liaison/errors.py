"""What liaison of courts and probation refuses, in sentences for whoever asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from commissioning.errors import CommissioningError
from directory.clock import day_in_words


class LiaisonRefused(CommissioningError):
    """`field`: the input of the form that it speaks of."""

    def __init__(self, sentence: str, field: str = "words") -> None:
        self.field = field
        super().__init__(sentence)


class NamesSomebody(LiaisonRefused):
    """The words hold what tells who somebody is; a number or an address is not repeated.

    `taken`: words that may be no name at all. Only whoever wrote them is told which.
    """

    def __init__(self, what: str, field: str = "words", *, taken: Sequence[str] = ()) -> None:
        self.what = what
        quoted = ", ".join(f"“{word}”" for word in dict.fromkeys(taken))
        which = f" These words were taken for a name: {quoted}." if quoted else ""
        super().__init__(
            f"This holds {what}.{which} Take it out: nothing here may tell who somebody is.", field
        )


class TooManyFromHere(LiaisonRefused):
    """So many from one place in a day that others would have no turn."""

    def __init__(self, most: int, *, of_the_court: bool, until: dt.date, ring: str = "") -> None:
        self.most = most
        here = "to this court’s probation" if of_the_court else "to probation"
        super().__init__(
            f"{most} questions {here} have come from your network today. The next is taken from it "
            f"on {day_in_words(until)}, from elsewhere at once. If yours cannot wait, "
            f"{_ring(ring)}."
        )


class TooManyQuestions(LiaisonRefused):
    """So many of one court, or of all, in a day that nobody could answer them."""

    def __init__(self, most: int, *, until: dt.date, ring: str = "") -> None:
        self.most = most
        super().__init__(
            f"{most} questions have been asked here today. The next is taken on "
            f"{day_in_words(until)}. If yours cannot wait, {_ring(ring)}."
        )


def _ring(number: str) -> str:
    if not number:
        return "ring the number on the court’s page"
    return f"ring the probation team of this court: {number}"


class NobodyToAsk(LiaisonRefused):
    def __init__(self) -> None:
        super().__init__(
            "Which probation region this court belongs to is not known to this portal, so nobody "
            "would read the question. Ring the number on the court’s page."
        )


class NotAQuestionsReference(LiaisonRefused):
    """What was typed cannot be one, whatever is stored."""

    def __init__(self) -> None:
        super().__init__(
            "That is not the reference of a question. It has eighteen letters and figures, such as "
            "7K3-M9Q-0XP-2T4-W6Y-8AC: check each of them.",
            "reference",
        )


class NoSuchQuestion(LiaisonRefused):
    def __init__(self) -> None:
        super().__init__(
            "No question has this reference. Check each letter and figure of it.", "reference"
        )


class QuestionAnswered(LiaisonRefused):
    """Two people answered the same question; the first answer stands."""

    def __init__(self, answered_by: str, answered_on: dt.date) -> None:
        self.answered_by = answered_by
        super().__init__(
            f"{answered_by} answered this on {day_in_words(answered_on)}. That answer stands.",
            "answer",
        )


class LinkOpensNoMore(LiaisonRefused):
    """Not known, used, replaced, closed, or its round has closed: which, is told to nobody."""

    def __init__(self) -> None:
        super().__init__(
            "This link opens no more. Each sentencer answers once, by a link of their own: if you "
            "have not answered, ask whoever gave it to you for another.",
            "link",
        )


class LinksMadeMeanwhile(LiaisonRefused):
    """By the same form, sent again, or by somebody else."""

    def __init__(self) -> None:
        super().__init__(
            "Links were made since this page was opened. They open as before, and no others were "
            "made now. The portal cannot show them again: if they are lost, enter how many "
            "sentencers the bench has, and say that those not used yet are replaced.",
            "courts",
        )


class LinksUnused(LiaisonRefused):
    """New ones would take from sentencers what was handed out to them."""

    def __init__(self, court: str, links: int) -> None:
        these = "1 link that is" if links == 1 else f"{links} links that are"
        super().__init__(
            f"{court} has {these} not used yet. New ones would take their place: tick below that "
            "this is meant, or leave the bench empty.",
            "courts",
        )
