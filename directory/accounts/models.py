"""Accounts, the organisations whose members they are, and the visits in which they are used."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.base import Base, Key, Name, PublicId, kind_column
from directory.people.models import Person
from directory.people.roles import OrganisationKind, Role

Digest = String(64)
"""A SHA-256 in hexadecimal: of what is random itself, or keyed."""

Email = String(254)


class Account(Base):
    """How a person enters. `email` is kept in small letters, for nobody has two by capitals.

    `factor_sealed` is opened by the portal's key alone; with `factor_set_at` empty it was shown
    and not yet proved. `factor_last_step`: the newest half minute whose code was taken.
    """

    __tablename__ = "account"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(Email, unique=True)
    telephone: Mapped[str | None] = mapped_column(String(80))
    password_digest: Mapped[str | None] = mapped_column(String(200))
    password_set_at: Mapped[dt.datetime | None]
    factor_sealed: Mapped[str | None] = mapped_column(String(300))
    factor_set_at: Mapped[dt.datetime | None]
    factor_last_step: Mapped[int | None]
    created_at: Mapped[dt.datetime]
    disabled_at: Mapped[dt.datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    @property
    def has_second_factor(self) -> bool:
        return self.factor_set_at is not None


class Organisation(Base):
    """Whose members may enter: what it is decides what they may be, where it stands how far."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'provider') = (provider_id IS NOT NULL)", name="provider_is_one_that_is_known"
        ),
        CheckConstraint(
            "(kind = 'probation_region') = (region_id IS NOT NULL)",
            name="probation_region_has_its_region",
        ),
        CheckConstraint(
            "(kind = 'prison') = (prison_id IS NOT NULL)", name="prison_has_its_prison"
        ),
        CheckConstraint(
            "(kind IN ('court_team', 'infrastructure_body')) = "
            "(court_id IS NOT NULL OR local_delivery_unit_id IS NOT NULL)",
            name="court_team_has_its_place",
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[Name] = mapped_column(unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(kind_column(OrganisationKind, "kind"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), unique=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), unique=True)
    court_id: Mapped[int | None] = mapped_column(ForeignKey("court.id"), index=True)
    local_delivery_unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("local_delivery_unit.id"), index=True
    )
    prison_id: Mapped[int | None] = mapped_column(ForeignKey("prison.id"), unique=True)
    created_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]


class OrganisationArea(Base):
    """An area in which an organisation of health or a council commissions."""

    __tablename__ = "organisation_area"
    __table_args__ = (UniqueConstraint("organisation_id", "local_delivery_unit_id"),)

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    local_delivery_unit_id: Mapped[int] = mapped_column(
        ForeignKey("local_delivery_unit.id"), index=True
    )


