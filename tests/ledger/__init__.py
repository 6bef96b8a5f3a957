"""Money: who may pay whom for what, and how much."""
