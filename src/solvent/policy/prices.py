"""How prices are formed: when a source counts, how those that count become an index, and the index a mark."""

import msgspec

from solvent.policy.cells import Int64
from solvent.policy.choices import BasisOf, Fallback, IndexRule, MarkRule, PriceRole


class GatePolicy(msgspec.Struct, frozen=True, array_like=True):
    """When a constituent counts beyond being young; what is 0 is not looked at.

    silence_ns     ns without a trade after which it is left out, whatever it quotes meanwhile
    rhythm         ppm of its own rhythm (its declared heartbeat, else the average of its gaps) after which it is silent
    frozen_ns      ns for which it may repeat one price
    step           ppm its price may move between two tellings
    deviation      ppm it may differ from the median of those that count, where three or more do
    readmit        ppm of the index within which one that was left out must lie to come back; 0: as `deviation`
    probation_ns   ns for which one that was left out must be without fault before it counts again
    """

    silence_ns: Int64 = 0
    rhythm: Int64 = 0
    frozen_ns: Int64 = 0
    step: Int64 = 0
    deviation: Int64 = 0
    readmit: Int64 = 0
    probation_ns: Int64 = 0


class IndexPolicy(msgspec.Struct, frozen=True, array_like=True):
    """How those that count become one price.

    cap          ppm around the median within which a price is brought before it is averaged (CLAMPED_MEAN)
    apart        ppm: of two that count, either further than this from the index of both freezes it; 0: never
    one          whether a single source may be the index, where min_sources lets it
    held         whether an index that is held may still be acted upon
    step         ppm the index may move at once when who counts has changed; 0: as far as it is
    every_ns     ns after which it may move as far again towards what is computed
    """

    rule: IndexRule = IndexRule.MEDIAN
    cap: Int64 = 0
    apart: Int64 = 0
    one: bool = True
    held: bool = False
    step: Int64 = 0
    every_ns: Int64 = 0


class FallbackPolicy(msgspec.Struct, frozen=True, array_like=True):
    """What is asked, in its turn, for an index that cannot be computed.

    market   whose index it is (REFERENCE)
    """

    kind: Fallback
    market: str = ""


class MarkPolicy(msgspec.Struct, frozen=True, array_like=True):
    """What a mark has beyond its rule.

    basis         which of the venue's prices the smoothed basis follows
    cap           ppm around the index within which the mark is brought; 0: none
    interval_ns   ns of the funding interval, whose rest the funding basis is taken of; 0: all of it
    outside       the market whose index is the outside reference (MEDIAN_WITH_BOOK), "" for none
    """

    basis: BasisOf = BasisOf.LAST
    cap: Int64 = 0
    interval_ns: Int64 = 0
    outside: str = ""


class ResumePolicy(msgspec.Struct, frozen=True, array_like=True):
    """What must be seen after a halt or a restart before anybody is closed.

    quorum   count of sources that have spoken since and count; 0: no gate
    band     ppm around their median within which they must lie
    """

    quorum: Int64 = 0
    band: Int64 = 0


class PricePolicy(msgspec.Struct, frozen=True, array_like=True):
    """How prices are formed.

    min_sources        count of fresh constituents below which the index is held and its markets are not liquidated
    max_age_ns         ns after which a constituent is stale
    basis_ns           ns, time constant of the smoothed basis
    trigger            which price values positions and triggers
    fallbacks          asked in this order where too few constituents count
    """

    min_sources: Int64
    max_age_ns: Int64
    mark: MarkRule
    basis_ns: Int64
    trigger: PriceRole
    gates: GatePolicy = GatePolicy()
    index: IndexPolicy = IndexPolicy()
    forms: MarkPolicy = MarkPolicy()
    fallbacks: tuple[FallbackPolicy, ...] = ()
    resume: ResumePolicy = ResumePolicy()