class Membership(Base):
    """A person is of an organisation, in one role; another role is another membership.

    `certified_on`: when somebody last said that this is still right.
    """

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_in_force",
            "person_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[Role] = mapped_column(kind_column(Role, "role"))
    begun_at: Mapped[dt.datetime]
    certified_on: Mapped[dt.date]
    ended_at: Mapped[dt.datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_in_force(self) -> bool:
        return self.ended_at is None and self.organisation.closed_at is None


class MembershipArea(Base):
    """A member works in these of the organisation's areas; without any, in all of them."""

    __tablename__ = "membership_area"
    __table_args__ = (UniqueConstraint("membership_id", "local_delivery_unit_id"),)

    id: Mapped[Key]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    local_delivery_unit_id: Mapped[int] = mapped_column(
        ForeignKey("local_delivery_unit.id"), index=True
    )


class Invitation(Base):
    """Somebody is asked to join; what was sent last is the only link that opens."""

    __tablename__ = "invitation"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = mapped_column(Email)
    role: Mapped[Role] = mapped_column(kind_column(Role, "role"))
    token_digest: Mapped[str] = mapped_column(Digest, unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    accepted_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    invited_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class InvitationArea(Base):
    """Whoever accepts works in these of the organisation's areas; without any, in all of them."""

    __tablename__ = "invitation_area"
    __table_args__ = (UniqueConstraint("invitation_id", "local_delivery_unit_id"),)

    id: Mapped[Key]
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"))
    local_delivery_unit_id: Mapped[int] = mapped_column(
        ForeignKey("local_delivery_unit.id"), index=True
    )


class LinkKind(enum.StrEnum):
    PASSWORD_RESET = "password_reset"  # noqa: S105  what a link is for
    EMAIL_CHANGE = "email_change"


class OneTimeLink(Base):
    """Sent by e-mail, opens once; `email` is the address that it proves, for a change of it."""

    __tablename__ = "one_time_link"

    id: Mapped[Key]
    kind: Mapped[LinkKind] = mapped_column(kind_column(LinkKind, "kind"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(Digest, unique=True)
    email: Mapped[str | None] = mapped_column(Email)
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class RecoveryCode(Base):
    """Enters once in place of the second factor."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "code_digest"),)

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    code_digest: Mapped[str] = mapped_column(Digest)
    used_at: Mapped[dt.datetime | None]


class VisitEnd(enum.StrEnum):
    """Why a visit is over."""

    LOGGED_OUT = "logged_out"
    REVOKED = "revoked"
    DISABLED = "disabled"
    ROLE_CHANGED = "role_changed"
    PASSWORD_SET = "password_set"  # noqa: S105  a reason
    IDLE = "idle"
    TOO_LONG = "too_long"


class Visit(Base):
    """One use of an account from one browser; its cookie holds what `token_digest` is made of.

    `entered_at` is when the password was given: a visit that was rotated keeps it.
    """

    __tablename__ = "visit"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    token_digest: Mapped[str] = mapped_column(Digest, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"), index=True)
    browser: Mapped[str] = mapped_column(String(80))
    entered_at: Mapped[dt.datetime]
    second_factor_at: Mapped[dt.datetime | None]
    last_seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    ended_why: Mapped[VisitEnd | None] = mapped_column(kind_column(VisitEnd, "ended_why"))

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    membership: Mapped[Membership | None] = relationship(lazy="joined")


class AttemptKind(enum.StrEnum):
    PASSWORD = "password"  # noqa: S105  what was tried
    SECOND_FACTOR = "second_factor"
    PASSWORD_RESET = "password_reset"  # noqa: S105  what was tried


class EntryAttempt(Base):
    """Somebody tried to enter and did not: counted by keyed digests, kept for a day."""

    __tablename__ = "entry_attempt"
    __table_args__ = (
        Index(None, "account_digest", "tried_at"),
        Index(None, "address_digest", "tried_at"),
    )

    id: Mapped[Key]
    kind: Mapped[AttemptKind] = mapped_column(kind_column(AttemptKind, "kind"))
    account_digest: Mapped[str] = mapped_column(Digest)
    address_digest: Mapped[str] = mapped_column(Digest)
    tried_at: Mapped[dt.datetime]


class Deputy(Base):
    """Who approves in a member's place from one day to another."""

    __tablename__ = "deputy"
    __table_args__ = (
        CheckConstraint("membership_id <> deputy_id", name="not_their_own_deputy"),
        CheckConstraint("until_day >= from_day", name="until_after_from"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    from_day: Mapped[dt.date]
    until_day: Mapped[dt.date]
    named_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    named_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]

    deputy: Mapped[Membership] = relationship(lazy="joined", innerjoin=True, foreign_keys=deputy_id)


class ActingBody(Base):
    """An infrastructure body keeps the open listings of a small provider that has named it.

    Over from the moment of `withdrawn_at`, or once one of the two is closed.
    """

    __tablename__ = "acting_body"
    __table_args__ = (
        Index(
            "uq_acting_body_in_force",
            "organisation_id",
            "body_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("organisation_id <> body_id", name="acts_for_another"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    named_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]

    organisation: Mapped[Organisation] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=organisation_id
    )
    body: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True, foreign_keys=body_id)
    named_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class OutsideIdentity(Base):
    """Who an account is to an issuer of OpenID Connect."""

    __tablename__ = "outside_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    issuer: Mapped[Name]
    subject: Mapped[Name]
    linked_at: Mapped[dt.datetime]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class SoftwareToken(Base):
    """A program acts as a member, in `acts` and no more; the token itself was shown once.

    `is_sandbox`: what it tells is done by the same rules, answered, and undone.
    """

    __tablename__ = "software_token"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    name: Mapped[Name]
    acts: Mapped[list[Any]]
    token_digest: Mapped[str] = mapped_column(Digest, unique=True)
    is_sandbox: Mapped[bool] = mapped_column(default=False, server_default=false())
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    last_used_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)
