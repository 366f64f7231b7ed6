"""Everything that can be done to a record, in one grammar: the thing, a colon, the verb.

The audit writes these words and nothing else. A thing is what people call it, which need not
be the table in which it stands.
"""

from __future__ import annotations

import enum
from typing import Self


class Act(enum.StrEnum):
    """`add` and `revise` are a source's, `edit` is a person's, `state` is somebody's word.

    What is only read is named as well: the table of permissions speaks of it.
    """

    PROVIDER_ADD = "provider:add"
    PROVIDER_REVISE = "provider:revise"
    PROVIDER_EDIT = "provider:edit"
    PROVIDER_MERGE = "provider:merge"
    PROVIDER_PART = "provider:part"
    SUBCONTRACTOR_LINK = "subcontractor:link"
    SUCCESSION_STATE = "succession:state"
    SUCCESSION_WITHDRAW = "succession:withdraw"
    PROGRAMME_ADD = "programme:add"
    PROGRAMME_REVISE = "programme:revise"
    EVIDENCE_STATE = "evidence:state"
    SITE_ADD = "site:add"
    SITE_REVISE = "site:revise"
    SITE_EDIT = "site:edit"
    ADDRESS_KEEP = "address:keep"
    SERVICE_REVISE = "service:revise"
    SERVICE_MERGE = "service:merge"
    SERVICE_PART = "service:part"
    LISTING_PUBLISH = "listing:publish"
    LISTING_DRAFT = "listing:draft"
    LISTING_EDIT = "listing:edit"
    LISTING_WITHDRAW = "listing:withdraw"
    LISTING_CONFIRM = "listing:confirm"
    LISTING_SUBMIT = "listing:submit"
    LISTING_TAKE_BACK = "listing:take_back"
    LISTING_LEAVE_DRAFT = "listing:leave_draft"
    LISTING_READ = "listing:read"
    LISTING_APPROVE = "listing:approve"
    LISTING_ROLL_BACK = "listing:roll_back"
    LISTING_FOLLOW = "listing:follow"
    LISTING_SPREAD = "listing:spread"
    LISTING_CARRY_ON = "listing:carry_on"
    CALL_RECORD = "call:record"
    AREAS_SERVE = "areas:serve"
    AREAS_LEAVE = "areas:leave"
    SITES_USE = "sites:use"
    SCHEME_STATE = "scheme:state"
    PRISON_CONTACT_STATE = "prison_contact:state"
    COURT_AREA_REVISE = "court_area:revise"
    COURT_TEAM_STATE = "court_team:state"
    REFERENCE_LOAD = "reference:load"
    IMPORT_APPLY = "import:apply"
    IMPORT_UNDO = "import:undo"
    LINE_OPEN = "line:open"
    LINE_CONFIRM = "line:confirm"
    LINE_RECALIBRATE = "line:recalibrate"
    TERMS_STATE = "terms:state"
    GROUP_PUBLISH = "group:publish"
    GROUP_STATE = "group:state"
    CALENDAR_RECORD = "calendar:record"
    CAPACITY_STATE = "capacity:state"
    CLOSURE_ANNOUNCE = "closure:announce"
    CLOSURE_WITHDRAW = "closure:withdraw"
    STOP_PLAN = "stop:plan"
    STOP_CANCEL = "stop:cancel"
    AGREEMENT_SIGN = "agreement:sign"
    AGREEMENT_EXTEND = "agreement:extend"
    AGREEMENT_READ = "agreement:read"
    AGREEMENT_EDIT = "agreement:edit"
    CONDITIONS_STATE = "conditions:state"
    AWARD_STATE = "award:state"
    PRICE_STATE = "price:state"
    MONTH_STATE = "month:state"
    FUNDER_STATE = "funder:state"
    FUNDER_WITHDRAW = "funder:withdraw"
    CONTRIBUTION_STATE = "contribution:state"
    LOT_ADD = "lot:add"
    LOT_JOIN = "lot:join"
    LOT_PART = "lot:part"
    VOLUME_BUY = "volume:buy"
    VOLUME_VARY = "volume:vary"
    REFERRAL_RECEIVE = "referral:receive"
    REFERRAL_RECORD = "referral:record"
    REFERRAL_CORRECT = "referral:correct"
    REFERRAL_FIND = "referral:find"
    REFERRAL_IMPORT = "referral:import"
    REFERRAL_FORGET = "referral:forget"
    WEEK_STATE = "week:state"
    PROVISION_STATE = "provision:state"
    PROVISION_PROPOSE = "provision:propose"
    PROVISION_SETTLE = "provision:settle"
    SHEET_MAKE = "sheet:make"
    PROBLEM_REPORT = "problem:report"
    PROBLEM_ANSWER = "problem:answer"
    REMINDERS_CHOOSE = "reminders:choose"
    ORGANISATION_ADD = "organisation:add"
    ORGANISATION_CLOSE = "organisation:close"
    ORGANISATION_REOPEN = "organisation:reopen"
    ACTING_BODY_NAME = "acting_body:name"
    ACTING_BODY_WITHDRAW = "acting_body:withdraw"
    MEMBER_READ = "member:read"
    MEMBER_INVITE = "member:invite"
    MEMBER_ADD = "member:add"
    MEMBER_EDIT = "member:edit"
    MEMBER_REMOVE = "member:remove"
    MEMBER_CERTIFY = "member:certify"
    INVITATION_WITHDRAW = "invitation:withdraw"
    DEPUTY_NAME = "deputy:name"
    DEPUTY_WITHDRAW = "deputy:withdraw"
    ACCOUNT_ADD = "account:add"
    ACCOUNT_READ = "account:read"
    ACCOUNT_EDIT = "account:edit"
    ACCOUNT_DISABLE = "account:disable"
    ACCOUNT_ENABLE = "account:enable"
    PASSWORD_SET = "password:set"  # noqa: S105  an act
    FACTOR_SET = "factor:set"
    FACTOR_REMOVE = "factor:remove"
    RECOVERY_CODE_USE = "recovery_code:use"
    VISIT_BEGIN = "visit:begin"
    VISIT_END = "visit:end"
    TOKEN_MAKE = "token:make"  # noqa: S105  an act
    TOKEN_REVOKE = "token:revoke"  # noqa: S105  an act
    SERVICE_READ = "service:read"
    RESTRICTED_SERVICE_READ = "restricted_service:read"
    CONFIDENTIAL_SERVICE_KNOW = "confidential_service:know"
    CONFIDENTIAL_ADDRESS_READ = "confidential_address:read"
    CONFIDENTIAL_ADDRESS_ASK = "confidential_address:ask"
    REFERRAL_READ = "referral:read"
    AUDIT_READ = "audit:read"

    @property
    def thing(self) -> str:
        return self.value.partition(":")[0]

    @property
    def verb(self) -> str:
        return self.value.partition(":")[2]

    @classmethod
    def of(cls, thing: str, verb: str) -> Self:
        """The act of that name; ValueError where nothing of the kind can be done."""
        return cls(f"{thing}:{verb}")
