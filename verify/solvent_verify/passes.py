"""A whole determination: sources, then indices, then marks of all its markets, against what was claimed."""

from typing import Any

from solvent_verify import index, mark, sources
from solvent_verify.errors import Broken
from solvent_verify.world import Record, World


def recompute(world: World, claimed: list[Record], where: str) -> None:
    """Recomputes a determination and takes it down; the first value that differs is named."""
    numbers = [entry["market"] for entry in claimed]
    if len(set(numbers)) != len(numbers) or not numbers:
        raise Broken(where, "expected one or more markets, each once")
    heard = [sources.gathered(world, world.market(number, where)) for number in numbers]
    for one, entry in zip(heard, claimed, strict=True):
        turns = sources.turns(one, world.now_ns)
        _same(where, f"the sources of {one.market.name}", entry["turns"], turns)
    for entry in claimed:
        for turned in entry["turns"]:
            sources.turn(world.sources[turned["source"]], turned["what"], turned["exclusion"], world.now_ns)
    formed = [
        index.determined(world, one, bool(entry["turns"])) for one, entry in zip(heard, claimed, strict=True)
    ]  # fmt: skip
    for one, entry, (said, parts) in zip(heard, claimed, formed, strict=True):
        _same(where, f"what the index of {one.market.name} is made of", entry["composed"], parts)
        _same(where, f"the index of {one.market.name}", entry["index"], said)
    for one, (said, _) in zip(heard, formed, strict=True):
        for each in said:
            index.take(one.market, each)
    opened = [mark.opened(one) for one in heard]
    marks = [mark.determined(world, one, gate) for one, gate in zip(heard, opened, strict=True)]
    for one, entry, gate, found in zip(heard, claimed, opened, marks, strict=True):
        _same(where, f"the gate of {one.market.name}", entry["opened"], gate)
        _same(where, f"the mark of {one.market.name}", entry["mark"], found)
    for one, gate, found in zip(heard, opened, marks, strict=True):
        one.market.gate_ns = 0 if gate else one.market.gate_ns
        mark.take(one.market, found, world.now_ns)


def _same(where: str, what: str, claimed: Any, found: Any) -> None:
    """Raises where a claim is not what was recomputed, naming the field."""
    if claimed == found:
        return
    if isinstance(claimed, list) and isinstance(found, list):
        if len(claimed) != len(found):
            raise Broken(where, f"{what}: claimed {claimed or 'nothing'}, recomputed {found or 'nothing'}")
        for one, other in zip(claimed, found, strict=True):
            _same(where, what, one, other)
    if isinstance(claimed, dict):
        name = next(name for name in found if claimed[name] != found[name])
        raise Broken(where, f"{what}: claimed {name} {claimed[name]}, recomputed {found[name]}")
    raise Broken(where, f"{what}: claimed {claimed}, recomputed {found}")
