"""Why a bucket was to be closed: the price and its components, the rule and the tier, and the other prices."""

from typing import Any

from solvent.fixed import mul_div_up
from solvent.grid import entry_ticks, notional
from solvent.health import breached
from solvent.policy import Comparator, IndexRule, MarkRule, PriceRole
from solvent.reasons import Exclusion
from solvent.reports import words
from solvent.reports.naming import spoken
from solvent.reports.regime_words import add_ons
from solvent.reports.standing import COMPARATORS, ROLES
from solvent.reports.telling import Moment, listed, rate
from solvent.tiers import tier_of
from solvent.units import PPM

MARK_RULES = {
    MarkRule.INDEX: "the index",
    MarkRule.LAST: "the last price",
    MarkRule.MEDIAN_OF_THREE: "the median of three",
    MarkRule.FAIR: "the index with the last funding rate",
    MarkRule.SMOOTHED: "the index with the smoothed basis",
    MarkRule.MEDIAN_WITH_BOOK: "the median of the index with the smoothed basis, of bid, offer and last, and of an "
    "outside reference",
}
INDEX_RULES = {
    IndexRule.MEDIAN: "the median of",
    IndexRule.WEIGHTED_MEDIAN: "the weighted median of",
    IndexRule.WEIGHTED_MEAN: "the weighted mean of",
    IndexRule.CLAMPED_MEAN: "the weighted mean, each brought near the median, of",
}
MOST = 5  # positions and markets told one by one
AGAINST = {Comparator.BELOW: ("below", "not below"), Comparator.AT_OR_BELOW: ("at or below", "above")}


def triggered(now: Moment, event: Any, margin: int) -> None:
    """Tells one row of LiquidationTriggered; the book stands just before it.

    margin   atoms its owner had paid in and not taken out
    """
    names, bucket, policy = now.names, event.bucket, now.book.policy
    role, comparator = policy.prices.trigger, policy.closing.comparator
    _which_price(now, event, role)
    for market in now.markets(bucket)[:MOST]:
        _price(now, market, role)
    rule = f"the {ROLES[role]} price values positions, and what has {COMPARATORS[comparator]} is closed"
    now.say("rule", f"Rulebook {names.rulebook()}: {rule}.")
    held = listed([_position(now, row) for row in now.held(bucket)])
    now.say("position", f"{now.its(bucket)} held {held}; {now.its_money(margin, bucket)} had been paid in.")
    for row in now.held(bucket)[:MOST]:
        _requirement(now, row)
    equity, maintenance = (names.bucket_money(atoms, bucket) for atoms in (event.equity, event.maintenance))
    initial = names.bucket_money(now.stand(bucket).initial, bucket)
    stood = f"Equity {equity} was {AGAINST[comparator][0]} maintenance {maintenance}"
    now.say("breach", f"{stood} (initial margin {initial}), so it was to be closed.")
    for other in PriceRole:
        if other is not role:
            _counterfactual(now, bucket, other)


def _which_price(now: Moment, event: Any, role: PriceRole) -> None:
    names, at = now.names, f"{words.day(now.time_ns)}, {words.clock(now.time_ns, 3)} UTC"
    if event.market < 0:
        now.say("trigger", f"{at}: no price moved; time, funding or another command brought it below the line.")
        return
    held = event.market in now.markets(event.bucket)
    where = "" if held else ", a market it does not hold: it was in breach before and looked at now"
    price = f"the {ROLES[role]} price of {names.market(event.market)} was {names.price(event.ticks, event.market)}"
    now.say("trigger", f"{at}: {price}{where}.")


def _price(now: Moment, market: int, role: PriceRole) -> None:
    """The three prices, what the index was made of, and what the mark was."""
    names, prices = now.names, now.book.policy.prices_of(now.book.market_names[market])
    seen = listed([f"{ROLES[r]} {names.price(now.price(r, market), market)}" for r in PriceRole])
    now.say("price", f"{names.market(market)} at that moment: {seen}; valued at the {ROLES[role]}.")
    _index(now, market)
    mark = now.marks.get(market)
    if mark is not None and mark.ticks:
        parts = ""
        if prices.mark is MarkRule.MEDIAN_OF_THREE:
            three = ("index with funding", mark.fair), ("index with smoothed basis", mark.smoothed), ("last", mark.last)
            parts = ": " + ", ".join(f"{what} {names.price(ticks, market)}" for what, ticks in three)
        now.say("price", f"The mark {names.price(mark.ticks, market)} is {MARK_RULES[prices.mark]}{parts}.")


