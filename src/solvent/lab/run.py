"""Plays a case: every rulebook over every variant of the tape, through the same runtime a venue would run.

The never-liquidate control is the same book under the same rules with its markets paused once everyone is in: nobody is
closed and nobody can trade, so what is left at the end is what holding on would have brought.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import msgspec

from solvent import commands as c
from solvent.book import DEFAULT_FUND, Book, House
from solvent.errors import BadInput
from solvent.journal import Journal, MemoryJournal, SqliteJournal
from solvent.lab import cascade, citing, counter_stage, outcomes, own_book
from solvent.lab.cascade_lines import cascade_lines
from solvent.lab.case import LONG, OWN_BOOK, Case
from solvent.lab.contagion import stage as contagion
from solvent.lab.contagion.lines import contagion_lines
from solvent.lab.counter_lines import counter_lines
from solvent.lab.headline import headline
from solvent.lab.leverage import leverage_grid
from solvent.lab.liquidity import TapeLiquidity
from solvent.lab.operations import Operating, throttled, unknown_regimes
from solvent.lab.operations.lines import backlog_lines, failures, had_nothing_failed, noted, with_and_without
from solvent.lab.sampling import Sampler
from solvent.lab.stream import as_listed, commands
from solvent.lab.tape import NO_REBOUND, OUTSIDE_FOLLOWS, REALISED
from solvent.policy import Policy
from solvent.reports.result import Bill, Group, Result, Run
from solvent.reports.tally import Tally
from solvent.reports.views import AS_IT_WAS, NEVER, WITHOUT
from solvent.revalue.rows import everyone
from solvent.runtime import Runtime, Subscriber
from solvent.units import NS

VARIANTS = {AS_IT_WAS: REALISED, "no rebound": NO_REBOUND, "outside follows": OUTSIDE_FOLLOWS, NEVER: REALISED}
SAMPLE_NS = 10 * NS
SIDECARS = ("-wal", "-shm", "-lock")


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
    playable(case, rulebooks)
    failing, counter = case.operations.failures, counter_stage.staged(case, rulebooks)
    stage = counter or contagion.staged(case)
    told_in = tuple(counter.variants) if counter else contagion.variants(case)
    variants = with_and_without(told_in or options.variants, failing)
    plan = [(policy, text, variant) for variant in variants for policy, text in rulebooks]
    runs: list[Run] = []
    for done, (policy, text, variant) in enumerate(plan):
        told = variant == variants[0]
        runs.append(play_one(case, policy, text, variant, options.out, told, stage))
        options.progress(1000 * (done + 1) // len(plan))
    facts = [(fact.text, fact.source) for fact in case.facts]
    labels = [*case.labels, *own_book.notes(case, [policy for policy, _ in rulebooks])]
    result = Result(
        case=case.name, title=case.title, asset=case.settlement, seed=case.seed, start_ns=case.start_ns,
        end_ns=case.end_ns, lines=[], facts=facts, labels=labels, runs=runs, focus=focus(case),
        failures=failures(failing), outages=[(one.start_ns, one.end_ns, one.what) for one in failing.outages],
        decimals=case.decimals, venue=case.venue, as_was=case.counterfactual.as_was if case.counterfactual else "",
        public=outcomes.beside(case, [run for run in runs if variants and run.variant == variants[0]]),
    )  # fmt: skip
    result.lines.extend(_point(result, case, moves=stage is not None))
    result.lines[:1] = [line + had_nothing_failed(result) for line in result.lines[:1]]
    result.lines.extend(outcomes.public_lines(result.public))
    result.lines.extend(backlog_lines(result))
    return result


def _point(result: Result, case: Case, moves: bool) -> list[str]:
    """The point of a case in sentences, by how it was played; `moves`: orders move its prices."""
    if case.counterfactual:
        return counter_lines(result, case)
    if case.loans:
        return contagion_lines(result)
    return cascade_lines(result) if moves else headline(result)


def playable(case: Case, rulebooks: Sequence[tuple[Policy, str]]) -> None:
    """Refuses rulebooks that a case cannot be played under, or that cannot be told apart."""
    for policy, _ in rulebooks:
        if policy.decimals != case.decimals:
            expected = f"a rulebook that counts to {case.decimals} decimals, as {case.name} in {case.settlement} does"
            raise BadInput(f"expected {expected}, found {policy.name}, which counts to {policy.decimals}")
        if any(taker.participation for taker in policy.takers):
            found = f"{policy.name} with participation, a share of a depth that no case tells"
            raise BadInput(f"expected stages of the market that any depth will do for, found {found}")
    names = [policy.name for policy, _ in rulebooks]
    if len(set(names)) != len(names):
        raise BadInput(f"expected rulebooks of different names, found {', '.join(names)}")
    if lost := unknown_regimes(case.operations.failures, [policy for policy, _ in rulebooks]):
        raise BadInput(f"expected regimes that a rulebook of {case.name} declares, found {', '.join(lost)}")


def focus(case: Case) -> str:
    """The group a case is about: a book of the user's own, the longs at the leverage most choose, the first longs."""
    if case.population and not case.book:
        heaviest = max(case.population.spikes, key=lambda spike: spike.weight)
        return case.groups[case.population.spikes.index(heaviest)].name
    longs = (group.name for group in case.groups if group.side == LONG)
    return OWN_BOOK if case.book else next(longs, case.groups[0].name if case.groups else "")


