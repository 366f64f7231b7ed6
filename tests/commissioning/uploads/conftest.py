from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.commissioning.uploads.sending_desk import SendingDesk


@pytest.fixture
def desk(app: Flask, session: Session, tmp_path: Path) -> SendingDesk:
    """How a password is kept is the application's: members are made within it."""
    with app.app_context():
        return SendingDesk(session, tmp_path)
