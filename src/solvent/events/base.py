"""What an event is, and its bytes.

A field is a plain integer (one row) or an int64 column (many rows, all columns of one length), or TEXT where its event
says so. Kinds are numbered for the journal: never renumbered, fields never renamed or removed, only added at the end
and with a default, which is not written: what an older journal says is still said in the same bytes.
"""

from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any, ClassVar, TypeVar, dataclass_transform

import msgspec
import numpy as np
from numpy.typing import NDArray

from solvent.columns import Cells, as_cells
from solvent.errors import JournalCorrupt
from solvent.units import INT64_MAX

COLUMN_TYPE = 1


ALL: dict[int, type["Event"]] = {}
_NAMES: dict[int, tuple[str, ...]] = {}
_DEFAULTS: dict[int, tuple[Any, ...]] = {}  # of the fields in declared order, MISSING where there is none
_TYPES: dict[int, tuple[tuple[type, ...], ...]] = {}  # what each field may be, in declared order


@dataclass_transform(frozen_default=True, eq_default=False)
class Event:
    """What every event is: a kind and its fields in declared order."""

    KIND: ClassVar[int] = 0

    def __init_subclass__(cls, kind: int) -> None:
        assert kind not in ALL, f"two events are number {kind}"
        dataclass(frozen=True, eq=False)(cls)
        cls.KIND = kind
        ALL[kind] = cls
        declared = fields(cls)  # type: ignore[arg-type]  # made one just above
        _NAMES[kind] = tuple(field.name for field in declared)
        _DEFAULTS[kind] = tuple(field.default for field in declared)
        _TYPES[kind] = tuple((int, np.ndarray) if field.type == Cells else (field.type,) for field in declared)  # type: ignore[misc]


AnyEvent = TypeVar("AnyEvent", bound=Event)


def names(kind: int) -> tuple[str, ...]:
    """The fields of a kind of event in declared order."""
    return _NAMES[kind]


def is_empty(event: Event) -> bool:
    """Whether every column of an event has no rows: a table nobody needs."""
    return any(isinstance(value, np.ndarray) and len(value) == 0 for value in vars(event).values())


def among(event: AnyEvent, chosen: NDArray[np.bool_]) -> AnyEvent:
    """The chosen rows of an event; what it says of all of them (a number beside columns, text) stays as it is."""
    said = {name: value[chosen] if isinstance(value, np.ndarray) else value for name, value in vars(event).items()}
    event = event.__class__(**said)
    compact(event)
    return event


def tabled(kind: type[AnyEvent], rows: Sequence[tuple[int, ...]]) -> list[AnyEvent]:
    """Rows of one kind of event as a table, or as what a single one is; nothing where there are none."""
    if len(rows) < 2:
        return [kind(*row) for row in rows]
    return [kind(*(np.array(column, np.int64) for column in zip(*rows, strict=True)))]


def compact(event: Event) -> Event:
    """The event with its columns of one row as plain integers: the one form a single row has."""
    for name, value in vars(event).items():
        if isinstance(value, np.ndarray) and len(value) == 1:
            object.__setattr__(event, name, int(value[0]))
    return event


def _to_wire(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind in "ib":
        return msgspec.msgpack.Ext(COLUMN_TYPE, value.astype("<i8", copy=False).tobytes())
    raise TypeError(f"an event holds integers, columns, text or bytes, found {type(value).__name__}")


def _from_wire(code: int, data: memoryview) -> Any:
    if code != COLUMN_TYPE or len(data) % 8:
        raise JournalCorrupt(f"expected a column of int64, found extension {code} of {len(data)} bytes")
    return as_cells(np.frombuffer(data, "<i8"))


_encoder = msgspec.msgpack.Encoder(enc_hook=_to_wire)
_decoder = msgspec.msgpack.Decoder(list[list[list[Any]]], ext_hook=_from_wire)


def encode(stages: list[list[Event]]) -> bytes:
    """The effect of one step, stage by stage, as msgpack; the same events always give the same bytes."""
    return _encoder.encode([[_written(event) for event in stage] for stage in stages])


def _written(event: Event) -> list[Any]:
    """Kind and fields, without those at the end that say what holds anyway."""
    values = [_plain(getattr(event, name)) for name in _NAMES[event.KIND]]
    for default in reversed(_DEFAULTS[event.KIND]):
        if default is MISSING or isinstance(values[-1], np.ndarray) or values[-1] != default:
            break
        values.pop()
    return [event.KIND, *values]


def _plain(value: Any) -> Any:
    """One way to write a number: a plain integer, also for a column of one row, a flag or a member of an enum."""
    if isinstance(value, np.ndarray):
        return int(value[0]) if len(value) == 1 and value.dtype.kind in "ib" else value
    if isinstance(value, int | np.integer):
        return int(value)
    return value if isinstance(value, str | bytes) else _to_wire(value)


def decode(data: bytes) -> list[list[Event]]:
    """The stages an effect was encoded from; anything else is refused."""
    try:
        return [[_event(row) for row in stage] for stage in _decoder.decode(data)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError, TypeError, IndexError) as error:
        raise JournalCorrupt(f"expected the events of a step, found {error}") from None


def _event(row: list[Any]) -> Event:
    """One event of a kind that is known, its fields of the declared types, its columns of one length."""
    if type(row[0]) is not int:
        raise TypeError(f"an event of kind {row[0]!r:.40}")
    kind, values = ALL[row[0]], row[1:]
    lengths = set()
    for name, value, types in zip(_NAMES[kind.KIND], values, _TYPES[kind.KIND], strict=False):
        if type(value) not in types or (type(value) is int and abs(value) > INT64_MAX + (value < 0)):
            raise TypeError(f"{kind.__name__} with {name} = {value!r:.40}")
        if isinstance(value, np.ndarray):
            lengths.add(len(value))
    if len(lengths) > 1:
        raise TypeError(f"{kind.__name__} with columns of {sorted(lengths)} rows")
    return kind(*values)