def play_one(
    case: Case, policy: Policy, text: str, variant: str, out: Path | None = None, told: bool = False,
    stage: cascade.Stage | counter_stage.CounterStage | None = None, watch: Callable[[Book], Subscriber] | None = None,
    retold: Callable[[Iterator[c.Command]], Iterator[c.Command]] = iter,
) -> Run:  # fmt: skip
    """One rulebook over one variant of the tape.

    told    whether the story of the first account of the case's focus is told as well
    watch   makes one more subscriber of the run, of its book
    retold  what is made of the case's commands before they are played
    stage   what the runs of a cascade share; made where it is not at hand
    """
    stage, policy = stage or contagion.staged(case), as_listed(case, policy)
    venue = stage.market(variant) if stage else None
    answers = venue or TapeLiquidity(case.liquidity.slippage, case.liquidity.available)
    fails, operating = case.operations.failures, None
    if fails.any and variant not in (WITHOUT, NEVER):
        operating = Operating(case.name, fails, case.entry.time_ns, case.seed, venue, answers)
        policy, text = throttled(policy, fails), noted(text, fails)
    journal = MemoryJournal()  # nobody waits for an acknowledgement here, so nothing need be durable before the end
    path = out / f"{policy.name}.{variant.replace(' ', '-')}.journal" if out else None
    runtime = Runtime(journal, operating.liquidity if operating else answers)
    tally = Tally(runtime.book, case.group_of)
    runtime.subscribe(tally)
    runtime.subscribe(own_book.must_enter)
    if watch:
        runtime.subscribe(watch(runtime.book))
    sampler = Sampler(case, runtime.book)
    feed = retold(commands(case, policy, VARIANTS.get(variant, REALISED), text))
    side = None
    if isinstance(stage, contagion.Stage) and venue:
        feed, side = stage.fed(variant, feed), stage.side(variant, venue, runtime.book)
    if side:
        runtime.subscribe(side.hear)
    for batch in batches(_controlled(case, feed) if variant == NEVER else feed):
        if operating:
            runtime.submit(operating.through(runtime.book, batch))
        elif side:
            side.submit(runtime, batch)
        else:
            runtime.submit(venue.through(batch) if venue else batch)
        sampler.look()
    runtime.snapshot()
    if path:
        write_journal(journal, path)
    run = _result(case, policy, variant, runtime, tally, sampler, path.name if path else "", told)
    run = msgspec.structs.replace(run, backlog=sampler.backlog.found(operating.rejected if operating else 0))
    run = msgspec.structs.replace(run, loans=side.found()) if side else run
    return stage.measured(policy, venue, run) if stage and venue else run


