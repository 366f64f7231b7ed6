"""What is refused of drafts and decisions."""

from __future__ import annotations

from collections.abc import Mapping

from directory.errors import DirectoryError, NotKnown
from directory.listings.models import ListingDecision
from directory.services.models import Service


class NothingChanged(DirectoryError):
    """A draft that says what is published already."""

    def __init__(self) -> None:
        super().__init__("Your draft says what readers see already. Change something first.")


class NotComplete(DirectoryError):
    """A first listing that leaves out what readers need at least."""

    def __init__(self, missing: Mapping[str, str]) -> None:
        self.missing = dict(missing)
        what = ", its ".join(missing.values())
        super().__init__(f"Readers need more than this. Before you submit it, say its {what}.")


class CannotBeOffered(DirectoryError):
    """On offer already, or gone for good."""

    def __init__(self) -> None:
        super().__init__(
            "This service cannot be offered again: it is on offer already, or became one with"
            " another. Look at your listings again."
        )


class NoAreaChosen(DirectoryError):
    """A service that serves nobody."""

    def __init__(self) -> None:
        super().__init__("Choose at least one area in which people live who may come.")


class FlagStays(DirectoryError):
    """Its author would have readers know more of where it is than was asked before."""

    def __init__(self) -> None:
        super().__init__(
            "You said that where it is must be kept. Only your region can take that off: submit it"
            " and say so to them, or throw this draft away and begin another."
        )


class MustBeNamed(DirectoryError):
    """A first listing approved without its name."""

    def __init__(self) -> None:
        super().__init__("Tick its name too, or send all of it back: no service is without one.")


class DraftIsSubmitted(DirectoryError):
    """What waits for a decision stays as it was submitted."""

    def __init__(self) -> None:
        super().__init__(
            "Your draft waits to be approved. Take it back before you change it, or wait for the"
            " decision."
        )


class NothingToDecide(DirectoryError):
    """The draft was decided, taken back or left meanwhile."""

    def __init__(self) -> None:
        super().__init__("This draft no longer waits for a decision. Look at the listing again.")


class OwnDraft(DirectoryError):
    """Nobody approves what they wrote."""

    def __init__(self) -> None:
        super().__init__("You wrote this draft, so somebody else has to decide on it.")


class ReachNotLookedAt(DirectoryError):
    """How a confidential service is reached is not changed by somebody who has not seen to what."""

    def __init__(self) -> None:
        super().__init__(
            "Have the telephone and e-mail shown before you approve them: they are not on this"
            " page, and whoever approves them has to have seen them."
        )


class NotYourDraft(DirectoryError):
    """Only its author submits a draft, takes it back or leaves it."""

    def __init__(self) -> None:
        super().__init__("Somebody else wrote this draft: only they can submit it or take it back.")


class OwnDraftFirst(DirectoryError):
    """Of a listing everybody has one draft."""

    def __init__(self) -> None:
        super().__init__(
            "You have a draft of your own of this listing. Submit it or throw it away first, then"
            " go on with your colleague’s."
        )


class NeedsApproval(DirectoryError):
    """A field that readers see changed only once a second person has approved it."""

    def __init__(self, label: str) -> None:
        super().__init__(
            f"{label} of this service is changed only when a second person has approved it. Save it"
            " as a draft and submit it."
        )


class NotOnOffer(DirectoryError):
    """The listing of a service that is not published, or was withdrawn."""

    def __init__(self) -> None:
        super().__init__("This service is not on offer now, so its listing cannot be changed.")


class NoSuchRevision(DirectoryError):
    """There is no earlier published wording of that number."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"Number {number} is no earlier wording of this listing. Choose another.")


class LookAgain(DirectoryError):
    """What was looked at is no longer what stands; nobody clashes with anybody."""

    def __init__(self) -> None:
        super().__init__("This was changed while you were looking at it. Look at it once more.")


class NothingHeldToRing(DirectoryError):
    """The portal holds no number of the provider on which it could be rung back."""

    def __init__(self) -> None:
        super().__init__(
            "The portal holds no number on which this provider could be rung back. Ask it to log"
            " in and say so itself, or take it in from a file that it sends."
        )


class NotRungBack(DirectoryError):
    """Whoever rings may be anybody: what they say counts once a number held was rung back."""

    def __init__(self) -> None:
        super().__init__(
            "Ring back a number that the portal holds, and say that you did, before you record"
            " what was told."
        )


class RungTheNumberThatChanges(DirectoryError):
    """The number rung back is itself to be changed."""

    def __init__(self) -> None:
        super().__init__(
            "You rang back the number that would be changed. Ring another number that the portal"
            " holds of this provider before you change this one."
        )


class SpeakerRefused(DirectoryError):
    """Who answered is told by name or post; the words hold something else, in words."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Enter a name or a post alone: this holds {what}.")


class CallIsOver(DirectoryError):
    """What is recorded in a call is recorded on its day."""

    def __init__(self) -> None:
        super().__init__("That call was on another day. Ring back again before you record more.")


class WithdrawnSince(NotKnown):
    """One's own service that is on offer no more: what was written for it stays."""

    def __init__(self, service: Service) -> None:
        self.service = service
        super().__init__("service of yours on offer", service.public_id)

    def __str__(self) -> str:
        return (
            "This service was withdrawn, so readers find it no more. What you have written for it"
            " is kept."
        )


class DecidedBefore(DirectoryError):
    """Somebody else came first; `decision` is what they did."""

    def __init__(self, decision: ListingDecision) -> None:
        self.decision = decision
        super().__init__(f"{decision.decided_by.name} has decided on this already.")
