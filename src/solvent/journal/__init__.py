"""The journal: append, hash chain, snapshots, verify.

Every step is written down before it is acknowledged. An acknowledged id survives; an unacknowledged command may be sent
again and takes effect once; a corrupt blob is refused by name.

    contract        the words, and what every journal must do
    chain           how a step becomes bytes and a head
    stored          what may be appended, what is refused: once, over a `store` of rows
    memory, sqlite  where the rows lie
    verification    walk everything, name what is wrong

Source: ours.
"""

from solvent.journal.chain import FORMAT, GENESIS
from solvent.journal.contract import Blob, Fault, Journal, Record, Snapshot, Step
from solvent.journal.memory import MemoryJournal, MemoryStore
from solvent.journal.sqlite import SqliteJournal
from solvent.journal.store import Census, Conflict, Store
from solvent.journal.stored import StoredJournal
from solvent.journal.verification import Verification, verify

__all__ = [
    "FORMAT",
    "GENESIS",
    "Blob",
    "Census",
    "Conflict",
    "Fault",
    "Journal",
    "MemoryJournal",
    "MemoryStore",
    "Record",
    "Snapshot",
    "SqliteJournal",
    "Step",
    "Store",
    "StoredJournal",
    "Verification",
    "verify",
]
