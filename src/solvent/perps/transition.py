"""Whether an account may be left in a state: the same question for a trade, a withdrawal and a deleveraging."""

from solvent.fixed import product_below, rule


def _may_become(equity: int, maintained: int, equity_after: int, initial_after: int, maintained_after: int) -> bool:
    """Whether a bucket is well collateralised after a change, or at least not worse off than before.

    equity             atoms, signed, before
    maintained         atoms, maintenance before
    equity_after       atoms, signed
    initial_after      atoms, initial margin after
    maintained_after   atoms
    returns            flag: 1 where equity covers initial margin, or else where maintenance does not rise and equity
                       per maintenance does not fall; where either maintenance is 0, equity must rise
    Source             dYdX v4-chain 84d4664 x/subaccounts/lib/updates.go
    """
    if equity_after >= initial_after:
        return True
    if maintained_after > maintained:
        return False
    if maintained_after <= 0 or maintained <= 0:
        return equity_after > equity
    return not product_below(equity_after, maintained, equity, maintained_after)


may_become = rule(_may_become)
