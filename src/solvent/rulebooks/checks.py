"""Whether a rulebook hangs together: what no single key can say. The first contradiction is refused with its line."""

from itertools import pairwise

from solvent.errors import BadRulebook
from solvent.fixed import mul_div_down
from solvent.rulebooks.coin_checks import check_coins
from solvent.rulebooks.guard_checks import check_guards
from solvent.rulebooks.kinds import Kind, write
from solvent.rulebooks.model import Rulebook, refuse
from solvent.rulebooks.price_checks import check_prices
from solvent.rulebooks.regime_checks import check_regimes, check_volatility
from solvent.rulebooks.schedule import fee_reserve, maintenance, paths, recurrence, tiers
from solvent.units import PPM


def check(rulebook: Rulebook) -> None:
    """Refuses the first contradiction."""
    check_prices(rulebook)
    _warnings(rulebook)
    _takers(rulebook)
    _payers(rulebook)
    _funds(rulebook)
    check_coins(rulebook)
    check_regimes(rulebook)
    check_guards(rulebook)
    for market in rulebook.markets():
        margin = f"markets.{market}.margin"
        if rulebook.word(margin + ".rule") == "fraction":
            _open_interest(rulebook, margin)
        elif rulebook.word(margin + ".rule") == "risk-limits":
            _risk_limits(rulebook, margin)
        else:
            _rates(rulebook, margin)
            _floors(rulebook, margin)
            _continuity(rulebook, margin)
        _reserve(rulebook, market)
        check_volatility(rulebook, market)


def _reserve(rulebook: Rulebook, market: str) -> None:
    """Maintenance with the fees it holds back is still below the initial rate: nobody is closed as he opens."""
    held = fee_reserve(rulebook, market)
    if held and any(tier.mm_num * tier.im_den >= tier.im_num * tier.mm_den for tier in tiers(rulebook, market)):
        refuse(rulebook, f"markets.{market}.fee_reserve", "expected maintenance and fees below the initial rate of "
               f"every tier, found {write(held, Kind.RATE)} of fees that reach it")  # fmt: skip


def _warnings(rulebook: Rulebook) -> None:
    if any(later <= earlier for earlier, later in pairwise(rulebook.numbers("trigger.warnings"))):
        refuse(rulebook, "trigger.warnings", f"expected ascending rates, found {rulebook.written('trigger.warnings')}")


def _takers(rulebook: Rulebook) -> None:
    """The market first, in one stage or several; each other taker once; ADL last: it can always finish."""
    rules = [f"takers.{n}.rule" for n in range(1, rulebook.rows("takers") + 1)]
    if not rules:
        raise BadRulebook("takers: expected adl at least, which can always finish, found none", f"{rulebook.file}:1")
    kinds = [rulebook.word(path) for path in rules]
    for position, (path, kind) in enumerate(zip(rules, kinds, strict=True)):
        if kind in kinds[:position] and kind != "market":
            refuse(rulebook, path, f"expected each taker once, found {kind!r} again")
        if kind == "market" and any(other != "market" for other in kinds[:position]):
            refuse(rulebook, path, "expected the market as the first taker, found it after another")
        if (kind == "adl") != (path == rules[-1]):
            refuse(rulebook, path, f"expected adl as the last taker, since only it can always finish, found {kind!r}"
                   + (" with others after it" if kind == "adl" else ""))  # fmt: skip
        if kind == "market":
            _stage(rulebook, path.removesuffix(".rule"), f"takers.{position + 2}")


def _stage(rulebook: Rulebook, path: str, following: str) -> None:
    """A stage of the market comes to an end, and its terms go together."""
    again = rulebook.word(path + ".unfilled") == "again"
    for term in ("slice", "participation", "unfilled"):
        paced = f"{path}.{term}" in rulebook.entries and (again or term != "unfilled")
        if paced and not rulebook.number(path + ".every"):
            refuse(rulebook, f"{path}.{term}", "expected every, the time between two orders, found none")
    if again and rulebook.number(following + ".below", PPM) == PPM:
        refuse(rulebook, path + ".unfilled", f"expected {following} with a line of its own (below), since what is "
               "ordered again never goes on by itself, found none")  # fmt: skip
    banded = path + ".band" in rulebook.entries
    if path + ".around" in rulebook.entries and not banded:
        refuse(rulebook, path + ".around", "expected a band around it, found none")
    if banded and rulebook.word(path + ".around") in ("", "mark") and not rulebook.word("prices.mark.rule"):
        refuse(rulebook, path + ".band", "expected a price that is formed, found the mark: there is no [prices.mark]")


