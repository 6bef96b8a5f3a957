"""Tests of the house itself: what a reader may rely on in every file of src/solvent."""
