"""How every command begins and ends: exit codes, and messages instead of tracebacks for what the user can mend."""

import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

import click

from solvent.errors import EngineSealed, InvariantBroken, SolventError

FINE, FOUND, BAD_INPUT, FAULT, INTERRUPTED, NOBODY_READS = 0, 1, 2, 70, 130, 141


class NobodyReads(Exception):
    """Whoever read our output went away; click would answer a BrokenPipeError itself, with Python's 1."""


class Door(click.Group):
    """A group whose commands return their exit code, and whose errors are one message each."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *rest: Any, **extra: Any) -> Any:
        """Runs a command and leaves with its exit code."""
        extra["standalone_mode"] = False
        for stream in (sys.stdout, sys.stderr):
            _any_character(stream)
        code = FAULT
        try:
            code = super().main(args, prog_name or "solvent", *rest, **extra) or FINE
            sys.stdout.flush()
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            click.echo("interrupted", err=True)
            code = INTERRUPTED
        except (BrokenPipeError, NobodyReads):
            _point_at_nothing()
            code = NOBODY_READS
        except (InvariantBroken, EngineSealed) as error:
            _complain("fault", str(error))
        except SolventError as error:
            _complain("error", str(error))
            code = BAD_INPUT
        except OSError as error:
            _complain("error", f"{error.strerror or error}: {error.filename or ''}".rstrip(": "))
            code = BAD_INPUT
        except Exception:  # noqa: BLE001  # a fault must not look like a breach, which is what Python's own 1 would say
            traceback.print_exc()
        sys.exit(code)

    def make_context(self, *words: Any, **extra: Any) -> click.Context:
        """Reads the words; `--help` prints here."""
        with _told_of_readers():
            return super().make_context(*words, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        with _told_of_readers():
            return super().invoke(ctx)

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Names the nearest command where there is none of that name."""
        near = get_close_matches(args[0], self.commands, 1)
        if args[0] in self.commands or args[0].startswith("-"):
            return super().resolve_command(context, args)
        known = ", ".join(self.commands)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise click.UsageError(f"expected a command among {known}, found {args[0]!r}{hint}", context)


def _complain(what: str, message: str) -> None:
    """A message that may quote what a file said, without what could move a terminal's cursor."""
    shown = "".join(sign if sign.isprintable() or sign == "\n" else "?" for sign in message)
    click.echo(f"{what}: {shown}", err=True)


@contextmanager
def _told_of_readers() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise NobodyReads from None


def _any_character(stream: Any) -> None:
    """A terminal that cannot show a character gets a question mark, not an error."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")


def _point_at_nothing() -> None:
    """So that Python does not complain once more when it flushes on its way out."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
