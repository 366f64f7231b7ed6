"""The portal as web processes serve it, and one more page: the counts as one reader sees them."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal import create_app
from portal.access import PUBLIC, allow
from portal.extensions import db

COUNTS = {
    "referrals": "SELECT count(*) FROM referral",
    "events": "SELECT count(*) FROM referral_event",
    "referred": "SELECT coalesce(sum(referred), 0) FROM line_day",
    "waiting": "SELECT coalesce(sum(waiting), 0) FROM line_figures",
    "statements": "SELECT count(*) FROM capacity_statement",
    "imports": "SELECT count(*) FROM audit_row WHERE act = 'import:apply'",
}


def counts_seen_by(session: Session) -> dict[str, Any]:
    """Several questions in one transaction: a reader's view must hold still between them."""
    return {name: int(session.scalar(text(ask)) or 0) for name, ask in COUNTS.items()}


def serve() -> Flask:
    app = create_app()

    @app.get("/counts")
    @allow(PUBLIC)
    def counts() -> ResponseReturnValue:
        return jsonify(counts_seen_by(db.session()) | {"process": os.getpid()})

    return app


app = serve()
