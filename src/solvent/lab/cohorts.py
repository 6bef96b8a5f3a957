"""The groups of a calibrated population: one for each leverage of a side, hedged shorts, and makers of either side."""

from solvent.lab.assumptions import Terms
from solvent.lab.case import LONG, SHORT, Group

HEDGED, MAKERS_LONG, MAKERS_SHORT = "hedged shorts", "makers long", "makers short"


def groups_of(terms: Terms) -> tuple[Group, ...]:
    """Every group, longs first, leverages in ascending order; what nobody is drawn into stays empty."""
    found = [
        Group(f"{_times(spike.leverage)}× {side}s", f"{side}-{_times(spike.leverage)}x", terms.market, side, 0, 0,
              spike.leverage, 0, 0, False)
        for side in (LONG, SHORT)
        for spike in terms.spikes
    ]  # fmt: skip
    found += [
        Group(name, prefix, terms.market, side, 0, 0, terms.of(leverage), 0, 0, False)
        for name, prefix, side, leverage in (
            (HEDGED, "short-hedged", SHORT, "hedged_leverage"),
            (MAKERS_LONG, "maker-long", LONG, "maker_leverage"),
            (MAKERS_SHORT, "maker-short", SHORT, "maker_leverage"),
        )
    ]
    return tuple(found)


def group_index(cohort: int, spike: int, spikes: int) -> int:
    """The place in `groups_of` of an account of a cohort of `draw.cohorts` (long, makers, short, hedged, makers)."""
    if spike >= 0:
        return spike + (0 if cohort == 0 else spikes)
    return 2 * spikes + {3: 0, 1: 1, 4: 2}[cohort]


def _times(leverage: int) -> str:
    """A leverage in ppm as short as it can be: "10", "2.5"."""
    return f"{leverage // 10**6}.{leverage % 10**6:06}".rstrip("0").rstrip(".")
