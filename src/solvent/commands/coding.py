"""Commands as bytes and from bytes."""

from functools import reduce
from operator import or_
from typing import Any

import msgspec

from solvent.commands import (
    accounts,
    bands,
    clusters,
    comets,
    credit,
    feed,
    governance,
    loans,
    pairs,
    positions,
    rated,
    spokes,
    ticks,
    troves,
    vaults,
)
from solvent.commands.base import Command
from solvent.commands.credit import AdoptAgreement
from solvent.commands.governance import AdoptRulebook
from solvent.commands.loans import AdoptLending
from solvent.errors import BadInput


def _is_command(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Command) and kind is not Command


ROOMS = (accounts, feed, governance, positions, loans, credit, troves, comets, pairs, vaults, clusters, rated, bands,
         spokes, ticks)  # fmt: skip
ALL: tuple[type[Command], ...] = tuple(kind for room in ROOMS for kind in vars(room).values() if _is_command(kind))
_ANY_COMMAND: Any = reduce(or_, ALL)
_encoder = msgspec.msgpack.Encoder()
_decoder: Any = msgspec.msgpack.Decoder(_ANY_COMMAND, strict=True)
_json: Any = msgspec.json.Decoder(_ANY_COMMAND, strict=True)


def encode(command: Command) -> bytes:
    """A command as canonical msgpack."""
    if isinstance(command, AdoptRulebook | AdoptLending | AdoptAgreement):
        return _encoder.encode(msgspec.to_builtins(command) | {"policy": command.policy.cells()})
    return _encoder.encode(command)


def decode(data: bytes) -> Command:
    """A command from msgpack; anything that is not exactly one is refused with the reason."""
    try:
        return _decoder.decode(data)  # type: ignore[no-any-return]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"expected a command, found {error}") from None


def from_json(line: bytes | str) -> Command:
    """A command from one line of JSON, tagged by `type`; anything else is refused with the reason."""
    try:
        return _json.decode(line)  # type: ignore[no-any-return]
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadInput(f"expected a command in JSON, found {error}") from None
