"""What the contracts themselves answer, compiled with solc 0.8.21 and run in a local EVM on 27 November 2026.

Two of 240 recorded sequences of random calls, cut where a branch has merged, debt was absorbed and absorbed debt was
repaid. 14,870 calls of borrowers, lenders, liquidators and the rebalancer were replayed that day, of both kinds of rate
and with units of 6 and 18 decimals, 9,796 that went through and 5,074 that did not: answers, ticks, branches,
positions, the layer and balances are the contracts', to the unit, and what they revert is refused.
"""

from copy import deepcopy

import pytest

from solvent.lending.fluid.lines import borrowable, lines
from solvent.lending.fluid.liquidity import PAR, Curve, Layer, Rates, borrowed, ended, stored, supplied, vault_price
from solvent.lending.fluid.operating import Done, Prices, operated
from solvent.lending.fluid.vault import Position, Vault
from solvent.lending.fluid.walking import Liquidated, liquidated
from solvent.lending.refusal import Refusal

# (call, what it is given, what came of it: what it returns, the highest tick, the branch there, raw totals of the
# vault, what it has absorbed, raw units lent and lent out, both prices of the layer); nothing: it reverts
Row = tuple[str, tuple[int, ...], tuple[int | None, ...]]
CURVE = Curve(((0, 100), (8_000, 400), (10_000, 5_000)))
A: list[Row] = [
    ("lend", (0, 60294689235565888), (None, 1, 0, 0, 0, 0, 60294689235565888, 0, 1000000000000, 1000000000000)),
    (
        "operate",
        (0, 2949668930693739, 2250112119955054),
        (
            1,
            2949668930693739,
            2250112119955054,
            -180,
            1,
            2949668930693739,
            2250112122205168,
            0,
            0,
            60294689235565888,
            2250112119955054,
            1000000000000,
            1000000000000,
        ),
    ),
    (
        "operate",
        (0, 9332411709538552, 7121457361837873),
        (
            2,
            9332411709538552,
            7121457361837873,
            -180,
            1,
            12282080640232291,
            9371569491164500,
            0,
            0,
            60294689235565888,
            9371569481792927,
            1000000000000,
            1000000000000,
        ),
    ),
    (
        "operate",
        (2, 0, -6355734850209586),
        (
            2,
            0,
            -6355734850209586,
            -180,
            1,
            12282080640232291,
            3015834641720638,
            0,
            0,
            60294689235565888,
            3015834631583341,
            1000000000000,
            1000000000000,
        ),
    ),
    (
        "operate",
        (0, 4285328550415607, 0),
        (
            3,
            4285328550415607,
            0,
            -180,
            1,
            16567409190647898,
            3015834641720638,
            0,
            0,
            60294689235565888,
            3015834631583341,
            1000000000000,
            1000000000000,
        ),
    ),
    (
        "operate",
        (0, 172131573342555, 130920754089434),
        (
            4,
            172131573342555,
            130920754089434,
            -180,
            1,
            16739540763990453,
            3146755395940994,
            0,
            0,
            60294689235565888,
            3146755385672775,
            1000000000000,
            1000000000000,
        ),
    ),
    ("operate", (2, 0, -765722519515403), ()),
    (
        "operate",
        (3, 0, 3259228075954490),
        (
            3,
            0,
            3259228075954490,
            -180,
            1,
            16739540763990453,
            6405983475154714,
            0,
            0,
            60294689235565888,
            6405983461627265,
            1000000000000,
            1000000000000,
        ),
    ),
    ("price", (811006589137957062292013056,), ()),
    ("liquidate", (2671811, 0, 0), ()),
    (
        "operate",
        (4, 0, -57896044618658097711785492504343953926634992332820282019728792003956564819968),
        (
            4,
            0,
            -130920754220359,
            -180,
            1,
            16739540763990453,
            6275062720934356,
            0,
            0,
            60294689235565888,
            6275062707406906,
            1000000000000,
            1000000000000,
        ),
    ),
    ("price", (855243734861977873167679488,), ()),
    ("price", (828751604280624179067224064,), ()),
    ("liquidate", (0, 0, 1), ()),
    (
        "liquidate",
        (3676448557818, 0, 0),
        (
            3676448557818,
            4480489719979,
            -180,
            1,
            16735060274270474,
            6271386272376538,
            0,
            0,
            60294689235565888,
            6271386258849088,
            1000000000000,
            1000000000000,
        ),
    ),
    ("price", (973450936149345314575220736,), ()),
    (
        "operate",
        (0, 221839219870678, 0),
        (
            5,
            221839219870678,
            0,
            -180,
            1,
            16956899494141152,
            6271386272376538,
            0,
            0,
            60294689235565888,
            6271386258849088,
            1000000000000,
            1000000000000,
        ),
    ),
    (
        "operate",
        (2, 0, 6367939077543997),
        (
            2,
            0,
            6367939077543997,
            -179,
            2,
            16956899494141152,
            12639325357054198,
            0,
            0,
            60294689235565888,
            12639325336393085,
            1000000000000,
            1000000000000,
        ),
    ),
    (
        "operate",
        (2, 0, 835908216612),
        (
            2,
            0,
            835908216612,
            -179,
            2,
            16956899494141152,
            12640161272405309,
            0,
            0,
            60294689235565888,
            12640161244609697,
            1000000000000,
            1000000000000,
        ),
    ),
    (
        "operate",
        (5, -57896044618658097711785492504343953926634992332820282019728792003956564819968, 0),
        (
            5,
            -221839219870677,
            0,
            -179,
            2,
            16735060274270474,
            12640161272405309,
            0,
            0,
            60294689235565888,
            12640161244609697,
            1000000000000,
            1000000000000,
        ),
    ),
    (
        "operate",
        (5, 278838985006923, 213304349069171),
        (
            5,
            278838985006923,
            213304349069171,
            -178,
            2,
            17013899259277397,
            12853465621687786,
            0,
            0,
            60294689235565888,
            12853465593678868,
            1000000000000,
            1000000000000,
        ),
    ),
    ("price", (750965817889155094312648704,), ()),
    ("operate", (1, 0, 1488703718743701), ()),
    ("price", (751167928330191664060563456,), ()),
    ("price", (827981323678381969443389440,), ()),
    ("price", (812425419434167574242263040,), ()),
    ("price", (844564799069460733504782336,), ()),
    (
        "liquidate",
        (644597818589950, 0, 1),
        (
            644597818589950,
            770863049813544,
            -182,
            1,
            16243036209463853,
            12208867803097836,
            0,
            0,
            60294689235565888,
            12208867775088918,
            1000000000000,
            1000000000000,
        ),
    ),
    ("operate", (1, -2816398856785016, 0), ()),
    (
        "liquidate",
        (5427856988, 0, 0),
        (
            5427856988,
            6491077492,
            -182,
            1,
            16243029718386361,
            12208862375240848,
            0,
            0,
            60294689235565888,
            12208862347231930,
            1000000000000,
            1000000000000,
        ),
    ),
    ("price", (1002804114313861607588888576,), ()),
    (
        "rebalance",
        (),
        (
            -1,
            28008918,
            -182,
            1,
            16243029718386361,
            12208862375240848,
            0,
            0,
            60294689235565888,
            12208862375240848,
            1000000000000,
            1000000000000,
        ),
    ),
    ("price", (839124864080596438148448256,), ()),
    (
        "operate",
        (4, 0, 112465100733078),
        (
            4,
            0,
            112465100733078,
            -182,
            1,
            16243029718386361,
            12321327476086393,
            0,
            0,
            60294689235565888,
            12321327475973926,
            1000000000000,
            1000000000000,
        ),
    ),
    (
        "operate",
        (1, 0, -386357223036308),
        (
            1,
            0,
            -386357223036308,
            -182,
            1,
            16243029718386361,
            11934970254802491,
            0,
            0,
            60294689235565888,
            11934970252937618,
            1000000000000,
            1000000000000,
        ),
    ),
    (
        "operate",
        (4, 0, -104244242112511),
        (
            4,
            0,
            -104244242112511,
            -182,
            1,
            16243029718386361,
            11830726012698202,
            0,
            0,
            60294689235565888,
            11830726010825107,
            1000000000000,
            1000000000000,
        ),
    ),
    ("price", (690884087319814334777917440,), ()),
    (
        "liquidate",
        (22033779533, 0, 0),
        (
            22033779533,
            32211072358,
            -316,
            3,
            16242997507314003,
            11830703978918669,
            10075114054342855,
            13254500425859588,
            60294689235565888,
            11830703977045574,
            1000000000000,
            1000000000000,
        ),
    ),
]
B: list[Row] = [
    ("lend", (0, 4747206627348), (None, 1, 0, 0, 0, 0, 4747206627348, 0, 1000000000000, 1000000000000)),
    (
        "operate",
        (0, 569145594890423059349504, 0),
        (
            1,
            569145594890423059349504,
            0,
            None,
            1,
            569145594890423059349504,
            0,
            0,
            0,
            4747206627348,
            0,
            1000000000000,
            1000000000000,
        ),
    ),
    (
        "operate",
        (0, 38416208371949938671616, 0),
        (
            2,
            38416208371949938671616,
            0,
            None,
            1,
            607561803262372989632512,
            0,
            0,
            0,
            4747206627348,
            0,
            1000000000000,
            1000000000000,
        ),
    ),
    ("price", (888868083802922,), ()),
    (
        "operate",
        (2, 26201589565006211448832, 47434233967),
        (
            2,
            26201589565006211448832,
            47434233967,
            -18637,
            1,
            633763392827379201081344,
            47671405185,
            0,
            0,
            4747206627348,
            47434233967,
            1000000000000,
            1000000000000,
        ),
    ),
    ("price", (805982265659061,), ()),
    ("price", (815435719923678,), ()),
    (
        "liquidate",
        (5476298, 613169116563594082106235420672, 0),
        (
            5476298,
            6984425357933872840,
            -18637,
            1,
            633756408402021265178624,
            47665928887,
            0,
            0,
            4747206627348,
            47428757669,
            1000000000000,
            1000000000000,
        ),
    ),
    ("price", (816454270567673,), ()),
    ("operate", (0, 155111919645202, 10000), ()),
    ("price", (880260202600407,), ()),
    (
        "operate",
        (0, 27344186661140338573312, 20029963794),
        (
            3,
            27344186661140338573312,
            20029963794,
            -18637,
            1,
            661100595063161595363328,
            67796042521,
            0,
            0,
            4747206627348,
            67458721463,
            1000000000000,
            1000000000000,
        ),
    ),
    (
        "operate",
        (3, 0, 47380553),
        (
            3,
            0,
            47380553,
            -18637,
            2,
            661100595063161595363328,
            67843659998,
            0,
            0,
            4747206627348,
            67506102016,
            1000000000000,
            1000000000000,
        ),
    ),
    ("operate", (3, -7250900897831997931520, -2372387269), ()),
    (
        "operate",
        (2, 0, 4789622),
        (
            2,
            0,
            4789622,
            -18637,
            2,
            661100595063161595363328,
            67848473617,
            0,
            0,
            4747206627348,
            67510891638,
            1000000000000,
            1000000000000,
        ),
    ),
    (
        "operate",
        (2, 686117767491235270885376, 0),
        (
            2,
            686117767491235270885376,
            0,
            -18637,
            2,
            1347218362554396866248704,
            67848473665,
            0,
            0,
            4747206627348,
            67510891638,
            1000000000000,
            1000000000000,
        ),
    ),
    ("price", (803520803593935,), ()),
    (
        "liquidate",
        (6512491859, 0, 0),
        (
            6512491858,
            8429142720420191931666,
            -18650,
            1,
            1338789219833976662786048,
            61335981807,
            0,
            0,
            4747206627348,
            60998399780,
            1000000000000,
            1000000000000,
        ),
    ),
    ("price", (864709078811063,), ()),
    ("price", (853266679687091,), ()),
    (
        "lend",
        (1, 33866035360225872),
        (
            -18650,
            1,
            1338789219833976662786048,
            61335981807,
            0,
            0,
            33870782566853220,
            60998399780,
            1000000000000,
            1000000000000,
        ),
    ),
    ("operate", (2, -57896044618658097711785492504343953926634992332820282019728792003956564819968, 4766597298), ()),
    ("price", (739710095428210,), ()),
    (
        "liquidate",
        (61335981808, 0, 1),
        (
            13677903384,
            18921505018895670216922,
            -20273,
            3,
            1319867714815080980807680,
            47658078423,
            0,
            0,
            33870782566853220,
            47320496396,
            1000000000000,
            1000000000000,
        ),
    ),
]


