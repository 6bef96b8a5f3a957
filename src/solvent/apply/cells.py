"""What an event states, into a row of the same names."""

from typing import Any

from solvent.book import put_wide
from solvent.columns import Columns


def copied(table: Columns, row: int, event: Any, plain: tuple[str, ...], wide: tuple[str, ...] = ()) -> None:
    """Writes fields of an event into the cells they are named after, and touches the row.

    plain, wide   names: of int64, and of digits as they stand in two cells
    """
    for name in plain:
        getattr(table, name)[row] = getattr(event, name)
    for name in wide:
        put_wide(table, row, name, int(getattr(event, name)))
    table.touch(row)
