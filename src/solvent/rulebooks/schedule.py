"""From a requirement rule to the tiers of a policy, with the deductions that make maintenance continuous.

A printed deduction stays as printed. Where it is more than an atom from what continuity asks for, the table must say
`discontinuous = true`, and the tiers after it go on from the printed one.

A fee that maintenance holds back is a rate on the same notional, so it is added to the rate of every tier once, here:
nothing that runs at every price knows of it.
"""

from solvent.fixed import lowest_terms, mul_div_up, root_up
from solvent.policy import Tier
from solvent.rulebooks.model import Rulebook
from solvent.tiers import continuous_deduction, with_add_on
from solvent.units import PPM

Ratio = tuple[int, int]
RISK_LIMITS = ("base_initial", "base_maintenance", "limit", "step", "steps")


def tiers(rulebook: Rulebook, market: str) -> tuple[Tier, ...]:
    """The margin schedule of one market, whatever rule it is written in, with the fees it holds back."""
    held = fee_reserve(rulebook, market)
    return tuple(with_add_on(tier, held) for tier in margins(rulebook, market))


def fee_reserve(rulebook: Rulebook, market: str) -> int:
    """The fees of closing that maintenance holds back, in ppm of notional."""
    path = f"markets.{market}"
    if rulebook.word(path + ".fee_reserve") != "at-mark":
        return 0
    return rulebook.number(path + ".taker_fee") + rulebook.number(path + ".liquidation_fee")


def margins(rulebook: Rulebook, market: str) -> tuple[Tier, ...]:
    """The margin schedule of one market without any fee."""
    path = f"markets.{market}.margin"
    if rulebook.word(path + ".rule") == "fraction":
        initial, fraction = rulebook.number(path + ".initial"), rulebook.number(path + ".maintenance_fraction")
        return (Tier(0, initial, PPM, fraction, 0, initial, PPM),)
    if rulebook.word(path + ".rule") == "risk-limits":
        return risk_limits(*(rulebook.number(f"{path}.{name}") for name in RISK_LIMITS))
    steps = paths(rulebook, path)
    deductions = recurrence(rulebook, path) if steps != [path] else [(None, 0)]
    return tuple(
        Tier(
            rulebook.number(step + ".floor"),
            *maintenance(rulebook, step),
            PPM,
            computed if printed is None else printed,
            *lowest_terms(PPM, rulebook.number(step + ".max_leverage")),
        )
        for step, (printed, computed) in zip(steps, deductions, strict=True)
    )


def risk_limits(initial: int, rate: int, limit: int, step: int, steps: int) -> tuple[Tier, ...]:
    """One tier a risk limit. A position of exactly its limit is still inside: the next tier begins an atom above.

    initial, rate   ppm, base initial and maintenance rate; each step raises both by the latter
    limit, step     atoms
    steps           count of steps beyond the base risk limit
    """
    floors = [0, *(limit + step * n + 1 for n in range(steps))]
    return tuple(
        Tier(floor, *lowest_terms(rate * (n + 1), PPM), PPM, 0, *lowest_terms(initial + rate * n, PPM))
        for n, floor in enumerate(floors)
    )


def paths(rulebook: Rulebook, margin: str) -> list[str]:
    """The paths under which the steps of a schedule stand: the table itself where it has a single step."""
    return [f"{margin}.tiers.{n}" for n in range(1, rulebook.rows(margin + ".tiers") + 1)] or [margin]


def maintenance(rulebook: Rulebook, step: str) -> Ratio:
    """The maintenance rate of a step: its own in ppm, or half of the initial rate at its maximum leverage."""
    if step + ".maintenance" in rulebook.entries:
        return rulebook.number(step + ".maintenance"), PPM
    return lowest_terms(PPM, 2 * rulebook.number(step + ".max_leverage"))


def haircuts(rulebook: Rulebook, coin: str) -> tuple[tuple[int, int], ...]:
    """(atoms of value from which it holds, ppm) of every haircut of a coin, by the path of its table."""
    rows = (f"{coin}.haircuts.{n}" for n in range(1, rulebook.rows(coin + ".haircuts") + 1))
    return tuple((rulebook.number(row + ".floor"), rulebook.number(row + ".haircut")) for row in rows)


def multiplier(rulebook: Rulebook, path: str) -> int:
    """By what a standard deviation of one sample is multiplied, ppm, rounded up: confidence x root of the horizon."""
    confidence, horizon = rulebook.number(path + ".confidence"), rulebook.number(path + ".horizon")
    return root_up(mul_div_up(confidence * confidence, horizon, rulebook.number(path + ".sample")))


def recurrence(rulebook: Rulebook, margin: str) -> list[tuple[int | None, int]]:
    """(printed deduction or none, the one continuity asks for) of each tier, in atoms."""
    rows: list[tuple[int | None, int]] = []
    before, rate = 0, (0, 1)
    for n, step in enumerate(paths(rulebook, margin)):
        own = maintenance(rulebook, step)
        computed = continuous_deduction(before, rulebook.number(step + ".floor"), *own, *rate) if n else 0
        entry = rulebook.entries.get(step + ".deduction")
        printed = entry.value if entry is not None and isinstance(entry.value, int) else None
        rows.append((printed, computed))
        before, rate = computed if printed is None else printed, own
    return rows


def repeats(rulebook: Rulebook, path: str) -> bool:
    """Whether an entry is a printed deduction that says no more than continuity does."""
    if not path.endswith(".deduction"):
        return False
    margin, _, row = path.removesuffix(".deduction").rpartition(".tiers.")
    printed, computed = recurrence(rulebook, margin)[int(row) - 1]
    return printed == computed
