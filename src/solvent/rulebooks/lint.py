"""What a careful reader would say of a rulebook: that it does not hold, that something in it cannot work.

`error`: it is refused. `warning`: it holds together but something in it can never have the effect it seems to have, or
nobody vouches for a number. `note`: worth knowing. A rulebook without errors and warnings is clean.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from solvent.errors import BadRulebook
from solvent.rulebooks import files
from solvent.rulebooks.kinds import Kind, write
from solvent.rulebooks.model import Entry, Rulebook
from solvent.rulebooks.price_lint import price_remarks
from solvent.rulebooks.schedule import fee_reserve, maintenance, paths, recurrence, tiers
from solvent.units import MAX_NOTIONAL, PPM


class Finding(msgspec.Struct, frozen=True):
    """One remark.

    severity   error, warning or note
    line       counted from 1
    path       the key it is about, "" for the whole file
    """

    severity: str
    file: str
    line: int
    path: str
    reason: str

    def __str__(self) -> str:
        subject = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}: {self.severity}: {subject}{self.reason}"


_HOLDS = ("pause", "freeze", "refuse")


def lint(name_or_path: str | Path, slippage: int = 0) -> tuple[Finding, ...]:
    """Everything to be said of a rulebook, errors first; it never raises on a bad one.

    slippage   ppm of what is sold, under stress: tiers in which closing a part then defeats itself are named
    """
    try:
        return findings(files.load(name_or_path), slippage)
    except BadRulebook as error:
        return (as_finding(error, str(name_or_path)),)


def as_finding(error: BadRulebook, name: str) -> Finding:
    """What a reader refuses, as a remark; name: of what was read, where the error does not say it."""
    file, _, line = error.where.rpartition(":")
    reason = str(error).removeprefix(f"{error.where}: ")
    if not line.isdigit():
        file, line = error.where or name, "1"
    return Finding("error", file, int(line), "", reason)


def findings(rulebook: Rulebook, slippage: int = 0) -> tuple[Finding, ...]:
    """Warnings and notes on a rulebook that holds together, in the order of the file."""
    found = [*_unsourced(rulebook), *_waterfall(rulebook), *_funds(rulebook), *_closing(rulebook)]
    for market in rulebook.markets():
        found += _schedule(rulebook, market)
        found += _self_defeating(rulebook, market, slippage)
        found += _budget(rulebook, market)
    found += [_at(rulebook, *remark) for remark in price_remarks(rulebook)]
    found += [*_guards(rulebook), *_notes(rulebook)]
    unique = {(remark.file, remark.line, remark.reason): remark for remark in reversed(found)}  # "*" is told once
    return tuple(sorted(unique.values(), key=lambda remark: (remark.severity != "warning", remark.file, remark.line)))


def is_clean(remarks: tuple[Finding, ...]) -> bool:
    """Whether nothing is wrong: notes do not count."""
    return all(remark.severity == "note" for remark in remarks)


def _at(rulebook: Rulebook, path: str, reason: str, severity: str = "warning") -> Finding:
    entry = rulebook.entries.get(path, Entry(Kind.FLAG, False))
    return Finding(severity, entry.file or rulebook.file, entry.line or 1, path, reason)


def _unsourced(rulebook: Rulebook) -> Iterator[Finding]:
    for path, entry in rulebook.entries.items():
        if entry.line and not entry.source and not entry.ours:
            yield _at(rulebook, path, "nobody vouches for it: name a source, or say ours = true")


def _waterfall(rulebook: Rulebook) -> Iterator[Finding]:
    """Takers and payers that are never asked."""
    lowest = PPM
    for n in range(1, rulebook.rows("takers") + 1):
        path = f"takers.{n}.below"
        below = rulebook.number(path, PPM)
        if PPM > below >= lowest:
            yield _at(
                rulebook, path, "a taker before this one has a lower line, so its own line is never the one crossed"
            )
        lowest = min(lowest, below)
    endless = ""
    for n in range(1, rulebook.rows("payers") + 1):
        path = f"payers.{n}.rule"
        if endless:
            yield _at(rulebook, path, f"never asked: {endless} before it pays without limit")
        if rulebook.word(path) == "operator" and rulebook.number(f"payers.{n}.capacity", -1) < 0:
            endless = "the operator"


def _funds(rulebook: Rulebook) -> Iterator[Finding]:
    """Funds without a payer or taker that asks them, and categories that an earlier one takes whole."""
    rules = {rulebook.word(f"{key}.{n}.rule") for key in ("takers", "payers") for n in range(1, rulebook.rows(key) + 1)}
    earlier: list[str] = []
    for n in range(1, rulebook.rows("funds") + 1):
        path, names = f"funds.{n}.markets", rulebook.words(f"funds.{n}.markets")
        if "fund" not in rules:
            yield _at(rulebook, path, "never asked: the fund is neither a taker nor a payer")
        for name in names:
            if any(name == other or (other.endswith("*") and name.startswith(other[:-1])) for other in earlier):
                yield _at(rulebook, path, f"{name} is a market of an earlier fund already")
        earlier += names


def _guards(rulebook: Rulebook) -> Iterator[Finding]:
    """Guards that hold a price until somebody looks."""
    rows = (f"guards.{name}.{n}" for name in rulebook.guarded() for n in range(1, rulebook.rows(f"guards.{name}") + 1))
    for row in rows:
        if rulebook.word(row + ".rule") in ("rise", "fall") and rulebook.word(row + ".outcome") in _HOLDS:
            yield _at(rulebook, row + ".outcome", "a price that moves so far and stays there is held until it comes "
                      "back or another rulebook is adopted", "note")  # fmt: skip


def _closing(rulebook: Rulebook) -> Iterator[Finding]:
    escalate, cooldown = rulebook.number("closing.sizing.escalate"), rulebook.number("closing.cooldown")
    if 0 < escalate <= cooldown:
        yield _at(rulebook, "closing.sizing.escalate", f"never applies: the next order comes after the cooldown of "
                  f"{rulebook.written('closing.cooldown')} at the earliest")  # fmt: skip


def _schedule(rulebook: Rulebook, market: str) -> Iterator[Finding]:
    """Tiers that are never reached, leverage that grows with size, partial closing that cannot help."""
    fees = [rulebook.number(f"markets.{market}.{fee}") for fee in ("taker_fee", "liquidation_fee")]
    cost = sum(fees) + rulebook.number("closing.sizing.assumed_cost")
    margin = f"markets.{market}.margin"
    if rulebook.word(margin + ".rule") == "fraction":
        num = rulebook.number(margin + ".initial") * rulebook.number(margin + ".maintenance_fraction")
        yield from _restore(rulebook, market, margin + ".maintenance_fraction", (num, PPM * PPM), cost)
        return
    if rulebook.word(margin + ".rule") == "risk-limits":
        base = margin + ".base_maintenance"
        yield from _restore(rulebook, market, base, (rulebook.number(base), PPM), cost)
        return
    steps, most = paths(rulebook, margin), 0
    for step in steps:
        leverage = rulebook.number(step + ".max_leverage")
        if most and leverage > most:
            yield _at(rulebook, step + ".max_leverage", "a larger position may have more leverage than a smaller one")
        most = leverage
        if rulebook.number(step + ".floor") > MAX_NOTIONAL:
            limit = write(MAX_NOTIONAL, Kind.AMOUNT, rulebook.asset)
            yield _at(rulebook, step + ".floor", f"never reached: a position is worth at most {limit}")
    stated = steps[0] + (".maintenance" if steps[0] + ".maintenance" in rulebook.entries else ".max_leverage")
    yield from _restore(rulebook, market, stated, maintenance(rulebook, steps[0]), cost)


def _restore(rulebook: Rulebook, market: str, path: str, rate: tuple[int, int], cost: int) -> Iterator[Finding]:
    released = rate[0] * PPM + fee_reserve(rulebook, market) * rate[1]
    if rulebook.word("closing.sizing.rule") == "restore" and released <= cost * rate[1]:
        yield _at(rulebook, path, f"in {market} closing a part cannot restore the rest: fees and slippage of "
                  f"{write(cost, Kind.RATE)} are no less than maintenance")  # fmt: skip


def _self_defeating(rulebook: Rulebook, market: str, slippage: int) -> Iterator[Finding]:
    """Tiers in which a part costs at least what its maintenance releases: each order makes the next more urgent."""
    if slippage == 0 or rulebook.word("closing.sizing.rule") == "all":
        return
    cost = slippage + sum(rulebook.number(f"markets.{market}.{fee}") for fee in ("taker_fee", "liquidation_fee"))
    for n, tier in enumerate(tiers(rulebook, market), 1):
        if tier.mm_num * tier.mm_fraction <= cost * tier.mm_den:
            told = f"in {market}, tier {n}, closing a part defeats itself"
            stated = f"fees and this slippage, {write(cost, Kind.RATE)}, are no less than maintenance"
            yield _at(rulebook, f"markets.{market}.margin.rule", f"{told}: {stated}")


def _budget(rulebook: Rulebook, market: str) -> Iterator[Finding]:
    """A budget of manipulation that lets a move gain more than it costs, or that no cost can break."""
    path = f"markets.{market}.manipulation"
    if rulebook.number(path + ".cover") > PPM:
        yield _at(rulebook, path + ".cover", f"in {market} one side may gain more by a move than the move costs")
    if rulebook.word(path + ".rule") == "freeze-listing" and rulebook.number(path + ".floor") == 0:
        yield _at(
            rulebook, path + ".rule", f"in {market} no cost is below a floor of 0: only the age of a report counts"
        )


def _notes(rulebook: Rulebook) -> Iterator[Finding]:
    """What is declared to be doubtful."""
    for path, entry in rulebook.entries.items():
        if entry.unverified:
            yield _at(rulebook, path, "unverified", "note")
    used = {entry.source for entry in rulebook.entries.values()}
    for name in rulebook.sources.keys() - used:
        yield Finding("note", rulebook.file, 1, f"sources.{name}", "no entry names this source")
    if rulebook.rows("payers") == 0:
        yield Finding(
            "note", rulebook.file, 1, "payers", "nobody: every loss beyond own margin is the operator's bad debt"
        )
    for market in rulebook.markets():
        margin = f"markets.{market}.margin"
        if rulebook.number(margin + ".discontinuous"):
            for n, (printed, computed) in enumerate(recurrence(rulebook, margin), 1):
                if printed not in (None, computed):
                    continuous = write(computed, Kind.AMOUNT, rulebook.asset)
                    reason = f"as published; {continuous} would make maintenance continuous"
                    yield _at(rulebook, f"{margin}.tiers.{n}.deduction", reason, "note")
