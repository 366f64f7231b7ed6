"""The few sums of probability that the plain engine needs, without numpy: importing it would
cost more than the sums."""

import math

# Beyond this many people the exact sum is not worth its time.
EXACT_UP_TO = 400


def chance_of_events(needed: float, *, exposure: float, shape: float, per_shape: float) -> float:
    """The chance of at least `needed` events in `exposure` when the rate is itself uncertain.

    The rate is gamma distributed (`shape` over `per_shape` units of exposure), so the count is
    negative binomial; its upper tail is the incomplete beta function. Falls with `needed`.
    """
    if needed <= 0:
        return 1.0
    if exposure <= 0:
        return 0.0
    return _incomplete_beta(needed, shape, exposure / (exposure + per_shape))


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function (NIST Digital Library, 8.17.22, by Lentz's method)."""
    if x >= 1:
        return 1.0
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    front = math.exp(min(0.0, log_front)) if log_front < 0 else math.exp(log_front)
    if x < (a + 1) / (a + b + 2):
        return min(1.0, front * _beta_fraction(a, b, x) / a)
    return max(0.0, 1.0 - front * _beta_fraction(b, a, 1 - x) / b)


def _beta_fraction(a: float, b: float, x: float) -> float:
    smallest = 1e-300
    c = 1.0
    d = 1.0 / (1.0 - (a + b) * x / (a + 1) or smallest)
    fraction = d
    for m in range(1, 1000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for term in (even, odd):
            d = 1.0 / (1.0 + term * d or smallest)
            c = 1.0 + term / c or smallest
            change = c * d
            fraction *= change
        if abs(change - 1.0) < 1e-9:
            break
    return fraction


def chance_of_fewer(limit: float, *, people: int, stay: float, arrivals: float) -> float:
    """The chance that fewer than `limit` are there: `people` who each stay with chance `stay`
    (strictly between 0 and 1), and a Poisson number of arrivals."""
    whole_limit = math.ceil(limit)
    if whole_limit <= 0:
        return 0.0
    mean = people * stay + arrivals
    spread = math.sqrt(people * stay * (1 - stay) + arrivals)
    if abs(whole_limit - mean) > 12 * spread + 12:
        return 1.0 if whole_limit > mean else 0.0
    if people > EXACT_UP_TO or arrivals > EXACT_UP_TO:
        return 0.5 * math.erfc((mean - whole_limit + 0.5) / (spread * math.sqrt(2)))
    return _exact_chance_of_fewer(whole_limit, people, stay, arrivals)


def _exact_chance_of_fewer(limit: int, people: int, stay: float, arrivals: float) -> float:
    arrived_at_most = []
    exactly = math.exp(-arrivals)
    total = 0.0
    for count in range(limit):
        total += exactly
        arrived_at_most.append(total)
        exactly *= arrivals / (count + 1)
    chance = 0.0
    staying = (1 - stay) ** people
    for count in range(min(people, limit - 1) + 1):
        chance += staying * arrived_at_most[limit - 1 - count]
        staying *= (people - count) / (count + 1) * stay / (1 - stay)
    return min(1.0, chance)
