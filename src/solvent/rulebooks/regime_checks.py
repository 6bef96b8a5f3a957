"""Whether what a rulebook says of regimes, of volatility and of funding hangs together."""

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


def check_funding(rulebook: Rulebook, market: str) -> None:
    """Refuses an interval shorter than its samples are apart, and a rate told for less than an interval."""
    path = f"markets.{market}.funding"
    for longer, shorter in (("interval", "every"), ("told_for", "interval")):
        if rulebook.number(f"{path}.{longer}") < rulebook.number(f"{path}.{shorter}"):
            least, found = (rulebook.written(f"{path}.{name}") for name in (shorter, longer))
            refuse(rulebook, f"{path}.{longer}", f"expected at least {shorter}, {least}, found {found}")
