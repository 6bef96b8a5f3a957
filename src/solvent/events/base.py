"""What an event is, and its bytes.

A field is a plain integer (one row) or an int64 column (many rows, all columns of one length), or TEXT where its event
says so. Kinds are numbered for the journal: never renumbered, fields never renamed or removed, only added at the end.
"""

from dataclasses import dataclass, fields
from typing import Any, ClassVar, dataclass_transform

import msgspec
import numpy as np

from solvent.columns import as_cells
from solvent.errors import JournalCorrupt

COLUMN_TYPE = 1


ALL: dict[int, type["Event"]] = {}
_NAMES: dict[int, tuple[str, ...]] = {}


@dataclass_transform(frozen_default=True, eq_default=False)
class Event:
    """What every event is: a kind and its fields in declared order."""

    KIND: ClassVar[int] = 0

    def __init_subclass__(cls, kind: int) -> None:
        assert kind not in ALL, f"two events are number {kind}"
        dataclass(frozen=True, eq=False)(cls)
        cls.KIND = kind
        ALL[kind] = cls
        _NAMES[kind] = tuple(field.name for field in fields(cls))  # type: ignore[arg-type]  # made one just above


def names(kind: int) -> tuple[str, ...]:
    """The fields of a kind of event in declared order."""
    return _NAMES[kind]


def is_empty(event: Event) -> bool:
    """Whether every column of an event has no rows: a table nobody needs."""
    return any(isinstance(value, np.ndarray) and len(value) == 0 for value in vars(event).values())


def compact(event: Event) -> Event:
    """The event with its columns of one row as plain integers: the one form a single row has."""
    for name, value in vars(event).items():
        if isinstance(value, np.ndarray) and len(value) == 1:
            object.__setattr__(event, name, int(value[0]))
    return event


def _to_wire(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return msgspec.msgpack.Ext(COLUMN_TYPE, value.astype("<i8", copy=False).tobytes())
    if isinstance(value, np.integer):
        return int(value)
    raise TypeError(f"an event holds integers, columns, text or bytes, found {type(value).__name__}")


def _from_wire(code: int, data: memoryview) -> Any:
    if code != COLUMN_TYPE or len(data) % 8:
        raise JournalCorrupt(f"expected a column of int64, found extension {code} of {len(data)} bytes")
    return as_cells(np.frombuffer(data, "<i8"))


_encoder = msgspec.msgpack.Encoder(enc_hook=_to_wire)
_decoder = msgspec.msgpack.Decoder(ext_hook=_from_wire)


def encode(stages: list[list[Event]]) -> bytes:
    """The effect of one step, stage by stage, as msgpack; the same events always give the same bytes."""
    return _encoder.encode([[[e.KIND, *map(_plain, vars(e).values())] for e in stage] for stage in stages])


def _plain(value: Any) -> Any:
    return int(value[0]) if isinstance(value, np.ndarray) and len(value) == 1 else value


def decode(data: bytes) -> list[list[Event]]:
    """The stages an effect was encoded from; anything else is refused."""
    try:
        return [[ALL[row[0]](*row[1:]) for row in stage] for stage in _decoder.decode(data)]
    except (msgspec.DecodeError, KeyError, TypeError, IndexError) as error:
        raise JournalCorrupt(f"expected the events of a step, found {error}") from None
