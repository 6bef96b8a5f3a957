"""Tests of the rulebooks: the reader, the shipped ones, and what is refused."""
