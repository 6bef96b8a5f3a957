"""Whether what a rulebook says of regimes and of volatility hangs together."""

from solvent.policy import NORMAL
from solvent.rulebooks.kinds import Kind, write
from solvent.rulebooks.model import Rulebook, refuse
from solvent.rulebooks.schedule import multiplier
from solvent.units import MAX_RATE


def check_regimes(rulebook: Rulebook) -> None:
    """Refuses a regime named twice, or like the normal one."""
    names = [NORMAL.name]
    for n in range(1, rulebook.rows("regimes") + 1):
        name = rulebook.word(f"regimes.{n}.name")
        if name in names:
            refuse(rulebook, f"regimes.{n}.name", f"expected a name of its own, found {name!r} again")
        names.append(name)


def check_volatility(rulebook: Rulebook, market: str) -> None:
    """Refuses a horizon over which no rate could be held."""
    path = f"markets.{market}.volatility"
    if not rulebook.word(path + ".rule"):
        return
    if multiplier(rulebook, path) > MAX_RATE:
        most = write(MAX_RATE, Kind.LEVERAGE)
        refuse(rulebook, path + ".horizon", f"expected confidence x root of (horizon / sample) at most {most}, found "
               f"{rulebook.written(path + '.horizon')}")  # fmt: skip
