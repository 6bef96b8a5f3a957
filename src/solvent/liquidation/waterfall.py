"""Who pays what is missing: the ordered bearers of a loss beyond own margin, each to its last atom."""

from solvent.fixed import kernel, mul_div_down, mul_div_up, rule


def _pay(shortfalls: list[int], available: int, paid: list[int]) -> int:
    """One payer covers shortfalls in order until what it has is spent.

    shortfalls   atoms, 0 or more, shape (buckets,), first in line first
    available    atoms the payer has for this, its capacity already applied; below 0 counts as 0
    paid         atoms, shape (buckets,); written
    returns      atoms, sum of paid = min(available, sum of shortfalls)
    """
    left = max(available, 0)
    spent = 0
    for i in range(len(shortfalls)):
        paid[i] = min(shortfalls[i], left - spent)
        spent += paid[i]
    return spent


pay = kernel(_pay, out=("paid",))


def _socialise(total: int, profits: list[int], shares: list[int]) -> int:
    """A loss cut out of profits in proportion.

    Shares are rounded down; the atoms that leaves are taken one each from the first winners, in the order given, who
    have one left.

    total     atoms to be borne
    profits   atoms, shape (winners,); below 0 counts as 0
    shares    atoms, shape (winners,); written; never above the profit
    returns   atoms, sum of shares = min(total, sum of profits)
    """
    able = 0
    for i in range(len(profits)):
        able += max(profits[i], 0)
    borne = min(max(total, 0), able)
    rest = borne
    for i in range(len(profits)):
        shares[i] = mul_div_down(borne, max(profits[i], 0), max(able, 1))
        rest -= shares[i]
    for i in range(len(profits)):
        if rest > 0 and shares[i] < profits[i]:
            shares[i] += 1
            rest -= 1
    return borne


socialise = kernel(_socialise, out=("shares",))


def _charge(total, weights, limits, shares):  # type: ignore[no-untyped-def]
    """A loss charged in proportion to weight, each part rounded up, in order until the loss is reached.

    What a payer's limit leaves is not charged to the others: it is nobody's.

    total     atoms to be borne
    weights   lots of open interest, or atoms due, 0 or more, shape (payers,)
    limits    atoms, shape (payers,); below 0 counts as 0
    shares    atoms, shape (payers,); written; never above the limit
    returns   atoms, sum of shares
    Source    Drift protocol-v2 0ae3e3b math/liquidation.rs: per unit of open interest on both sides, rounded up; Vega
              a50750c, loss socialisation: winners get floor(due x collected / due in all), the last one what is left
    """
    weight = 0
    for i in range(len(weights)):
        weight += weights[i]
    left = max(total, 0)
    whole = left
    borne = 0
    for i in range(len(weights)):
        due = min(mul_div_up(whole, weights[i], max(weight, 1)), left)
        left -= due
        shares[i] = min(due, max(limits[i], 0))
        borne += shares[i]
    return borne


charge = kernel(_charge, out=("shares",))


def _fund_covers(balance: int, change: int) -> bool:
    """Whether a fund can book a change without going below 0; a payment into it is always welcome.

    balance   atoms
    change    atoms, below 0: the fund pays
    returns   flag
    Source    dYdX v4-chain 84d4664 x/clob: a fill is refused where the insurance fund cannot pay its part
    """
    return change >= 0 or balance + change >= 0


fund_covers = rule(_fund_covers)
