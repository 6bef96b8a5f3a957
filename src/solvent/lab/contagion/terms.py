"""What a case of perpetuals says of the loans beside them: read from [loans]."""

from typing import NamedTuple

from solvent.lab.lending.case import Costs, Owner, read_costs, read_owners, read_price
from solvent.lab.strict_toml import Table, said
from solvent.lending.aave.versions import VERSIONS
from solvent.policy import LendingPolicy
from solvent.rulebooks.lending import load_lending
from solvent.units import duration_ns


class Loans(NamedTuple):
    """A pool beside a venue.

    asset      of the pool whose price follows the index of `market`, where it is sold as well
    prices     base units of one whole of every other asset; they stand still
    every_ns   how often strangers look: a block of their chain
    """

    policy: LendingPolicy
    text: str
    asset: str
    market: str
    prices: dict[str, int]
    owners: tuple[Owner, ...]
    costs: Costs
    every_ns: int


def read_loans(root: Table, markets: tuple[str, ...]) -> Loans | None:
    """The table [loans]; None where a case has none."""
    if "loans" not in root.content:
        root.asked["loans"] = None
        return None
    table = root.table("loans")
    rules = load_lending(table.text("rulebook"))
    policy = rules.policy
    if policy.protocol not in VERSIONS:
        table.refuse("rulebook", "a rulebook of Aave, whose strangers choose a size", policy.name)
    asset = table.choice("asset", tuple(policy.decimals))
    market = table.choice("market", markets, markets[0] if len(markets) == 1 else ...)
    owners = tuple(owner for one in table.tables("accounts") for owner in read_owners(one, policy))
    if len({owner.name for owner in owners}) < len(owners):
        table.refuse("accounts", "accounts of different names", said("one name twice"))
    told = table.table("prices")
    prices = {one: read_price(told, one, policy.base_decimals) for one in policy.decimals if one != asset}
    told.finish()
    every_ns = table.quantity("every", duration_ns, least=1)
    found = Loans(
        policy, rules.text, asset, market, prices, owners, read_costs(table.table("strangers"), policy), every_ns
    )
    table.finish()
    return found
