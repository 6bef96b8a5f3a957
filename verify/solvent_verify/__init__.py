"""Recomputes index, mark, margin and the liquidation decision from a bundle, with the standard library alone.

It shares no code with the engine that wrote the bundle: it follows the page that describes the format and the rules
(docs/bundle-format.md). All numbers are Python's own integers; every division says which way it rounds.

    bundle     files to records: hashes, the chain, the canonical form
    archive    the one way in which a bundle is zipped
    shape      which fields a record has
    listed     the rules that are recomputed; any other is refused by name
    world      what is known after each record
    sources    whether a source counts
    index      from those that count to an index
    mark       from the index to the price that triggers
    passes     a whole determination, against what was claimed
    margin     equity, maintenance and the decision
    check      the walk over all records
"""

__version__ = "0.1.0"
FORMAT, VERSION = "solvent-bundle", 1
