"""Ladders of refusals: everything is wrong at first, and each rung says what is refused before more is put right."""

from typing import Any

from solvent import commands as c
from solvent.reasons import Reason
from tests.world import World

GO = "go"  # what is done before the next rung
Rung = tuple[Reason, dict[str, Any]]


def climbed(
    world: World, kind: type[c.Command], wrong: dict[str, Any], ladder: list[Rung], pool: str = ""
) -> dict[str, Any]:
    """The fields of the command at the top; at each rung the lowest reason that holds was given and nothing changed.

    pool   of what is done between rungs
    """
    for reason, right in ladder:
        before = world.book.digest()
        assert world.do(kind, **wrong).refused == reason, (reason, wrong)
        assert world.book.digest() == before
        if done := right.get(GO):
            assert world.do(**{"pool": pool} | done).refused is None, done
        wrong = wrong | {key: value for key, value in right.items() if key != GO}
    return wrong
