"""Agreements on sharing information, their parties, and who relied on which."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.partnership.protocols.kinds import FileStage, SharingStanding
from directory.base import Base, Code, Key, Name, PublicId, kind_column


class SharingProtocol(Base):
    """`reference` is what its parties call it. `owner_region_id`: whose members change it and are
    told of it; `owner_post` is the post that answers for it, nobody's name.

    `data` are codes of `SharedData`, `ground` one of `grounds.csv`; `ended_on` is its last day.
    `covers_subcontractors`: a clause of it covers those to whom a provider among its parties
    passes work; without one a subcontractor is covered where it is named.
    """

    __tablename__ = "sharing_protocol"
    __table_args__ = (CheckConstraint("ended_on >= in_force_from", name="ends_after_start"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[Name]
    ground: Mapped[Code]
    data: Mapped[list[Any]]
    owner_region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    owner_post: Mapped[Name]
    in_force_from: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("sharing_protocol.id"))
    covers_subcontractors: Mapped[bool] = mapped_column(default=False)
    is_generated: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ProtocolReview(Base):
    """Until when it is to be reviewed, as stated on a day; the newest row holds."""

    __tablename__ = "protocol_review"

    id: Mapped[Key]
    protocol_id: Mapped[int] = mapped_column(ForeignKey("sharing_protocol.id"), index=True)
    review_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ProtocolParty(Base):
    """A body that shares: a region with its court teams, a provider, a partner, another body.

    `left_at`: it is no party since; who was one stays readable.
    """

    __tablename__ = "protocol_party"
    __table_args__ = (
        Index(None, "protocol_id"),
        Index(None, "provider_id"),
        CheckConstraint(
            "CASE WHEN region_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN provider_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN partner_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_body",
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    protocol_id: Mapped[int] = mapped_column(ForeignKey("sharing_protocol.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    left_at: Mapped[dt.datetime | None]


class ProtocolSignature(Base):
    """By which post a party signed, and on which day: a role, never a person."""

    __tablename__ = "protocol_signature"

    id: Mapped[Key]
    party_id: Mapped[int] = mapped_column(ForeignKey("protocol_party.id"), index=True)
    post: Mapped[Name]
    signed_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ReferralSharing(Base):
    """On what one referral relied when it was sent; the ground is a code, null until it is said.

    Erased with the referral's reference.
    """

    __tablename__ = "referral_sharing"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    protocol_id: Mapped[int | None] = mapped_column(ForeignKey("sharing_protocol.id"), index=True)
    standing: Mapped[SharingStanding] = mapped_column(kind_column(SharingStanding, "standing"))
    ground: Mapped[str | None] = mapped_column(String(40))
    consent: Mapped[str | None] = mapped_column(String(40))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class SharingSwitch(Base):
    """What a region does from a day on about files that no agreement covers; never changed."""

    __tablename__ = "sharing_switch"
    __table_args__ = (Index(None, "region_id", "recorded_at"),)

    id: Mapped[Key]
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    stage: Mapped[FileStage] = mapped_column(kind_column(FileStage, "stage"))
    from_day: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class SharingTelling(enum.StrEnum):
    REVIEW_AHEAD = "review_ahead"
    REVIEW_DAY = "review_day"
    RELIED_ON = "relied_on"
    NONE_KNOWN = "none_known"


class SharingTold(Base):
    """That an owner was told of something, so that it is told once; `of` is a record's key."""

    __tablename__ = "sharing_told"
    __table_args__ = (UniqueConstraint("what", "region_id", "of", "day"),)

    id: Mapped[Key]
    what: Mapped[SharingTelling] = mapped_column(kind_column(SharingTelling, "what"))
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    of: Mapped[int]
    day: Mapped[dt.date]
    told_at: Mapped[dt.datetime]