def _index(now: Moment, market: int) -> None:
    """The index and each source behind it, with its age."""
    names, s = now.names, now.book.sources
    fresh, left_out = [], []
    for source in range(s.n):
        spoke = int(s.venue_ns[source])
        if int(s.market[source]) == market and spoke:
            age = words.span(now.time_ns - spoke)
            said = f"{names.source(source)} {names.price(int(s.ticks[source]), market)}, {age} old"
            why = int(s.exclusion[source])
            left_out.append(f"{said} ({spoken(Exclusion(why).name)})") if why else fresh.append(said)
    if fresh or left_out:
        terms = now.book.policy.prices_of(now.book.market_names[market])
        few = len(fresh) < terms.min_sources
        what = "held, for its sources are too few" if few else INDEX_RULES[terms.index.rule]
        if serving := int(now.book.markets.serving[market]):
            what = f"taken from fallback {serving}, for its sources are too few"
        price = names.price(int(now.book.markets.index[market]), market)
        rest = f"; left out: {listed(left_out, 9)}" if left_out else ""
        now.say("price", f"The index {price} is {what}: {'; '.join(fresh[:9]) or 'none'}{rest}.")


def _position(now: Moment, row: int) -> str:
    r, names = now.book.rows, now.names
    market, lots, cost = int(r.market[row]), int(r.lots[row]), int(r.cost[row])
    entry = entry_ticks(lots, cost, int(now.book.markets.den[market]))
    chosen = f" with {words.leverage(int(r.leverage[row]))} chosen" if int(r.leverage[row]) else ""
    return f"{names.side(lots)} {names.size(lots, market)} entered at {names.price(entry, market)}{chosen}"


def _requirement(now: Moment, row: int) -> None:
    """The tier a position is in and what it makes of its notional."""
    r, names, t = now.book.rows, now.names, now.book.tiers
    market, lots = int(r.market[row]), int(r.lots[row])
    ticks, asset = int(now.book.markets.valuation[market]), int(now.book.markets.asset[market])
    tiers = now.schedule(market)
    size = notional(lots, ticks, int(now.book.markets.den[market]))
    tier = tier_of(size, tiers.first, tiers.last, tiers.floors, tiers.first)
    share = rate(mul_div_up(int(t.mm_num[tier]) * int(t.mm_fraction[tier]), 1, int(t.mm_den[tier])))
    less = f", less {names.money(int(t.deduction[tier]), asset)}" if int(t.deduction[tier]) else ""
    floor = names.money(int(t.floor[tier]), asset)
    place = f"tier {tier - tiers.first + 1} of {tiers.last - tiers.first + 1}, which begins at {floor}"
    more = add_ons(now.book, market)
    worth = f"Its {names.market(market)} was worth {names.money(size, asset)}"
    now.say("requirement", f"{worth}, in {place}: maintenance is {share} of it{more}{less}.")


def _counterfactual(now: Moment, bucket: int, role: PriceRole) -> None:
    """What the same rule says on a price that was not the one that triggered."""
    names, found = now.names, now.on(role, bucket)
    if found is None:
        now.say("counterfactual", f"There was no {ROLES[role]} price to compare with.")
        return
    equity, maintenance = (names.bucket_money(atoms, bucket) for atoms in found)
    prices = listed([names.price(now.price(role, market), market) for market in now.markets(bucket)])
    comparator = now.book.policy.closing.comparator
    closed = breached(*found, comparator)
    stood = f"equity would have been {equity}, {AGAINST[comparator][0 if closed else 1]} maintenance {maintenance}"
    verdict = "closed as well" if closed else "not closed"
    now.say("counterfactual", f"On the {ROLES[role]} ({prices}) {stood}: {verdict}.")


def warned(now: Moment, event: Any) -> None:
    """Tells one row of MarginWarningIssued; that a closed position needs no warning any more goes without saying."""
    ladder = now.book.policy.closing.warnings
    if not event.level:
        if event.maintenance:
            now.say(
                "warning",
                f"{now.its(event.bucket)} was no longer warned: its margin ratio fell below {rate(ladder[0])}.",
            )
        return
    ratio = rate(mul_div_up(event.maintenance, PPM, event.equity)) if event.equity > 0 else "beyond all equity"
    stood = f"margin ratio {ratio}, equity {now.names.bucket_money(event.equity, event.bucket)}"
    now.say("warning", f"{now.its(event.bucket)} was warned at {rate(ladder[event.level - 1])}: {stood}.")
