"""The command as people call it, but waiting as long as a test does for what it has started:
`python -m tests.portal.demonstration.patient_demo SECONDS --app portal demo …`."""

from __future__ import annotations

import sys

from flask.cli import main

from portal.demonstration import serving

if __name__ == "__main__":
    vars(serving)["READY_WITHIN_SECONDS"] = float(sys.argv.pop(1))
    main()
