"""Tests, one folder for each room of src/solvent, and laws, vectors, replays, parity and house beside them."""
