"""The shipped case made small: a dozen accounts, a price every ten seconds, a poor fund, an end soon after the low."""

from functools import cache
from pathlib import Path

import msgspec

from solvent import rulebooks
from solvent.lab import cases
from solvent.lab.case import Case, Source
from solvent.lab.run import Options, play
from solvent.policy import Policy
from solvent.reports.result import Result
from solvent.units import ATOMS, NS

COUNTS = {600: 12, 100: 4, 0: 0}


def small() -> Case:
    """The case; its window ends at 21:24:00, past the low of the last price at 21:21:36."""
    base = cases.load("ten-times")

    def slower(source: Source) -> Source:
        assert source.figures
        return msgspec.structs.replace(source, figures=msgspec.structs.replace(source.figures, step_ns=10 * NS))

    return msgspec.structs.replace(
        base,
        name="small",
        end_ns=base.start_ns + 19 * 60 * NS,
        tape=tuple(map(slower, base.tape)),
        operations=msgspec.structs.replace(base.operations, fund=5_000 * ATOMS),
        groups=tuple(msgspec.structs.replace(group, count=COUNTS[group.count]) for group in base.groups),
    )


def rules(*names: str) -> list[tuple[Policy, str]]:
    """Rulebooks, compiled, each with its text."""
    loaded = [rulebooks.load(name) for name in names]
    return [(rulebooks.compile(one), rulebooks.toml(one)) for one in loaded]


def played(case: Case, *names: str, out: Path | None = None) -> Result:
    """A case under rulebooks by name, those of the flagship where none is given."""
    return play(case, rules(*(names or ("last-full", "index-partial"))), Options(out=out))


@cache
def flagship() -> Result:
    """The small case under its own two rulebooks."""
    return played(small())
