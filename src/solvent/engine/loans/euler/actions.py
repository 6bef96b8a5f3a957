"""What lenders and borrowers do in the vaults of Euler v2, each refused as the contracts would revert.

Amounts are units; "all" is said to the contract in shares, which is how it closes a position to the last one.
"""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import watching
from solvent.engine.loans.euler.accounts import (
    MOST_COLLATERALS,
    checked,
    checked_of,
    debt_of,
    debtor,
    enabled,
    one_debt,
    owing_of,
    scaled,
)
from solvent.engine.loans.euler.vaults import Cluster, caps_of, refuse
from solvent.engine.loans.places import Place, changed, known, place_of
from solvent.engine.loans.reading import EVERYTHING, paid_in, paid_out, some, units
from solvent.engine.refusal import Stages, require
from solvent.lending.aave.pool import Holding
from solvent.lending.euler import vault as rules
from solvent.lending.euler.vault import Debt, Drawn, Moved, Vault
from solvent.lending.refusal import Refusal
from solvent.reasons import Posting, Reason


def supply(book: Book, command: c.Supply) -> Stages:
    """Units in for shares; a first supply of an account that owes nothing is enabled as collateral with it."""
    place, amount = place_of(book, command), some(command.amount)
    cluster = Cluster(book, place.now_s)
    done = _deposited(book, cluster, place, amount)
    now = place.here._replace(supplied=place.here.supplied + done.shares, pledged=_pledges(place))
    paid = paid_in(book, place.reserve, amount, Posting.LOAN_SUPPLY)
    yield [*place.opened, cluster.ended(place.reserve), changed(place.holding, now), *paid]
    yield watching.looked(book, place.loan)


def redeem(book: Book, command: c.Redeem) -> Stages:
    """Units out for shares, as far as borrowers have not got them and the account is healthy without them."""
    place, wanted = known(book, command), units(command.amount)
    cluster, held = Cluster(book, place.now_s), place.here.supplied
    vault = cluster[place.reserve]
    require(held > 0, Reason.MORE_THAN_HELD, f"{command.account} has lent nothing to {command.asset}")
    done = rules.redeem(vault, held, held) if wanted == EVERYTHING else rules.withdraw(vault, held, wanted)
    if isinstance(done, Refusal):
        refuse(done, command.account, Reason.MORE_THAN_HELD)
    assert isinstance(done, Moved)
    cluster[place.reserve] = done.vault
    now, debt = place.here._replace(supplied=held - done.shares), debt_of(book, place.loan)
    is_checked = checked(cluster, command.account, {**place.before, place.reserve: now}, debt)
    paid = paid_out(book, place.reserve, done.units, Posting.LOAN_REDEMPTION)
    yield [cluster.ended(place.reserve), changed(place.holding, now), *_seen(place, debt, is_checked), *paid]
    yield watching.looked(book, place.loan)


def borrow(book: Book, command: c.Borrow) -> Stages:
    """Units out of the one vault that an account owes, as far as what it enabled counts for more at the borrow LTVs."""
    place, amount = place_of(book, command), some(command.amount)
    one_debt(book, command.account, place.before, place.reserve)
    cluster, reserve = Cluster(book, place.now_s), place.reserve
    before = cluster[reserve]
    done = rules.borrow(before, debt_of(book, place.loan), amount)
    if isinstance(done, Refusal):
        refuse(done, command.account, Reason.MORE_THAN_OWED)
    assert isinstance(done, Drawn)
    _put(book, cluster, reserve, done.vault)
    now = place.here._replace(owed=scaled(done.debt))
    checked(cluster, command.account, {**place.before, reserve: now}, done.debt)
    paid = paid_out(book, reserve, amount, Posting.LOAN_BORROWING)
    told = debtor(place.loan, done.debt, place.now_s)
    yield [*place.opened, cluster.ended(reserve), changed(place.holding, now), told, *paid]
    yield watching.looked(book, place.loan)


def repay(book: Book, command: c.Repay) -> Stages:
    """Units in, refused where they are more than is owed: nothing is cut to fit. No account is checked for it."""
    place, wanted = known(book, command), units(command.amount)
    require(place.here.owed > 0, Reason.NOTHING_OWED, f"{command.account} owes no {command.asset}")
    cluster, reserve, debt = Cluster(book, place.now_s), place.reserve, debt_of(book, place.loan)
    owed = rules.units_up(rules.due(cluster[reserve], debt))
    amount = owed if wanted == EVERYTHING else wanted
    done = rules.repay(cluster[reserve], debt, amount)
    if isinstance(done, Refusal):
        refuse(done, command.account, Reason.MORE_THAN_OWED)
    assert isinstance(done, Drawn)
    cluster[reserve] = done.vault
    now, told = place.here._replace(owed=scaled(done.debt)), debtor(place.loan, done.debt, checked_of(book, place.loan))
    paid = paid_in(book, reserve, amount, Posting.LOAN_REPAYMENT)
    yield [cluster.ended(reserve), changed(place.holding, now), told, *paid]
    yield watching.looked(book, place.loan)


