"""The terms of a market of LLAMMA as a rulebook says them: one table, `market`; rates are of a year of 365 days."""

from collections.abc import Callable
from typing import Any

from solvent.errors import BadRulebook
from solvent.fixed import mul_div_down
from solvent.policy import BandPolicy
from solvent.rulebooks.plain import count, rate, text
from solvent.rulebooks.reader import no_others, part
from solvent.rulebooks.tree import Node

KEYS = ("market",)
NAMES = ("borrowed", "collateral")
SHARES = ("fee", "loan_discount", "liquidation_discount")  # wad
RATES = ("least_rate", "most_rate")
WAD_IN_PPM = 10**12
YEAR = 31_536_000


def terms(mints: bool) -> Callable[[Node], dict[str, Any]]:
    """The fields of a policy that are LLAMMA's, where coins are minted or lent."""

    def read(root: Node) -> dict[str, Any]:
        node = part(root, "market")
        rates = ("rate",) if mints else RATES
        no_others(node, [*NAMES, "a", "base_price", *SHARES, *rates, "note"])
        seconds = [mul_div_down(rate(part(node, key)), WAD_IN_PPM, YEAR) for key in rates]
        fee, loan, liquidation = (rate(part(node, key)) * WAD_IN_PPM for key in SHARES)
        names = [text(part(node, key)) for key in NAMES]
        a, base = count(part(node, "a")), count(part(node, "base_price"))
        try:
            policy = BandPolicy(names[0], names[1], mints, a, fee, base, loan, liquidation, seconds[0], seconds[-1])
        except BadRulebook as error:
            node.refuse(str(error))
        return {"reserves": {}, "terms": policy}

    return read
