"""What every command carries, and the names that stand for no account."""

import msgspec

from solvent.policy import Int64

LINEAR, INVERSE = "linear", "inverse"
OUTSIDE = "@outside"  # the world beyond the accounts: whoever is on the other side and is not modelled


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """What every command carries.

    id        idempotency key, not empty
    time_ns   ns UTC
    actor     who asked
    """

    id: str = ""
    time_ns: Int64 = 0
    actor: str = ""
