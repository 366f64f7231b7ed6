"""A forecast is worked out where there is neither database nor web."""

import subprocess
import sys


def test_the_forecast_starts_without_a_database_or_the_web() -> None:
    heavy = {"sqlalchemy", "flask", "click", "whoosh", "holidays", "geopy", "scipy", "pandas"}
    said = f"import sys, commissioning.forecasting.forecast as f; print({heavy} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, check=True, text=True)
    assert found.stdout.strip() == "set()"
