"""How a position is closed: who, how much, to whom, and who pays what is missing."""
