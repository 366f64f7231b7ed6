"""The judge's table, for the terminal and for docs/forecast-report.md."""

from collections.abc import Callable, Iterator
from statistics import fmean

from tests.forecasting.judging import KNOWING, ROLLING_MEAN, Judged
from tests.forecasting.scoring import Score, Summary, summary
from tests.forecasting.simulated.plans import KINDS, SORTS

FOREWORD = """# How good the start dates are

On simulated delivery: areas made up by `tests/forecasting`, whose truth is known because their
future is lived a thousand times from the same day. No figure here says how a real service fares.
`make forecast-report` writes this page; the worlds were held out until the engine was done.

* loss: mean pinball loss at 0.1, 0.5 and 0.9 in days, waits counted up to the day after the order
* against knowing: that loss over the loss of a forecaster who knows how each service works
* 9 in 10 draws of worlds: where that ratio lies when as many worlds are drawn again from these
* 9 in 10 broken: true starts later than the day by which nine in ten were said to have started
* in range: true starts from p10 to p90, both counted
"""
UNTOLD = """# Where nobody writes down who was ready

The same worlds and questions; from every record the day of being ready was taken out, as it is in
most real files. Whoever started was ready by then, and not yet while others who came later were
taken first; who waits may be ready or not.
"""

Among = Callable[[Score], bool]
HEAD = (
    "| forecaster | questions | loss, days | against knowing | 9 in 10 draws of worlds "
    "| better than mean of 90 days | 9 in 10 broken | in range | p50 off by, days "
    "| Brier target | Brier order | CPU a question |"
)
RULE = "|---|--:|--:|--:|:-:|--:|--:|--:|--:|--:|--:|--:|"


def tables(judged: Judged) -> Iterator[str]:
    for title, among in _slices():
        yield from _table(judged, title, among)


def tables_untold(judged: Judged) -> Iterator[str]:
    """Of the worlds in which nobody writes down who was ready."""
    yield from UNTOLD.splitlines()
    yield ""
    for title, among in _slices():
        yield from _table(judged, f"{title}, readiness not written down", among)


def _slices() -> Iterator[tuple[str, Among]]:
    yield "All worlds", lambda score: True
    for sort in SORTS:
        yield f"{sort.capitalize()} worlds", _of_sort(sort)
    for kind in KINDS:
        yield kind.replace("_", " ").capitalize(), _of_kind(kind)


def _of_sort(sort: str) -> Among:
    return lambda score: score.asked.sort == sort


def _of_kind(kind: str) -> Among:
    return lambda score: score.asked.kind == kind


def _table(judged: Judged, title: str, among: Among) -> Iterator[str]:
    knowing = [score for score in judged.scores[KNOWING] if among(score)]
    rolling = [score for score in judged.scores[ROLLING_MEAN] if among(score)]
    if not knowing:
        return
    yield from (f"## {title}", "", HEAD, RULE)
    for name, scores in judged.scores.items():
        found = summary([score for score in scores if among(score)], knowing, rolling)
        yield _row(name, found, judged.cpu_seconds.get(name, 0.0) / len(scores))
    yield ""


def _row(name: str, found: Summary, cpu: float) -> str:
    low, high = found.ratio_between
    better = "" if found.better_than_mean is None else f"{found.better_than_mean:.0%}"
    return (
        f"| {name} | {found.questions} | {found.loss:.2f} | {found.ratio:.2f} "
        f"| {low:.2f}–{high:.2f} | {better} | {found.late:.1%} | {found.coverage:.1%} "
        f"| {found.off_by:.0f} "
        f"| {found.brier_target:.3f} | {found.brier_order:.3f} "
        f"| {f'{cpu:.3f} s' if cpu else ''} |"
    )


def details(judged: Judged, engine: str, *, worst: int = 40) -> Iterator[str]:
    """Where an engine loses most against one who knows, and which way each kind errs."""
    scores, knowing = judged.scores[engine], judged.scores[KNOWING]
    yield from _places(engine, scores, knowing)
    pairs = sorted(zip(scores, knowing, strict=True), key=lambda pair: pair[1].loss - pair[0].loss)
    everything = sum(score.loss for score in knowing)
    yield f"Worst questions of {engine}: days p10/p50/p90 said, (true), losses"
    for score, known in pairs[:worst]:
        yield _worst(score, known, everything)


def _worst(score: Score, known: Score, everything: float) -> str:
    asked, guess, best = score.asked, score.guess, known.guess
    return (
        f"{asked.world:13} {asked.as_of} {asked.kind:13} {asked.question['id']:13} "
        f"order {asked.question['order_days']:4}: {guess.p10:4} {guess.p50:4} {guess.p90:4} "
        f"({best.p10:4} {best.p50:4} {best.p90:4})  {score.loss:6.1f} {known.loss:6.1f}  "
        f"costs {(score.loss - known.loss) / everything:+.4f} of the ratio"
    )


def _places(engine: str, scores: list[Score], knowing: list[Score]) -> Iterator[str]:
    yield f"Where {engine} stands among the true waits (ideal 0.10 0.50 0.90; more: too late), "
    yield "and its losses at p10, p50, p90 over those of one who knows"
    for sort in SORTS:
        for kind in KINDS:
            mine, best = (
                [s for s in some if s.asked.kind == kind and s.asked.sort == sort]
                for some in (scores, knowing)
            )
            if mine:
                said, ideal = (
                    " ".join(f"{fmean(s.places[n] for s in some):.2f}" for n in range(3))
                    for some in (mine, best)
                )
                ratios = " ".join(
                    f"{sum(s.losses[n] for s in mine) / sum(s.losses[n] for s in best):.2f}"
                    for n in range(3)
                )
                name = f"{sort:7}{kind:14}"
                yield f"{name} {said}   (knowing: {ideal})   losses {ratios}"
    yield ""
