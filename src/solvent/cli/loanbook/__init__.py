"""`solvent loans`: questions to a book of loans."""

import click

from solvent.cli.loanbook.frontier import frontier
from solvent.cli.loanbook.preflight import preflight
from solvent.cli.loanbook.project import project
from solvent.cli.loanbook.restore import restore

COMMANDS: tuple[click.Command, ...] = (project, frontier, restore, preflight)


@click.group()
def loans() -> None:
    """Stress a book of loans: bad debt, where liquidation does harm, cures, and changes of terms."""


for _command in COMMANDS:
    loans.add_command(_command)
