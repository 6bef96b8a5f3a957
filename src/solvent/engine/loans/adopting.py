"""Which lending pools there are, and their terms."""

from collections.abc import Callable

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.aave import terms as aave
from solvent.engine.loans.aave4 import terms as aave4
from solvent.engine.loans.compound import terms as compound
from solvent.engine.loans.euler import terms as euler
from solvent.engine.loans.fluid import terms as fluid
from solvent.engine.loans.liquity import terms as liquity
from solvent.engine.loans.liquity2 import terms as liquity2
from solvent.engine.loans.listing import Listing
from solvent.engine.loans.llamma import terms as llamma
from solvent.engine.loans.maker import terms as maker
from solvent.engine.loans.morpho import terms as morpho
from solvent.engine.refusal import Stages, require
from solvent.lending.aave.versions import VERSIONS
from solvent.policy import LendingPolicy, Protocol
from solvent.reasons import Reason

# (book, pool, policy, listing): lists what the pool lacks and adds what the terms write, or refuses
TermsSet = Callable[[Book, int, LendingPolicy, Listing], None]
AAVE: dict[int, TermsSet] = dict.fromkeys(VERSIONS, aave.terms_set)
TERMS: dict[int, TermsSet] = AAVE | {
    Protocol.COMPOUND_V3: compound.terms_set,
    Protocol.LIQUITY_V1: liquity.terms_set,
    Protocol.MORPHO_BLUE: morpho.terms_set,
    Protocol.MAKER_2: maker.terms_set,
    Protocol.MAKER_1_2: maker.terms_set,
    Protocol.EULER_V2: euler.terms_set,
    Protocol.AAVE_V4: aave4.terms_set,
    Protocol.FLUID_T1: fluid.terms_set,
    Protocol.LIQUITY_V2: liquity2.terms_set,
    Protocol.CURVE_MINT: llamma.terms_set,
    Protocol.CURVE_LEND: llamma.terms_set,
}


def adopt_lending(book: Book, command: c.AdoptLending) -> Stages:
    """A pool opens, or its terms change; every loan is then looked at under the new ones.

    Interest goes on at the rates last set until somebody acts, as in the contract.
    """
    policy, name = command.policy, command.pool
    pool = book.pool_names.index(name) if name in book.pool_names else book.pools.n
    r.new_name(name)
    listing = Listing(book, pool, reading.seconds(command.time_ns))
    TERMS[policy.protocol](book, pool, policy, listing)
    if pool < book.pools.n:
        same = (policy.protocol, policy.base_decimals) == _written(book, pool)
        require(same, Reason.TERMS_NOT_ALLOWED, f"expected the protocol and base unit {name} has")
    adopted = e.PoolAdopted(pool, name, policy.name, policy.content_hash, policy.protocol, policy.base_decimals)
    yield [adopted, *listing.events]
    yield watching.swept(book, pool)


def _written(book: Book, pool: int) -> tuple[int, int]:
    return int(book.pools.protocol[pool]), int(book.pools.base_decimals[pool])
