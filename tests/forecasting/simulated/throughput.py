"""How many people a service could start in a day if somebody were always ready."""

from tests.forecasting.simulated.plans import Plan

WEEKS_OPEN = 49.5
"""Weeks of a year left by Christmas, bank holidays and closures, about."""


def starts_a_day(plan: Plan) -> float:
    """A rough figure: demand is set against it, nothing else."""
    strength = plan.strength
    away = strength.absence_a_week / (strength.absence_a_week + strength.return_a_week)
    delivered = plan.declared * strength.delivered * (1.0 - strength.absence_loss * away)
    if plan.kind == "closed_group":
        return _by_groups(plan, delivered)
    if plan.kind == "one_to_one":
        return delivered / (plan.stay.mean + 2.0)
    sessions = plan.sessions
    most = sessions.max_new * WEEKS_OPEN / 365 * (1.0 - plan.waiting.missed)
    return min(most, _by_sessions(plan, delivered))


def _by_groups(plan: Plan, delivered: float) -> float:
    groups = plan.groups
    seats = delivered * (1.0 - plan.waiting.missed) * (1.0 - groups.cancelled)
    return seats / (7.0 * groups.gap_weeks)


def _by_sessions(plan: Plan, delivered: float) -> float:
    sessions = plan.sessions
    if plan.kind == "rolling_group":
        needed, places, share = float(sessions.required), delivered, 1.0
    else:
        places = int(delivered / sessions.hours)
        needed = _mean_hours(plan) / sessions.hours
        share = 1.0 if sessions.seats == "held" else 1.0 / sessions.attendance
    stays = _expected_sessions(needed / sessions.attendance, sessions.drop_out)
    held = WEEKS_OPEN / 365 * (1.0 - sessions.cancelled)
    return places * share * held / (stays + plan.waiting.missed)


def _expected_sessions(needed: float, drop_out: float) -> float:
    """Sessions until done or dropped out, the attendance evened out."""
    if drop_out <= 0.0:
        return needed
    return float((1.0 - (1.0 - drop_out) ** needed) / drop_out)


def _mean_hours(plan: Plan) -> float:
    orders, weights = plan.sessions.orders, plan.sessions.order_weights
    return sum(o * w for o, w in zip(orders, weights, strict=True)) / sum(weights)
