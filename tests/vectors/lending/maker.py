"""Maker's Liquidations 2.0: what goes to auction, the three curves, resets, purchases, the keeper's reward."""

from solvent.lending.maker import curves
from solvent.lending.maker.auction import Sale, needs_redo, reward, take
from solvent.lending.maker.bark import Kind, Vault, bark
from solvent.lending.refusal import Refusal
from tests.vectors.cases import Case
from tests.vectors.lending.reading import numbers
from tests.vectors.registry import Found, adapter


@adapter("maker_liq2", "liquidation_amount", "ink", "art", "rate", "spot", "dust", "chop", "Hole", "Dirt")
def barked(case: Case) -> Found:
    """What of a vault goes to auction, and what is left of it."""
    vault = Vault(*numbers(case, "ink", "art"))
    done = bark(
        vault, Kind(*numbers(case, "rate", "spot", "dust", "chop", "hole", "dirt")), *numbers(case, "Hole", "Dirt")
    )
    if isinstance(done, Refusal):
        return {"revert": done.name.lower()}
    left = {"art_left": vault.art - done.dart, "ink_left": vault.ink - done.lot}
    return left | {"dart": done.dart, "lot": done.lot, "tab": done.tab}


@adapter("maker_liq2", "liquidation_amount", "tab", "lot", "price", "amt", "chost")
def bought(case: Case) -> Found:
    """A purchase; an auction that ended has nothing left."""
    tab, lot = numbers(case, "tab", "lot")
    done = take(Sale(tab, lot, 1), *numbers(case, "price", "amt", "chost"))
    if isinstance(done, Refusal):
        return {"revert": done.name.lower()}
    left = {"tab": done.tab, "lot": done.lot}
    return left | {"slice": done.slice, "owe": done.owe, "returned_to_owner": done.returned}


@adapter("maker_liq2", "auction_price", "curve", "top", "elapsed")
def price(case: Case) -> Found:
    """The price on one of the three curves."""
    top, seconds = numbers(case, "top", "elapsed")
    match case.inputs["curve"]:
        case "LinearDecrease":
            return {"price": curves.linear(top, seconds, case.whole("tau"))}
        case "StairstepExponentialDecrease":
            return {"price": curves.stairs(top, seconds, *numbers(case, "cut", "step"))}
        case "ExponentialDecrease":
            return {"price": curves.exponential(top, seconds, case.whole("cut"))}
    return {}


@adapter("maker_liq2", "auction_price", "top", "elapsed", "tau", "tail", "cusp")
def reset(case: Case) -> Found:
    """Whether an auction on a line needs a reset."""
    top, seconds, tau, tail, cusp = numbers(case, "top", "elapsed", "tau", "tail", "cusp")
    return {"needs_redo": needs_redo(curves.linear(top, seconds, tau), top, seconds, tail, cusp)}


@adapter("maker_liq2", "bonus", "tip", "tab", "chip")
def keeper(case: Case) -> Found:
    """What the keeper gets."""
    return {"coin": reward(*numbers(case, "tip", "chip", "tab"))}
