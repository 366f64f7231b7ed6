"""The layouts in which HM Prison and Probation Service publishes providers and programmes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from directory.exchange.columns import Column, Kind
from directory.exchange.forms import CODE, YES_NO, Form, one_word_of, several, text
from directory.exchange.programmes import AGE, SETTINGS, ProgrammeWork
from directory.exchange.providers import ProviderWork
from directory.exchange.working import Row
from directory.services.models import ProgrammeKind
from directory.services.programmes import ProgrammeFacts

LAYOUT: Final = "hmpps"

PROGRAMME_KINDS: Final = {
    "ACP": ProgrammeKind.ACCREDITED,
    "SI": ProgrammeKind.STRUCTURED,
    "TOOLKITS": ProgrammeKind.TOOLKIT,
    "CRS": ProgrammeKind.REHABILITATIVE,
}


class PublishedProviders(ProviderWork):
    source = "HM Prison and Probation Service, hmpps-interventions-service"


class PublishedProgrammes(ProgrammeWork):
    source = "HM Prison and Probation Service, Find and refer to an intervention"

    def facts_of(self, row: Row) -> ProgrammeFacts:
        """Commissioned services: sex is left unknown, the flags of the source are unreliable."""
        facts = super().facts_of(row)
        if facts.kind is ProgrammeKind.REHABILITATIVE:
            self.notes["sex left unknown: the source's flags are unreliable"] += 1
            return replace(facts, for_men=None, for_women=None)
        return facts


def _any_or(form: Form) -> Form:
    """Any age is no limit, which is not the same as a limit nobody has told, but acts alike."""

    def read(cell: str) -> Any:
        return None if cell == "Any" else form.read(cell)

    return Form(f"{form.words}, or Any", read)


def _in_capitals(form: Form) -> Form:
    return Form(f"{form.words} (in capitals)", lambda cell: form.read(cell.lower()))


PUBLISHED_PROVIDERS = Kind(
    name="providers",
    layout=LAYOUT,
    says="Providers as `code` and `name`.",
    columns=(
        Column("external_id", CODE, "Code", required=True, heading="code"),
        Column("name", text(), "Name", required=True),
    ),
    key=("external_id",),
    begin=PublishedProviders,
)

PUBLISHED_PROGRAMMES = Kind(
    name="programmes",
    layout=LAYOUT,
    says="Programmes with type, setting, sex, age, sessions, needs and offences.",
    columns=(
        Column("external_id", CODE, "Identifier", required=True, heading="uuid"),
        Column("name", text(), "Name", required=True),
        Column("kind", one_word_of(PROGRAMME_KINDS), "Type", required=True, heading="type"),
        Column("settings", several(_in_capitals(SETTINGS)), "Settings"),
        Column("delivery_format", text(), "Format", heading="format"),
        Column("for_men", YES_NO, "For men", heading="males"),
        Column("for_women", YES_NO, "For women", heading="females"),
        Column("minimum_age", _any_or(AGE), "Youngest age", heading="min_age"),
        Column("maximum_age", _any_or(AGE), "Oldest age", heading="max_age"),
        Column("group_sessions", AGE, "Group sessions"),
        Column("one_to_one_sessions", AGE, "One-to-one sessions"),
        Column("needs", several(text(100)), "Needs"),
        Column("eligible_offences", text(2000), "Offences it is for"),
        Column("excluded_offences", text(2000), "Offences it is not for"),
    ),
    key=("external_id",),
    begin=PublishedProgrammes,
    ignored=(
        "attendance",
        "session_detail",
        "ogrs_guide",
        "ovp_guide",
        "osp_guide",
        "sara_guide",
        "rosh_level",
        "need_score_guide",
        "learning_disability",
        "min_time_remaining",
        "prerequisite_intervention",
    ),
)
