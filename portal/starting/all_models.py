"""Every module with stored things, imported so that migrations and tests see them all."""

from __future__ import annotations

import commissioning.agreements.models
import commissioning.availability.models
import commissioning.beds.models
import commissioning.bookings.models
import commissioning.bulletins.models
import commissioning.dates.models
import commissioning.desk.models
import commissioning.groups.models
import commissioning.line_notes.models
import commissioning.lines.models
import commissioning.listings.models
import commissioning.moves.models
import commissioning.partnership.actions.models
import commissioning.partnership.evaluations.models
import commissioning.partnership.liaison.models
import commissioning.partnership.partners.models
import commissioning.partnership.protocols.models
import commissioning.places_asked.models
import commissioning.promises.models
import commissioning.pushes.models
import commissioning.referrals.models
import commissioning.registers.models
import commissioning.returns.models
import commissioning.sheets.models
import commissioning.statistics.models
import commissioning.unpaid_work.models
import commissioning.uploads.models
import commissioning.volumes.models
import directory.accounts.models
import directory.audit.models
import directory.exchange.models
import directory.feedback.models
import directory.listings.models
import directory.messages.models
import directory.offers
import directory.people.models
import directory.places.models
import directory.providers.models
import directory.schemes.models
import directory.search.models
import directory.services.models
import portal.api.models
import portal.asking.models
import portal.running.models