def set_collateral(book: Book, command: c.SetCollateral) -> Stages:
    """Shares are enabled as collateral, at most ten kinds, or no longer; an account that owes is checked for either."""
    place, pledged = known(book, command), bool(command.pledged)
    require(pledged != place.here.pledged, Reason.ALREADY_IN_FORCE, f"{command.asset} is so already")
    room = not pledged or len(enabled(place.before)) < MOST_COLLATERALS
    require(room, Reason.CAP_REACHED, f"expected at most {MOST_COLLATERALS} collaterals of an account")
    now, debt = place.here._replace(pledged=pledged), debt_of(book, place.loan)
    cluster = Cluster(book, place.now_s)
    is_checked = checked(cluster, command.account, {**place.before, place.reserve: now}, debt)
    yield [changed(place.holding, now), *_seen(place, debt, is_checked)]
    yield watching.looked(book, place.loan)


def load_loan(book: Book, command: c.LoadLoan) -> Stages:
    """Units lent or owed already, whatever they are worth; the vault must have had what it lent."""
    place, supplied, owed = place_of(book, command), units(command.supplied, True), units(command.owed, True)
    require(supplied + owed > 0, Reason.AMOUNT_NOT_ALLOWED, "expected something supplied or owed, found neither")
    cluster, reserve, now, debt = Cluster(book, place.now_s), place.reserve, place.here, debt_of(book, place.loan)
    if owed:
        one_debt(book, command.account, place.before, reserve)
    told: list[e.Event] = []
    if supplied:
        done = _deposited(book, cluster, place, supplied)
        now = now._replace(supplied=now.supplied + done.shares, pledged=bool(command.pledged))
    if owed:
        cash = cluster[reserve].cash
        require(owed <= cash, Reason.NO_LIQUIDITY, f"expected at most {cash} units owed, found {owed}: load what is "
                f"supplied first")  # fmt: skip
        lent = rules.drawn(cluster[reserve]._replace(cash=cash - owed), debt, owed)
        _put(book, cluster, reserve, lent.vault)
        now = now._replace(owed=scaled(lent.debt))
        told = [debtor(place.loan, lent.debt, checked_of(book, place.loan))]
    paid = paid_in(book, reserve, supplied, Posting.LOAN_SUPPLY)
    yield [*place.opened, cluster.ended(reserve), changed(place.holding, now), *told, *paid]
    yield paid_out(book, reserve, owed, Posting.LOAN_BORROWING)
    yield watching.looked(book, place.loan)


def _deposited(book: Book, cluster: Cluster, place: Place, amount: int) -> Moved:
    done = rules.deposit(cluster[place.reserve], amount)
    if isinstance(done, Refusal):
        refuse(done, f"{amount} units", Reason.TOO_LARGE)
    assert isinstance(done, Moved)
    _put(book, cluster, place.reserve, done.vault)
    return done


def _put(book: Book, cluster: Cluster, reserve: int, vault: Vault) -> None:
    """A vault after a step that adds to it, refused past a cap."""
    caps = caps_of(book, reserve)
    beyond = rules.over_cap(cluster[reserve], vault, *caps)
    require(not beyond, Reason.CAP_REACHED,
            f"expected at most {caps[0] or 'any'} units supplied and {caps[1] or 'any'} owed, it would be "
            f"{vault.assets} and {vault.borrows}")  # fmt: skip
    cluster[reserve] = vault


def _pledges(place: Place) -> bool:
    """Whether what comes in is collateral: as it was, and a first supply while the account owes nothing."""
    had: Holding = place.here
    if had.supplied or had.pledged or not any(isinstance(one, e.HoldingOpened) for one in place.opened):
        return had.pledged
    return owing_of(place.before) < 0 and len(enabled(place.before)) < MOST_COLLATERALS


def _seen(place: Place, debt: Debt, is_checked: bool) -> list[e.Event]:
    return [debtor(place.loan, debt, place.now_s)] if is_checked else []
