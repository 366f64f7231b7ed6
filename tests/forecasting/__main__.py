"""`python -m tests.forecasting`: how good are the engines, on simulated delivery?"""

import argparse
import sys
from collections.abc import Sequence

from commissioning.forecasting.forecast import ENGINE_VERSION
from tests.forecasting import kept, report, seeds
from tests.forecasting.judging import judged
from tests.forecasting.telling import without_readiness
from tests.house.sources import ROOT

REPORT = ROOT / "docs" / "forecast-report.md"
PLAIN = "plain-1"


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    engines = asked.engine or list(dict.fromkeys((ENGINE_VERSION, PLAIN)))
    worlds = asked.world or seeds.SETS[asked.set][: asked.worlds]
    if asked.make:
        kept.make(worlds, workers=asked.workers)
        return 0
    found = judged(worlds, engines, workers=asked.workers)
    untold = judged(worlds, engines, telling=without_readiness, workers=asked.workers)
    lines = [
        f"Worlds: {len(worlds)} of the {asked.set} set.",
        "",
        *report.tables(found),
        *report.tables_untold(untold),
    ]
    print("\n".join(lines))
    for engine in engines if asked.details else ():
        print("\n".join(report.details(found, engine)))
    for engine in engines:
        print(f"{engine}: slowest document {found.slowest_document[engine]:.2f} CPU seconds")
    if asked.write:
        REPORT.write_text("\n".join((report.FOREWORD, *lines)), encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.forecasting", description=__doc__)
    parser.add_argument("--set", choices=tuple(seeds.SETS), default="tuning")
    parser.add_argument("--engine", action="append", help="again for another one")
    parser.add_argument("--worlds", type=int, help="only so many, tidy and untidy in turn")
    parser.add_argument("--world", action="append", help="the world of this seed")
    parser.add_argument("--workers", type=int, choices=(1, 2), default=1)
    parser.add_argument("--make", action="store_true", help="make and keep the worlds, judge none")
    parser.add_argument("--details", action="store_true", help="the worst questions, and the bias")
    parser.add_argument("--write", action="store_true", help=f"into {REPORT.relative_to(ROOT)}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
