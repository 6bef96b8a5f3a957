"""Plays a case: every rulebook over every variant of the tape, through the same runtime a venue would run.

The never-liquidate control is the same book under the same rules with its markets paused once everyone is in: nobody is
closed and nobody can trade, so what is left at the end is what holding on would have brought.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from solvent import commands as c
from solvent.book import House
from solvent.errors import BadInput
from solvent.journal import Journal, MemoryJournal, SqliteJournal
from solvent.lab import cascade
from solvent.lab.cascade_lines import cascade_lines
from solvent.lab.case import Case
from solvent.lab.headline import headline
from solvent.lab.leverage import leverage_grid
from solvent.lab.liquidity import TapeLiquidity
from solvent.lab.sampling import Sampler
from solvent.lab.stream import commands
from solvent.lab.tape import NO_REBOUND, REALISED
from solvent.policy import Policy
from solvent.reports.result import Bill, Group, Result, Run
from solvent.reports.tally import Tally
from solvent.revalue.rows import everyone
from solvent.runtime import Runtime
from solvent.units import NS

AS_IT_WAS, NEVER = "as it was", "never liquidate"
VARIANTS = {AS_IT_WAS: REALISED, "no rebound": NO_REBOUND, NEVER: REALISED}
SAMPLE_NS = 10 * NS


@dataclass(frozen=True, slots=True)
class Options:
    """How a case is played.

    out        folder for one journal a run; None keeps them in memory
    progress   called with the share done in per mille
    """

    out: Path | None = None
    variants: Sequence[str] = tuple(VARIANTS)
    progress: Callable[[int], None] = field(default=lambda _: None)


def play(case: Case, rulebooks: Sequence[tuple[Policy, str]], options: Options | None = None) -> Result:
    """Plays a case under rulebooks, each a compiled policy and the text it came from."""
    options = options or Options()
    unknown = [variant for variant in options.variants if variant not in VARIANTS]
    if unknown:
        raise BadInput(f"expected variants among {', '.join(VARIANTS)}, found {', '.join(unknown)}")
    variants, stage = tuple(cascade.variants(case)) or options.variants, cascade.staged(case)
    plan = [(policy, text, variant) for variant in variants for policy, text in rulebooks]
    runs: list[Run] = []
    for done, (policy, text, variant) in enumerate(plan):
        runs.append(play_one(case, policy, text, variant, options.out, stage))
        options.progress(1000 * (done + 1) // len(plan))
    facts = [(fact.text, fact.source) for fact in case.facts]
    result = Result(
        case.name,
        case.title,
        case.settlement,
        case.seed,
        case.start_ns,
        case.end_ns,
        [],
        facts,
        list(case.labels),
        runs,
    )
    result.lines.extend(cascade_lines(result) if case.liquidity.impact else headline(result))
    return result


def play_one(
    case: Case, policy: Policy, text: str, variant: str, out: Path | None = None, stage: cascade.Stage | None = None
) -> Run:
    """One rulebook over one variant of the tape; `stage`: what the runs of a cascade share."""
    stage = stage or cascade.staged(case)
    journal, path = _journal(policy, variant, out)
    venue = stage.market(variant) if stage else None
    runtime = Runtime(journal, venue or TapeLiquidity(case.liquidity.slippage, case.liquidity.available))
    tally = Tally(runtime.book, case.group_of)
    runtime.subscribe(tally)
    sampler = Sampler(case, runtime.book)
    feed = commands(case, policy, VARIANTS.get(variant, REALISED), text)
    for batch in batches(_controlled(case, feed) if variant == NEVER else feed):
        runtime.submit(venue.through(batch) if venue else batch)
        sampler.look()
    runtime.snapshot()
    run = _result(case, policy, variant, runtime, tally, sampler, path)
    journal.close()
    return stage.measured(policy, venue, run) if stage and venue else run


def _journal(policy: Policy, variant: str, out: Path | None) -> tuple[Journal, str]:
    if out is None:
        return MemoryJournal(), ""
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{policy.name}.{variant.replace(' ', '-')}.journal"
    for stale in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        stale.unlink(missing_ok=True)
    return SqliteJournal(path, create=True), str(path)


def _controlled(case: Case, feed: Iterator[c.Command]) -> Iterator[c.Command]:
    """The feed with every market paused after the entry."""
    paused = False
    for command in feed:
        if not paused and command.time_ns > case.entry.time_ns:
            paused = True
            for market in case.markets:
                yield c.PauseMarket(
                    id=f"{case.name}/control/{market.name}", time_ns=case.entry.time_ns, actor="control",
                    market=market.name,
                )  # fmt: skip
        yield command


def batches(feed: Iterator[c.Command], most: int = 1024) -> Iterator[list[c.Command]]:
    """Commands up to each sampling time, so that the book can be looked at there."""
    batch: list[c.Command] = []
    for command in feed:
        if batch and (len(batch) == most or command.time_ns // SAMPLE_NS != batch[-1].time_ns // SAMPLE_NS):
            yield batch
            batch = []
        batch.append(command)
    if batch:
        yield batch


def _result(
    case: Case, policy: Policy, variant: str, runtime: Runtime, tally: Tally, sampler: Sampler, path: str
) -> Run:
    closed = tally.closings()
    return Run(
        rulebook=policy.name, content_hash=policy.content_hash, trigger=policy.prices.trigger.name.lower(),
        sizing=policy.closing.sizing.name.lower(), variant=variant, steps=runtime.journal.seq, events=tally.events,
        digest=runtime.book.digest().hex(), head=runtime.journal.head.hex(), groups=_groups(case, tally, sampler),
        bill=_bill(runtime, tally), closed=closed, traces=tally.traces(), equity=sampler.paths, warnings=tally.warnings,
        orders=tally.orders, queued=tally.queued, oldest_ns=tally.oldest_ns,
        grid=leverage_grid(case, policy, tally.traces()), why=None, excerpt=[], journal=path,
    )  # fmt: skip


def _groups(case: Case, tally: Tally, sampler: Sampler) -> list[Group]:
    book, at_last = tally.book, sampler.at_last()
    members: dict[str, list[int]] = {group.name: [] for group in case.groups}
    for name, account in book.account_of.items():
        members.setdefault(case.group_of(name), []).append(account)
    groups: list[Group] = []
    for group, path, worth in zip(case.groups, sampler.paths, at_last, strict=True):
        buckets = [bucket for account in members[group.name] for bucket in book.buckets_of(account)]
        mine = [record for record in tally.closed if record["group"] == group.name]
        times = [record["time_ns"] for record in mine]
        rows = [row for bucket in buckets for row in book.rows_of(bucket)]
        groups.append(Group(
            name=group.name, side=group.side, leverage_ppm=group.leverage, accounts=len(members[group.name]),
            notional=sum(abs(tally.opened.get(row, 0)) for row in rows),
            deposited=sum(tally.margin[bucket] for bucket in buckets), equity=path.equity[-1] if path.equity else 0,
            equity_at_last=worth,
            triggered=len({record["account"] for record in mine}),
            flat=sum(1 for bucket in buckets if not any(book.rows.lots[row] for row in book.rows_of(bucket))),
            first_ns=min(times, default=0), last_ns=max(times, default=0),
        ))  # fmt: skip
    return groups


def _bill(runtime: Runtime, tally: Tally) -> Bill:
    """Who paid; what nobody paid is looked for in the book itself and is always 0."""
    book, money = runtime.book, tally.money
    ended = [record for record in tally.closed if record["close"]]
    funds = [book.house(asset, House.FUND) for asset in range(len(book.assets))]
    clearing = sum(int(book.ledger.balance[book.house(asset, House.CLEARING)]) for asset in range(len(book.assets)))
    standing = everyone(book)
    flat = book.buckets.account >= 0
    flat &= standing.equity == book.ledger.balance
    unpaid = int(-book.ledger.balance[flat & (standing.maintenance == 0) & (book.ledger.balance < 0)].sum())
    return Bill(
        own_margin=sum(min(record["loss"], record["margin"]) for record in ended), shortfall=money["shortfall"],
        fund=money["fund"], operator=money["operator"], socialised=money["socialised"],
        deleveraged=money["deleveraged"], backstop=money["backstop"], bad_debt=money["bad_debt"],
        unallocated=unpaid + abs(clearing), taker_fees=money["taker_fees"],
        liquidation_fees=money["liquidation_fees"], fund_before=money["fund_before"],
        fund_after=sum(int(standing.equity[fund]) for fund in funds),
    )  # fmt: skip
