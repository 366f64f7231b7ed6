"""Forms with which somebody states one thing of what is known, by one verb of the domain each."""

from __future__ import annotations

import datetime as dt
from abc import ABCMeta, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Generic, TypeVar

from sqlalchemy.orm import Session
from wtforms import Form
from wtforms.form import FormMeta

from directory.people.models import Person

Known = TypeVar("Known")


class RefusedForm(Form):
    """A refusal of the domain stands on the field that says what is at fault, else above the form.
    `field_of` leads there from the fact that a verb refuses, where the two are called otherwise."""

    title: ClassVar[str]
    button: ClassVar[str]
    says: ClassVar[str] = ""
    field_of: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def refuse(self, fact: str, reason: str) -> None:
        name = self.field_of.get(fact, fact)
        if name in self:
            self[name].errors = [reason]
        else:
            self.form_errors.append(reason)


class AbstractFormMeta(FormMeta, ABCMeta):
    """A form that lacks what its base asks of it is never made."""


class StatedForm(RefusedForm, Generic[Known], metaclass=AbstractFormMeta):
    """`Known`: what stands already of the thing of which something is stated."""

    def offer(self, known: Known, /) -> None:
        """What there is to choose from."""

    @abstractmethod
    def write(self, session: Session, known: Known, /, *, by: Person, at: dt.datetime) -> None:
        """By its verb; raises what that refuses with."""
