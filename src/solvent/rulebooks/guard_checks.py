"""Whether what a rulebook says of a price's guards hangs together."""

from solvent.fixed import mul_div_down
from solvent.policy.guards import CAPS, FLOORS, MOST_GUARDS
from solvent.prices.oracle.growth import inconsistent, ratio_cap
from solvent.reasons import GrowthCap
from solvent.rulebooks.catalogue import Family, code
from solvent.rulebooks.kinds import Kind, write
from solvent.rulebooks.model import Rulebook, refuse
from solvent.units import NS

CLIPPED = CAPS + FLOORS


def check_guards(rulebook: Rulebook) -> None:
    """Refuses the first contradiction among the guards of a market."""
    for name in rulebook.guarded():
        rows = [f"guards.{name}.{n}" for n in range(1, rulebook.rows(f"guards.{name}") + 1)]
        if len(rows) > MOST_GUARDS:
            refuse(rulebook, f"{rows[-1]}.rule", f"expected at most {MOST_GUARDS} guards, found {len(rows)}")
        for row in rows:
            _guard(rulebook, name, row)
        _levels(rulebook, rows)


def _guard(rulebook: Rulebook, name: str, row: str) -> None:
    """There is a bound to clip to, something else to be measured from, and a growth cap fits what was seen."""
    rule = rulebook.word(row + ".rule")
    if rulebook.word(row + ".outcome") == "clip" and code(Family.GUARD, rule) not in CLIPPED:
        refuse(rulebook, row + ".outcome", f"expected a cap or a floor to clip to, found {rule!r}")
    if name == "*" and rulebook.word(row + ".reference"):
        refuse(rulebook, row + ".reference", "expected the name of the market that is measured from another index, "
               "found * for all not named")  # fmt: skip
    for key in ("reference", "times"):
        if rulebook.word(f"{row}.{key}") == name or rulebook.word(f"{row}.{key}").endswith("*"):
            refuse(rulebook, f"{row}.{key}", f"expected another index than that of {name}, found "
                   f"{rulebook.word(f'{row}.{key}')!r}")  # fmt: skip
    if rule in ("rise", "fall") and not rulebook.number(row + ".room") and rulebook.word(row + ".comparator") == ">=":
        refuse(rulebook, row + ".room", "expected room for a price that has not moved, found none with >=")
    if rule == "growth-cap":
        _growth(rulebook, row)


def _growth(rulebook: Rulebook, row: str) -> None:
    """Snapshot, time and growth belong together: the cap they made when the ratio was seen lies little above it."""
    ratio, snapshot, growth, slack, taken, seen = (
        rulebook.number(f"{row}.{key}") for key in ("ratio", "snapshot", "growth", "slack", "taken", "seen")
    )
    if seen < taken:
        refuse(rulebook, row + ".seen", f"expected a ratio seen at {rulebook.written(row + '.taken')} or later, when "
               f"the snapshot was taken, found {rulebook.written(row + '.seen')}")  # fmt: skip
    seconds = mul_div_down(seen - taken, 1, NS)
    found = inconsistent(ratio, snapshot, growth, seconds, slack)
    cap = write(ratio_cap(snapshot, growth, seconds), Kind.LEVEL)
    if found == GrowthCap.BELOW_THE_RATIO:
        refuse(rulebook, row + ".snapshot", f"expected snapshot, taken and growth with a cap of at least the ratio of "
               f"{rulebook.written(row + '.ratio')} as seen, found a cap of {cap}")  # fmt: skip
    if found == GrowthCap.TOO_LOOSE:
        refuse(rulebook, row + ".snapshot", f"expected snapshot, taken and growth with a cap of at most "
               f"{rulebook.written(row + '.slack')} above the ratio of {rulebook.written(row + '.ratio')} as seen, "
               f"found a cap of {cap}")  # fmt: skip


def _levels(rulebook: Rulebook, rows: list[str]) -> None:
    """No fixed floor lies above a fixed cap: then every price would fail."""
    caps = [rulebook.number(row + ".level") for row in rows if rulebook.word(row + ".rule") == "cap"]
    for row in rows:
        if rulebook.word(row + ".rule") == "floor" and caps and rulebook.number(row + ".level") > min(caps):
            refuse(rulebook, row + ".level", f"expected a floor of at most the cap, {write(min(caps), Kind.LEVEL)}, "
                   f"found {rulebook.written(row + '.level')}")  # fmt: skip