def write_journal(journal: Journal, path: Path, group: int = 2048) -> None:
    """The journal of a run as a file, in place of one that an earlier run left there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for stale in (path, *(_beside(path, end) for end in SIDECARS)):
        stale.unlink(missing_ok=True)
    with SqliteJournal(path, create=True) as file:
        records = journal.records()
        while steps := list(islice(records, group)):
            file.append(steps)
        snapshot = journal.snapshot()
        if snapshot:
            file.save_snapshot(snapshot.seq, snapshot.digest, snapshot.state)
    _beside(path, "-lock").unlink(missing_ok=True)


def _beside(path: Path, end: str) -> Path:
    """A file that SQLite or a journal's writer leaves beside a journal."""
    return path.with_name(path.name + end)


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
    case: Case, policy: Policy, variant: str, runtime: Runtime, tally: Tally, sampler: Sampler, path: str, told: bool
) -> Run:
    journal, book = runtime.journal, runtime.book
    members = _members(case, book)
    bill, closed, traces = _bill(runtime, tally), tally.closings(), tally.traces()
    grid = leverage_grid(case, policy, traces)
    why = citing.why(journal, book, focus(case), members) if told else None
    excerpt = citing.excerpt(journal, book, citing.cited(closed, bill, grid, why, tally.entered))
    return Run(
        rulebook=policy.name, content_hash=policy.content_hash, trigger=policy.prices.trigger.name.lower(),
        sizing=policy.closing.sizing.name.lower(), variant=variant, steps=journal.seq, events=tally.events,
        digest=book.digest().hex(), head=journal.head.hex(), groups=_groups(case, tally, sampler, members), bill=bill,
        closed=closed, traces=traces, equity=sampler.paths, warnings=tally.warnings, orders=tally.orders,
        queued=tally.queued, oldest_ns=tally.oldest_ns, grid=grid, why=why, excerpt=excerpt, journal=path,
        entered=tally.entered, refused=dict(sorted(tally.refused.items())), funds=tally.flows.funds(),
        affiliates=tally.affiliates, decimals=case.decimals, as_if=case.venue not in ("", policy.name),
    )  # fmt: skip


def _members(case: Case, book: Book) -> dict[str, list[int]]:
    """The accounts of every group, in the order in which they were opened."""
    members: dict[str, list[int]] = {group.name: [] for group in case.groups}
    for account, name in enumerate(book.account_names):
        members.setdefault(case.group_of(name), []).append(account)
    return members


def _groups(case: Case, tally: Tally, sampler: Sampler, members: dict[str, list[int]]) -> list[Group]:
    book, now, at_last = tally.book, sampler.now(), sampler.at_last()
    sums = (sampler.sums(now), sampler.sums(at_last), sampler.debts(now), sampler.debts(at_last))
    groups: list[Group] = []
    for group, worth, worth_at_last, debt, debt_at_last in zip(case.groups, *sums, strict=True):
        buckets = [bucket for account in members[group.name] for bucket in book.buckets_of(account)]
        mine = [record for record in tally.closed if record["group"] == group.name]
        times = [record["time_ns"] for record in mine]
        rows = [row for bucket in buckets for row in book.rows_of(bucket)]
        held = {int(book.buckets.account[book.rows.bucket[row]]) for row in rows if row in tally.opened}
        groups.append(Group(
            name=group.name, side=group.side, leverage_ppm=group.leverage, accounts=len(members[group.name]),
            notional=sum(abs(tally.opened.get(row, 0)) for row in rows),
            deposited=sum(tally.margin[bucket] for bucket in buckets), equity=worth,
            triggered=len({record["account"] for record in mine}),
            flat=sum(1 for bucket in buckets if not any(book.rows.lots[row] for row in book.rows_of(bucket))),
            first_ns=min(times, default=0), last_ns=max(times, default=0), equity_at_last=worth_at_last,
            entered=len(held), underwater=debt[0], owing=debt[1], underwater_at_last=debt_at_last[0],
            owing_at_last=debt_at_last[1],
        ))  # fmt: skip
    return groups


def _bill(runtime: Runtime, tally: Tally) -> Bill:
    """Who paid; what nobody paid is looked for in the book itself and is always 0."""
    book, money = runtime.book, tally.money
    ended = {record["bucket"]: record for record in tally.closed if record["close"]}  # what is lost adds up: the last
    clearing = sum(int(book.ledger.balance[book.house(asset, House.CLEARING)]) for asset in range(len(book.assets)))
    standing = everyone(book)
    flat = book.buckets.account >= 0
    flat &= standing.equity == book.ledger.balance
    unpaid = int(-book.ledger.balance[flat & (standing.maintenance == 0) & (book.ledger.balance < 0)].sum())
    return Bill(
        own_margin=sum(max(min(record["loss"], record["margin"]), 0) for record in ended.values()),
        shortfall=money["shortfall"],
        fund=money["fund"], operator=money["operator"], socialised=money["socialised"],
        deleveraged=money["deleveraged"], backstop=money["backstop"], bad_debt=money["bad_debt"],
        unallocated=unpaid + abs(clearing), taker_fees=money["taker_fees"],
        liquidation_fees=money["liquidation_fees"], fund_before=money["fund_before"],
        fund_after=sum(fund.equity for fund in tally.flows.funds() if fund.name != DEFAULT_FUND), steps=tally.steps,
        **{name: money[name] for name in ("default_fund", "skin", "day_winners", "open_interest")},
    )  # fmt: skip
