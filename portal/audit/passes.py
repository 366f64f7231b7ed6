"""The worker's sealing of new audit rows."""

from __future__ import annotations

from portal.audit.sealing import Sealing
from portal.running.work import Pass, PassBegun, Turn

PASSES = (Pass("seal_audit", Turn.EVERY_ROUND, lambda clock: PassBegun(Sealing(clock).one_pass)),)