class Contracts:
    """A vault and the layer below it, by the rules alone."""

    def __init__(self, price: int, factor: int, limit: int, penalty: int, fee: int, magnifier: int) -> None:
        self.now, self.price, self.terms = 1700000000, price, (factor, limit, penalty, fee, magnifier)
        self.vault, self.layer, self.stored = Vault(), Layer(rate=100, updated=self.now, fee=1_000), 0
        self.positions: dict[int, Position] = {}
        self.stakes = [0, 0, 0]

    def call(self, kind: str, given: tuple[int, ...]) -> tuple[int | None, ...]:
        """One call; nothing where it is refused, and all is as it was."""
        before = deepcopy(vars(self))
        now = self.layer.at(self.now)
        price = vault_price(Rates(), now.borrow, self.terms[4])
        assert isinstance(price, int)
        found = getattr(self, "_" + kind)(now, Prices(PAR, price), *given)
        if isinstance(found, Refusal):
            vars(self).update(before)
            return ()
        layer, returned = found
        self.layer = ended(self.layer, layer, CURVE, 100, self.now)
        v, x = self.vault, self.layer
        return *returned, v.top, v.branch, v.supplied, v.owed, *v.absorbed, x.lent, x.borrowed, x.supply, x.borrow

    def _lend(self, now: Layer, _: Prices, lender: int, amount: int) -> tuple[Layer, list[int]] | Refusal:
        found = supplied(now, self.stakes[lender], amount)
        if isinstance(found, Refusal):
            return found
        self.stakes[lender] = found[1]
        return found[0], []

    def _operate(self, now: Layer, prices: Prices, nft: int, held: int, owed: int) -> tuple[Layer, list[int]] | Refusal:
        factor, _, _, fee, _ = self.terms
        most = borrowable(self.price, *prices, factor)
        done = operated(self.vault, self.positions.get(nft, Position()), held, owed, prices, fee, most)
        if not isinstance(done, Done):
            return done
        nft = nft or len(self.positions) + 1
        self.positions[nft] = done.position
        layer = self._moved(now, done.collateral, done.debt)
        return layer if isinstance(layer, Refusal) else (layer, [nft, done.collateral, done.debt])

    def _liquidate(
        self, now: Layer, prices: Prices, amount: int, least: int, absorbs: int
    ) -> tuple[Layer, list[int]] | Refusal:
        _, limit, penalty, _, _ = self.terms
        found = lines(self.price, *prices, 900, limit, penalty)
        done = liquidated(self.vault, found, amount, prices, least, absorbs=bool(absorbs))
        if not isinstance(done, Liquidated):
            return done
        layer = self._moved(now, -done.seized, -done.repaid)
        return layer if isinstance(layer, Refusal) else (layer, [done.repaid, done.seized])

    def _rebalance(self, now: Layer, prices: Prices) -> tuple[Layer, list[int]] | Refusal:
        more = self.vault.supplied - self.stored
        owed = self.vault.owed * prices.borrow // PAR - now.borrowed * now.borrow // PAR
        layer = self._moved(now, more, owed)
        return layer if isinstance(layer, Refusal) else (layer, [more, owed])

    def _moved(self, now: Layer, collateral: int, debt: int) -> Layer | Refusal:
        held = stored(self.stored, collateral) if collateral else self.stored
        layer = borrowed(now, debt) if debt else now
        if isinstance(held, Refusal) or isinstance(layer, Refusal):
            return held if isinstance(held, Refusal) else layer
        self.stored = held
        return layer


@pytest.mark.parametrize(
    ("rows", "made"),
    [
        (A, Contracts(1030000000000000000000000000, 800, 950, 100, 0, 10_000)),
        (B, Contracts(1000000000000000, 850, 930, 400, 50, 12_000)),
    ],
    ids=["A", "B"],
)
def test_every_call_answers_as_the_contracts_did(rows: list[Row], made: Contracts) -> None:
    for at, (kind, given, expected) in enumerate(rows):
        if kind == "price":
            made.price = given[0]
        elif kind == "warp":
            made.now = given[0]
        else:
            assert made.call(kind, given) == expected, (at, kind, given)
