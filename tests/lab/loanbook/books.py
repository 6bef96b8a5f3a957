"""Small books of loans to ask: of `tests.loans`, in units, without a file."""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from solvent.lab.loanbook.book import Loan, LoanBook, categories_of, reserve_of
from solvent.lending.aave.pool import Holding
from solvent.lending.aave.versions import VERSIONS
from solvent.policy import LendingPolicy, Protocol
from tests.loans import DOLLAR, ETHER, MODES, OTHER, PRICES, STABLE, WAD, lending

E6, E8 = 10**6, 10**8
Units = Mapping[str, tuple[int, int]]  # asset -> units supplied, owed


def book(
    *loans: Units, policy: LendingPolicy | None = None, prices: Mapping[str, int] = PRICES, modes: Sequence[str] = ()
) -> LoanBook:
    """A book; the accounts are l0, l1 ...; modes: the e-mode of each, if any has one."""
    rules = policy or lending()
    assets = tuple(rules.reserves)
    loans_in = tuple(
        Loan(f"l{number}", {assets.index(asset): Holding(*units) for asset, units in loan.items()},
             modes[number] if modes else "")
        for number, loan in enumerate(loans)
    )  # fmt: skip
    reserves = {at: reserve_of(rules.reserves[asset], prices[asset]) for at, asset in enumerate(assets)}
    base = ETHER if rules.protocol == Protocol.AAVE_V2 else ""
    return LoanBook(rules, VERSIONS[rules.protocol], assets, reserves, categories_of(rules, assets), loans_in, base,
                    False, ())  # fmt: skip


@st.composite
def books(draw: st.DrawFn) -> LoanBook:
    """Books of any version, whose loans stand anywhere about the line; values from a few wei to a million ether."""
    protocol = draw(st.sampled_from(list(VERSIONS)))
    modes = {} if protocol == Protocol.AAVE_V2 else MODES
    scale = draw(st.sampled_from([1, 10**6, 10**12]))
    prices = {asset: price * draw(st.integers(80, 120)) // 100 for asset, price in PRICES.items()}
    prices[ETHER] = WAD
    units = {ETHER: WAD, DOLLAR: 2_000 * E6, OTHER: E8 // 15}  # about an ether of each
    held = {
        asset: st.tuples(st.integers(0, 100 * one), st.integers(0, 60 * one)).map(
            lambda pair, one=one: (pair[0] // min(scale, one), pair[1] // min(scale, one))
        )
        for asset, one in units.items()
    }  # fmt: skip
    loans = draw(st.lists(st.fixed_dictionaries({}, optional=held), max_size=6))
    inside = [draw(st.sampled_from(["", STABLE])) if modes else "" for _ in loans]
    policy = lending(protocol=protocol, modes=modes)
    return book(*loans, policy=policy, prices=prices, modes=inside)
