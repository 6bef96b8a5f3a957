"""The tables of credit desks."""

from solvent.columns import Columns, Int64Array


class Desks(Columns):
    """Credit desks; their agreements stand beside, in `book.agreements`.

    name, rulebook, content_hash   hashes of the texts
    currency                       index of the asset that is lent
    till, reserve                  the holders of what it lends from, and of what it has put aside for losses
    """

    name: Int64Array
    rulebook: Int64Array
    content_hash: Int64Array
    currency: Int64Array
    till: Int64Array
    reserve: Int64Array


class Collaterals(Columns):
    """What desks take as collateral.

    follows   1 + the market whose index is the price, 0: it is told
    price     10^-9 of the currency for one whole, 0: not yet told
    """

    desk: Int64Array
    asset: Int64Array
    follows: Int64Array
    price: Int64Array


class Credits(Columns):
    """Loans of credit desks.

    name                    hash
    principal, interest     atoms: what is owed, and interest up to since_ns
    standing, cause         lending.credit.calls
    level, deadline_ns      lines of calls reached, and until when there is time; 0 while open
    waived_ns               nothing is called before
    due, due_amount         1 + the pledge of which so many atoms are to be sold, 0: nothing is
    floor                   10^-9 of the currency: the least a bid may be
    claim                   atoms the client still owes with no collateral left
    by_reserve, by_lender   atoms of it that each has borne and not had back
    head                    its first pledge, -1 for none
    """

    desk: Int64Array
    account: Int64Array
    name: Int64Array
    principal: Int64Array
    interest: Int64Array
    since_ns: Int64Array
    standing: Int64Array
    cause: Int64Array
    level: Int64Array
    deadline_ns: Int64Array
    waived_ns: Int64Array
    due: Int64Array
    due_amount: Int64Array
    floor: Int64Array
    claim: Int64Array
    by_reserve: Int64Array
    by_lender: Int64Array
    head: Int64Array


class Pledges(Columns):
    """What a loan has pledged of one asset. bucket: the holder of it; next: the loan's next pledge, -1 at the end."""

    credit: Int64Array
    collateral: Int64Array
    bucket: Int64Array
    next: Int64Array
