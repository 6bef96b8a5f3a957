"""What an account had, what it had to keep, and whether it was to be closed."""

from solvent_verify.errors import Broken
from solvent_verify.index import outlived
from solvent_verify.sources import silent
from solvent_verify.world import PPM, Market, Record, World


def value(lots: int, ticks: int, den: int) -> int:
    """What a position is worth, atoms, rounded down; nothing where there is no price."""
    if den > 0:
        return lots * ticks // den
    return lots * den // ticks if ticks else 0


def notional(lots: int, ticks: int, den: int) -> int:
    """How large a position is, atoms, rounded up."""
    if den > 0:
        return -(-abs(lots) * ticks // den)
    return -(-abs(lots) * -den // ticks) if ticks else 0


def maintenance(size: int, tiers: list[dict[str, int]]) -> int:
    """What a notional requires: the rate of its tier, rounded up, a fraction of it, rounded up, less the deduction."""
    tier = [tier for tier in tiers if tier["floor"] <= size][-1]
    margin = -(-size * tier["num"] // tier["den"])
    return max(-(-margin * tier["fraction"] // PPM) - tier["deduction"], 0)


def decide(world: World, record: Record, where: str) -> None:
    """Recomputes the standing and the decision about one account; raises where either is not what was claimed."""
    held = [(world.market(one["market"], where), one["lots"]) for one in record["positions"] if one["lots"]]
    equity = record["balance"] + sum(value(lots, market.valuation, market.den) for market, lots in held)
    required = sum(_required(market, lots, where) for market, lots in held)
    for name, claimed, found in (
        ("equity", record["equity"], equity),
        ("maintenance", record["maintenance"], required),
    ):
        if claimed != found:
            raise Broken(where, f"{name} of {record['account']}: claimed {claimed}, recomputed {found}")
    blocked = next((market.name for market, _ in held if not market.usable or market.paused), "")
    if blocked and record["decision"] != "leave":
        raise Broken(where, f"{record['account']} was judged while the price of {blocked} was not to be acted on")
    for market, _ in held:
        _fresh(world, market, where)
    breach = bool(held) and _breached(world, record["class"], equity, required)
    expected = {"close": breach, "release": not breach, "leave": bool(blocked) or not breach}[record["decision"]]
    if not expected:
        line = f"equity {equity} against maintenance {required} ({world.comparator})"
        raise Broken(where, f"{record['account']}: claimed decision {record['decision']!r} does not follow from {line}")
    _named(world, record, where)


def _required(market: Market, lots: int, where: str) -> int:
    floors = [tier["floor"] for tier in market.tiers]
    rates = all(tier["den"] > 0 and tier["num"] >= 0 and tier["fraction"] >= 0 for tier in market.tiers)
    if floors[:1] != [0] or sorted(set(floors)) != floors or not rates:
        raise Broken(where, f"expected tiers of {market.name} from 0 upwards before a decision rests on them")
    return maintenance(notional(lots, market.valuation, market.den), market.tiers)


def _breached(world: World, whose: str, equity: int, required: int) -> bool:
    if required <= 0:
        return False
    if whose == "house":  # its own fund or vault
        return equity < 0
    return equity < required or (world.comparator == "at-or-below" and equity == required)


def _fresh(world: World, market: Market, where: str) -> None:
    """Nobody is judged on a source, or on a last price in its place, that time has silenced."""
    for source in world.constituents(market.number):
        if source.counts and (why := silent(source, market, world.now_ns)):
            raise Broken(where, f"decided while {source.name} counts in {market.name} although it is {why}")
    served = [fallback["rule"] for fallback in market.terms["fallbacks"]][max(market.serving - 1, 0) : market.serving]
    if served == ["last"] and outlived(market, world.now_ns):
        raise Broken(where, f"decided while a last price that is too old stands in for the index of {market.name}")


def _named(world: World, record: Record, where: str) -> None:
    """The price a decision names is the one that was recomputed; market -1: no price moved."""
    ticks = world.market(record["market"], where).valuation if record["market"] != -1 else 0
    if record["ticks"] != ticks:
        raise Broken(where, f"the price that triggered: claimed {record['ticks']}, recomputed {ticks}")
