"""Tests of the laboratory: cases, tapes and books."""
