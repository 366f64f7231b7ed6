"""`flask` on the day that PILOT_DAY names: the example is told of days in 2026."""

from __future__ import annotations

import datetime as dt
import os

import time_machine
from flask.cli import main

if __name__ == "__main__":
    time_machine.travel(dt.datetime.fromisoformat(os.environ["PILOT_DAY"])).start()
    main()
