"""Conformance cases: numbers published by venues and their test suites, judged by this project's own rules.

A case names a venue or a protocol, a kind, inputs and expected values. An adapter for that venue, kind and shape of
inputs puts the inputs on a grid of integers fine enough for what is expected, asks the rules of `src`, and hands back
exact rationals. Equal means equal, unless the case states a tolerance. A case marked `documented_mismatch` prints a
number that does not follow from its own rule: it passes when the rules do not reproduce it.

    python -m tests.vectors ../shared/vectors/perps.json
    python -m tests.vectors ../shared/vectors/lending.json
"""