def _payers(rulebook: Rulebook) -> None:
    kinds: list[str] = []
    for n in range(1, rulebook.rows("payers") + 1):
        kind = rulebook.word(f"payers.{n}.rule")
        if kind in kinds:
            refuse(rulebook, f"payers.{n}.rule", f"expected each payer once, found {kind!r} again")
        if kind == "day-winners" and rulebook.coins():
            refuse(rulebook, f"payers.{n}.rule", "expected no coins where the day's winners pay by their profit in one "
                   f"asset, found {', '.join(rulebook.coins())}")  # fmt: skip
        kinds.append(kind)


def _funds(rulebook: Rulebook) -> None:
    names: list[str] = []
    for n in range(1, rulebook.rows("funds") + 1):
        name = rulebook.word(f"funds.{n}.name")
        if name in names or name.endswith("*"):
            refuse(rulebook, f"funds.{n}.name", f"expected each fund once, by a name without *, found {name!r}")
        names.append(name)


def _rates(rulebook: Rulebook, margin: str) -> None:
    """Maintenance is below the initial rate everywhere, and never falls as positions grow."""
    before = (0, 1)
    for step in paths(rulebook, margin):
        num, den = maintenance(rulebook, step)
        leverage = step + ".max_leverage"
        stated = step + ".maintenance" if step + ".maintenance" in rulebook.entries else leverage
        if num * rulebook.number(leverage) >= den * PPM:
            most = rulebook.written(leverage)
            found = rulebook.written(stated)
            refuse(rulebook, stated, f"expected less than the initial rate, 1 / {most}, found {found}")
        if num * before[1] < before[0] * den:
            found = rulebook.written(stated)
            refuse(rulebook, stated, f"expected no lower maintenance than the tier before asks for, found {found}")
        before = num, den


def _floors(rulebook: Rulebook, margin: str) -> None:
    """Floors begin at 0 and ascend."""
    before = -1
    for step in paths(rulebook, margin):
        path = step + ".floor"
        floor, found = rulebook.number(path), rulebook.written(path)
        if before < 0 < floor:
            refuse(rulebook, path, f"expected 0 for the first tier, found {found}")
        if floor <= before:
            lower = write(before, Kind.AMOUNT, rulebook.asset)
            refuse(rulebook, path, f"expected more than {lower}, where the tier before begins, found {found}")
        before = floor


def _continuity(rulebook: Rulebook, margin: str) -> None:
    """A printed deduction is the one continuity asks for, within an atom, or the table says that it is not."""
    if rulebook.number(margin + ".discontinuous"):
        return
    for n, (printed, computed) in enumerate(recurrence(rulebook, margin), 1):
        if printed is not None and abs(printed - computed) > 1:
            entry = f"{margin}.tiers.{n}.deduction"
            expected = write(computed, Kind.AMOUNT, rulebook.asset)
            refuse(rulebook, entry, f"expected {expected}, which makes maintenance continuous, or discontinuous = "
                   f"true, found {rulebook.written(entry)}")  # fmt: skip


def _risk_limits(rulebook: Rulebook, margin: str) -> None:
    """Maintenance is below the initial rate, and the last step asks for no more than the whole notional."""
    initial, rate = (rulebook.number(f"{margin}.base_{name}") for name in ("initial", "maintenance"))
    steps = rulebook.number(margin + ".steps")
    if rate >= initial:
        found = rulebook.written(margin + ".base_maintenance")
        refuse(rulebook, margin + ".base_maintenance", f"expected less than the initial rate, found {found}")
    if initial + steps * rate > PPM:
        refuse(rulebook, margin + ".steps", f"expected at most {mul_div_down(PPM - initial, 1, rate)}, with which the "
               f"initial rate reaches 100 %, found {steps}")  # fmt: skip


def _open_interest(rulebook: Rulebook, margin: str) -> None:
    lower, upper = margin + ".oi_lower", margin + ".oi_upper"
    if (rulebook.number(lower) or rulebook.number(upper)) and rulebook.number(lower) >= rulebook.number(upper):
        at = upper if rulebook.entries[upper].line else lower
        refuse(rulebook, at, f"expected oi_lower below oi_upper, found {rulebook.written(lower)} "
               f"and {rulebook.written(upper)}")  # fmt: skip
