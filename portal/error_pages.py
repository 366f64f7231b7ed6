"""What a person reads when there is no answer, by status: what happened, what to do next."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What a person reads when there is no answer: what happened and what to do next."""

    status: int
    code: str
    heading: str
    happened: str
    next_step: str


@dataclass(frozen=True, slots=True)
class WayOn:
    """What can be done although there is no answer, with a link where there is one."""

    says: str
    href: str = ""
    link: str = ""


PAGES = {
    page.status: page
    for page in (
        ErrorPage(
            400,
            "not_understood",
            "We could not read that request",
            "Something in the web address or the form is not in a shape this service can read.",
            "Go back, check what you typed and send it again.",
        ),
        ErrorPage(
            401,
            "log_in",
            "Log in to go on",
            "Nobody is logged in from this browser any more, so that nothing was changed.",
            "Log in, then come back to this page.",
        ),
        ErrorPage(
            403,
            "not_allowed",
            "You cannot see this page",
            "Your account does not include it.",
            "If you need it for your work, ask the administrator of your organisation, "
            "or telephone us.",
        ),
        ErrorPage(
            404,
            "not_found",
            "We cannot find that page",
            "The web address may be mistyped, or the page may have moved.",
            "Check the address, or look for the court by name.",
        ),
        ErrorPage(
            405,
            "wrong_method",
            "That page cannot be used in this way",
            "The page exists, but it does not take the kind of request that was sent.",
            "Start again from the court or area you need.",
        ),
        ErrorPage(
            410,
            "gone",
            "This opens no more",
            "What was here could be opened for a time only, and that is over.",
            "Ask whoever sent it for another one.",
        ),
        ErrorPage(
            413,
            "too_large",
            "What you sent is too large",
            "The form or file is bigger than this service takes in one go.",
            "Send less text, or split the file, and try again.",
        ),
        ErrorPage(
            422,
            "refused",
            "That could not be done",
            "The service understood what you asked for but a rule stands against it.",
            "Go back, change what you entered and send it again.",
        ),
        ErrorPage(
            429,
            "too_many",
            "Too many attempts",
            "Somebody has tried too often. Wait a quarter of an hour, then try again.",
            "",
        ),
        ErrorPage(
            500,
            "fault",
            "Something has gone wrong on our side",
            "The fault has been recorded. It was not caused by anything you did.",
            "Try again in a few minutes.",
        ),
        ErrorPage(
            503,
            "not_reachable",
            "The service cannot reach its records",
            "Start dates and availability cannot be shown just now. What was recorded is not lost.",
            "Try again in a minute.",
        ),
    )
}


NOT_SAVED = replace(
    PAGES[503],
    heading="What you sent was not saved",
    happened="The service was busy, and nothing of what you sent was kept.",
    next_step="Go back, and press the button again in a minute.",
)
"""Whoever sent something reads first what became of it."""

PERHAPS_NOT_SAVED = replace(
    PAGES[503],
    heading="We cannot say that what you sent was saved",
    happened="The service lost its records while it worked on what you sent.",
    next_step="Wait a minute and look whether it was kept. If it was not, send it again.",
)

ACCEPTED = "You need no other one: you are a member, with the address to which it was sent."
LOG_IN = WayOn("To go on,", "/log-in", "log in")
SET_NEW_PASSWORD = WayOn("Or do not wait:", "/password-reset", "set a new password")


OTHER_NAME = ErrorPage(
    400,
    "not_our_name",
    "This portal does not answer to that name",
    "The first part of the web address names a website that this portal is not.",
    "Type the portal’s address again, or follow a link to it that you trust.",
)


NEXT_BY_KIND = {
    "area": "Every area is listed by region on /areas.",
    "region": "Every region is listed on /areas.",
    "invitation": "Open the whole link of the newest e-mail that invites you. If it opens nothing, "
    "ask whoever invited you to send it again.",
    "link": "Open the whole link of your newest e-mail, or log in and do it there.",
    "requirement": "Every requirement and its code are listed on /about/rules.",
}
"""Where to look for what is not known, by what it was taken for."""


def page_for(status: int) -> ErrorPage:
    """The page of a status; one we have no words for speaks as its family does."""
    return PAGES.get(status) or PAGES[400 if status < 500 else 500]
