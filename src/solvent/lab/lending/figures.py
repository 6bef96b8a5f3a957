"""The figures of a run that a criterion may ask for, and whether one is met."""

from decimal import Decimal

from solvent.errors import BadCase, BadUnit
from solvent.lab.lending.result import Judged, LendingResult
from solvent.lab.lending.variants import AT_MOST, Criterion
from solvent.policy import LendingPolicy
from solvent.units import number

BY_ASSET = ("bad_debt", "deficits", "given", "paid", "bought", "sold", "lost", "traded")
PRICES = ("highest", "lowest")
WAS = "as it was "


def of(run: LendingResult, policy: LendingPolicy) -> dict[str, Decimal]:
    """Every figure of a run by its key: counts, whole assets such as "bad_debt CRV", prices such as "highest DAI"."""
    found = {
        "closed": Decimal(len(run.closed)), "calls": Decimal(run.calls), "named": Decimal(len(run.named)),
        "rejected": Decimal(len(run.rejected)), "fell": Decimal(run.fell), "waited": Decimal(run.waited),
        "still": Decimal(run.still), "trades": Decimal(run.trades), "turned": Decimal(sum(run.turned.values())),
        "named and closed": Decimal(len(set(run.named) & set(run.closed))),
        "shortfall": Decimal(run.shortfall).scaleb(-policy.base_decimals),
    }  # fmt: skip
    found |= {f"auctions {key}": Decimal(value) for key, value in run.auctions.items()}
    found |= {f"lost {key}": Decimal(value).scaleb(-policy.base_decimals) for key, value in run.losses.items()}
    for bearer in ("token_holders", "governance"):
        found.setdefault(f"lost {bearer}", Decimal(0))
    found["lost"] = Decimal(sum(run.losses.values())).scaleb(-policy.base_decimals)
    for asset, decimals in policy.decimals.items():
        for key in BY_ASSET:
            found[f"{key} {asset}"] = Decimal(getattr(run, key).get(asset, 0)).scaleb(-decimals)
        for key in PRICES:
            found[f"{key} {asset}"] = Decimal(getattr(run, key).get(asset, 0)).scaleb(-policy.base_decimals)
    return found


def judged(criterion: Criterion, run: LendingResult, first: LendingResult, policy: LendingPolicy, case: str) -> Judged:
    """A criterion about a run; its bound may be a figure of the run that was first: "as it was closed"."""
    figures = of(run, policy)
    if criterion.figure not in figures:
        raise BadCase(f"expected a figure such as {', '.join(list(figures)[:6])}, found {criterion.figure!r}", case)
    found, bound = figures[criterion.figure], _bound(criterion.bound, first, policy, case)
    met = found <= bound if criterion.way == AT_MOST else found >= bound
    way = criterion.way.replace("_", " ")
    told = f"{_plain(found)}, {way} {_plain(bound)} asked for"
    return Judged(criterion.variant, criterion.text, criterion.figure, told, str(bound), met, criterion.source)


def _bound(text: str, first: LendingResult, policy: LendingPolicy, case: str) -> Decimal:
    if text.startswith(WAS):
        asked = of(first, policy).get(text.removeprefix(WAS))
        if asked is not None:
            return asked
    try:
        return number(text.replace(",", ""), "a bound")
    except BadUnit as error:
        raise BadCase(str(error), case) from None


def _plain(value: Decimal) -> str:
    """A figure without trailing zeros, in groups of three, at most six decimals."""
    rounded = value.quantize(Decimal("0.000001")).normalize() + 0 if value != value.to_integral_value() else value
    return f"{rounded:,f}" if value != value.to_integral_value() else f"{int(value):,}"
