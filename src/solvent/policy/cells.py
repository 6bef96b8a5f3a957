"""What a number of a policy may be."""

from typing import Annotated

import msgspec

MAX_UNIT_DECIMALS = 18  # of an asset of a lending pool, and of what its values are told in
Int64 = Annotated[int, msgspec.Meta(ge=-(2**63) + 1, le=2**63 - 1)]
