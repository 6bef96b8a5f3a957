"""The flagship case to the last byte: a head commits to every command and every event, a digest to the whole state.

A change here means that somebody, somewhere, would be closed, charged or paid otherwise than before, or that the
journal's bytes changed. Both may be right; neither may happen unseen.
"""

from pathlib import Path

import pytest

from solvent import rulebooks
from solvent.journal import SqliteJournal, verify
from solvent.lab import cases
from solvent.lab.run import AS_IT_WAS, play_one
from solvent.runtime import replay_both

GOLDEN = {
    "last-full": (
        "53efb6273db3bc0788c9795d0579860aa30d8e6e621193f37cb471ded6971f2f",
        "8c9176816d7ddcf0a03cf4893a4773e39dd7c26f4b07de036d1e71b313bb2499",
    ),
    "index-partial": (
        "2ab3ee3f9ce3fcc49e675dfa490924a520ace6871d768e71f4c8f674e69d47fb",
        "5c9fa81269a9781ac216341cdf569261008d41407836c4b7be2478115c970054",
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_flagship_is_the_same_to_the_last_byte(name: str, tmp_path: Path) -> None:
    rulebook = rulebooks.load(name)
    run = play_one(cases.load("ten-times"), rulebooks.compile(rulebook), rulebooks.toml(rulebook), AS_IT_WAS, tmp_path)
    assert (run.head, run.digest) == GOLDEN[name]
    with SqliteJournal(tmp_path / run.journal, readonly=True) as journal:
        assert verify(journal, expected_head=bytes.fromhex(run.head)).ok
        replay = replay_both(journal)
    assert (replay.differs, replay.digest.hex()) == (None, run.digest)
