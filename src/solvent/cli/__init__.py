"""The command line. Every command imports what is heavy only when it runs, so that `--help` answers at once.

Exit codes: 0 all is well, 1 a breach or a failed verification was found, 2 what was given cannot be used, 130
interrupted, 141 the reader of the output went away, 70 a fault of the program itself.
"""

import click

from solvent import __version__
from solvent.cli.adl import adl
from solvent.cli.calibrate import calibrate
from solvent.cli.check import check
from solvent.cli.door import Door
from solvent.cli.explain import explain
from solvent.cli.loanbook import loans
from solvent.cli.price import price
from solvent.cli.replay import replay
from solvent.cli.rulebooks import rulebooks
from solvent.cli.run import run
from solvent.cli.whatif import whatif


@click.group(
    cls=Door,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="solvent")
@click.pass_context
def solvent(context: click.Context) -> None:
    """A deterministic liquidation risk engine for crypto markets.

    \b
    solvent run ten-times                                     play a case and say who paid
    solvent calibrate october-10                              hold its accounts against public figures
    solvent check book.csv --rulebook teaching                who is how far from the line
    solvent whatif book.csv --rulebook teaching --shock ATOM=-30%
    solvent loans preflight loans.csv --rulebook teaching-loans --new mine.toml
    solvent adl winners.csv --budget 500                      who gives up how much, by policy
    solvent explain run.journal borrower-7                    why an account was closed
    solvent replay run.journal                                whether a journal is true

    Exit codes: 0 all is well, 1 a breach or a failed verification was found, 2 bad input.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in (run, calibrate, check, whatif, loans, adl, price, explain, replay, rulebooks):
    solvent.add_command(_command)


def main() -> None:
    """What the installed script runs."""
    solvent()
