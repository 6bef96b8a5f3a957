"""`solvent price`: which price was used, why, and from what."""

import click

from solvent.cli.price.bundle import bundle
from solvent.cli.price.compare import compare
from solvent.cli.price.explain import explain
from solvent.cli.price.show import show

COMMANDS: tuple[click.Command, ...] = (show, explain, compare, bundle)


@click.group()
def price() -> None:
    """How prices are formed, and what follows from them."""


for _command in COMMANDS:
    price.add_command(_command)
