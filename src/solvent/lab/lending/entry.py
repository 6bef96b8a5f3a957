"""Loans that stand already, as they are read into a pool."""

from collections.abc import Iterable, Iterator

from solvent import commands as c
from solvent.lab.lending.case import Owner
from solvent.lab.lending.chance import POOL, Sent


def entered(owners: Iterable[Owner]) -> Iterator[Sent]:
    """Every account, then what all supply, then what all owe; who builds his loan up has none yet."""
    everybody = list(owners)
    for owner in everybody:
        yield c.OpenAccount, {"account": owner.name}
    for key in ("supplied", "owed"):
        for owner in everybody:
            for asset, units in getattr(owner, key).items() if not owner.times else ():
                yield c.LoadLoan, {"pool": POOL, "account": owner.name, "asset": asset, key: str(units)}
