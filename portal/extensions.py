"""The database as Flask sees it, and the mark that a session carries before its first statement."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from directory.audit.keys import AUDIT_KEY
from directory.base import Base
from directory.connections import READS_ONLY, connection_options, prepare

WRITES = "writes"
VIEWS = "reading views"


class PortalSession(FlaskSession):
    """A session that reads through a read-only view of the engine unless it was marked a writer."""

    _bind: Engine | Connection | None = None

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """All tables are of one database, so that it is looked up once a session."""
        bind = self._bind
        if bind is None:
            bind = self._bind = super().get_bind(*args, **kwargs)
        if isinstance(bind, Connection) or self.info.get(WRITES, True):
            return bind
        # One view per session: a transaction knows its connections by their engine object.
        views: dict[Engine, Engine] = self.info.setdefault(VIEWS, {})
        if bind not in views:
            views[bind] = reading_view(bind)
        return views[bind]


def reading_view(engine: Engine) -> Engine:
    """The same pool, with transactions that the database itself keeps from writing."""
    return engine.execution_options(**{READS_ONLY: True})


db = SQLAlchemy(
    metadata=Base.metadata,
    # A statement's values may be about a person: they stay out of logs and error texts.
    engine_options={"hide_parameters": True},
    session_options={"join_transaction_mode": "create_savepoint", "class_": PortalSession},
)
migrate = Migrate(render_as_batch=True, directory="migrations")


def begin_reading(session: Session) -> None:
    """Say, before the first statement, that this session only reads."""
    session.info[WRITES] = False


def begin_writing(session: Session) -> None:
    """Say, before the first statement, that this session changes something."""
    session.info[WRITES] = True


def connect(app: Flask) -> None:
    """Bind the database and the migrations to an application, and prepare its engine."""
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = connection_options(
        app.config["SQLALCHEMY_DATABASE_URI"]
    ) | app.config.get("SQLALCHEMY_ENGINE_OPTIONS", {})
    db.init_app(app)
    migrate.init_app(app, db)
    key: str | None = app.config["AUDIT_KEY"]
    with app.app_context():
        prepare(db.engine)
        if key is not None:
            db.engine.update_execution_options(**{AUDIT_KEY: key.encode()})
