"""`black-thursday` with as many accounts as are asked for: one rulebook over the whole day, in memory."""

import resource
import sys
import time
from pathlib import Path

from solvent import rulebooks
from solvent.lab import cases
from solvent.lab.case import Case
from solvent.lab.case_reader import read_case
from solvent.lab.run import AS_IT_WAS, play_one

NORMAL = 'value = "1_000 USD", range = ["300 USD", "6_000 USD"]'  # the median position of the shipped case


def crowded(accounts: int) -> Case:
    """The shipped case with all of its open interest, in positions so small that there are about so many accounts."""
    text = Path(cases.load("black-thursday").file).read_text("utf-8")
    median = max(30_000_000 // accounts, 1)
    assert NORMAL in text
    text = text.replace(NORMAL, f'value = "{median} USD", range = ["1 USD", "6_000 USD"]')
    return read_case(text.replace('simulated = "5 %"', 'simulated = "100 %"'), "black-thursday")


def run(accounts: int) -> None:
    """Prints accounts, seconds, memory and events a second."""
    policy = rulebooks.compile(rulebooks.load("bitmex"))
    case = crowded(accounts)
    start = time.perf_counter()
    found = play_one(case, policy, "", AS_IT_WAS)
    took = time.perf_counter() - start
    held = sum(group.accounts for group in found.groups)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    minutes = (case.end_ns - case.start_ns) // (60 * 10**9)
    print(f"black-thursday: {held:,} accounts over {minutes:,} minutes under {policy.name}")
    print(f"  {took:.0f} s, {most:.1f} GiB at most, {found.steps:,} steps, {found.steps / took:,.0f} a second, "
          f"{found.events:,} events, {found.events / took:,.0f} a second, {len(found.closed):,} closings, "
          f"unallocated {found.bill.unallocated}")  # fmt: skip


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
