"""Tests of the verifier with the standard library alone: `python -m unittest` in this folder's parent."""
