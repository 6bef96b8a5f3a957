"""What a vault of Fluid holds: ticks by number and id, branches that liquidated ticks merge into, totals.

A tick that was liquidated is left behind with its id; who comes to it afterwards gets the next one. A vault is changed
by the rules in place: one that a rule has refused is thrown away.

Source    Instadapp/fluid-contracts-public a9949b4 vaultT1/common/variables.sol (read 2026-11-27)
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple


class At(IntEnum):
    """What has become of a tick or a branch; written into journals, so never renumber."""

    OPEN = 0
    LIQUIDATED = 1
    MERGED = 2  # a branch: into its base
    CLOSED = 3  # nothing is left of it: a branch or a tick that was absorbed


class Mark(NamedTuple):
    """One id of a tick.

    debt             units, raw, of all who came to it; while it is open
    branch, factor   where it was liquidated, and the factor of that branch then
    """

    at: At = At.OPEN
    debt: int = 0
    branch: int = 0
    factor: int = 0


class Branch(NamedTuple):
    """Where liquidated ticks are one.

    tick, parts       where its debt stands, parts of the way up to it; while it is liquidated
    debt              units, raw
    factor            what is left of a debt that was here from the beginning; once merged, its connection with the base
    base, base_tick   the branch below it and where that stands; base 0: none
    """

    at: At = At.OPEN
    tick: int = 0
    parts: int = 0
    debt: int = 0
    factor: int = 0
    base: int = 0
    base_tick: int = 0

    @property
    def floor(self) -> int | None:
        """The tick of its base; none without one."""
        return self.base_tick if self.base else None


class Position(NamedTuple):
    """Where somebody stood when he last acted.

    tick, mark   and the id of it; tick none: nothing is owed
    collateral   units, raw
    dust         units, raw: what his tick owes more than he does
    """

    tick: int | None = None
    mark: int = 0
    collateral: int = 0
    dust: int = 0


@dataclass
class Vault:
    """A vault.

    top, liquidated    the highest tick, none without debt; whether it is where the branch stands
    branch, branches   the one at the top; the highest there is
    supplied, owed     units, raw, of all
    absorbed           units, raw: debt and collateral taken over from ticks beyond the highest line
    dust               units, raw: of positions nothing is left of
    marks, ids         by (tick, id); the last id of each tick
    tree               branches
    """

    top: int | None = None
    liquidated: bool = False
    branch: int = 1
    branches: int = 1
    supplied: int = 0
    owed: int = 0
    absorbed: tuple[int, int] = (0, 0)
    dust: int = 0
    marks: dict[tuple[int, int], Mark] = field(default_factory=dict)
    ids: dict[int, int] = field(default_factory=dict)
    tree: dict[int, Branch] = field(default_factory=dict)

    def now(self, tick: int) -> Mark:
        """A tick as it is."""
        return self.marks.get((tick, self.ids.get(tick, 0)), Mark(At.CLOSED))

    def put(self, tick: int, mark: Mark) -> None:
        """Writes a tick as it is."""
        self.marks[tick, self.ids[tick]] = mark

    def at(self, branch: int) -> Branch:
        """A branch; one that nothing is in where it was never written."""
        return self.tree.get(branch, Branch())

    def open_ticks(self) -> list[int]:
        """The ticks in which debt stands that was not liquidated, the highest first."""
        return sorted((tick for tick in self.ids if (mark := self.now(tick)).at is At.OPEN and mark.debt), reverse=True)
