"""Forms about members with what may be chosen in them, as it stands or as it was sent."""

from __future__ import annotations

from flask import request

from directory.accounts.deputies import has_approvers
from directory.accounts.home_areas import area_names, areas_to_choose, chosen_areas
from directory.accounts.joining import account_of_person
from directory.accounts.models import Membership, Organisation
from directory.accounts.sights import areas_of
from directory.acts import Act
from directory.clock import local_date
from directory.people.permissions import may
from portal.extensions import db
from portal.looking import looking, moment
from portal.members.forms import AreasForm, DeputyForm, InviteForm, MemberRoleForm
from portal.reaching import own_membership, who_acts


def member_page(
    form: MemberRoleForm, organisation: Organisation, one: Membership
) -> dict[str, object]:
    session, today = db.session(), local_date(moment())
    return {
        "form": form,
        "organisation": organisation,
        "member": one,
        "chooses_areas": bool(areas_to_choose(session, organisation, on=today)),
        "areas": area_names(session, organisation, chosen_areas(session, one), on=today),
        "account": account_of_person(session, one.person_id),
        "disables": looking().may(Act.ACCOUNT_DISABLE) and one.person_id != who_acts().id,
    }


def invite_form(organisation: Organisation) -> InviteForm:
    """With the areas of whoever invites ticked: nobody gives others."""
    session, today = db.session(), local_date(moment())
    form = InviteForm(request.form)
    form.offer(organisation.kind)
    own = areas_of(session, own_membership(), on=today)
    choices = areas_to_choose(session, organisation, on=today)
    form.offer_areas(choices, own, is_sent=bool(request.form))
    return form


def areas_form(member: Membership) -> AreasForm:
    session, today = db.session(), local_date(moment())
    form = AreasForm(request.form)
    choices = areas_to_choose(session, member.organisation, on=today)
    own = areas_of(session, member, on=today)
    form.offer_areas(choices, own, is_sent=bool(request.form))
    return form


def deputy_form(everybody: list[Membership]) -> DeputyForm:
    form = DeputyForm(request.form)
    form.offer([one for one in everybody if may(one.role, Act.LISTING_APPROVE)], everybody)
    return form


def acts_open_for(organisation: Organisation) -> frozenset[Act]:
    """What else its page leads to, by what it is and by what who asks may do."""
    fits = {
        Act.DEPUTY_NAME: has_approvers(organisation.kind),
        Act.ACTING_BODY_NAME: organisation.provider_id is not None,
        Act.ORGANISATION_CLOSE: organisation.id != own_membership().organisation_id,
    }
    return frozenset(act for act, does in fits.items() if does and looking().may(act))
