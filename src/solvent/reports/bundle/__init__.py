"""What a third party needs to recompute a market's prices and decisions, exported from a journal.

    scope          which markets: the one asked for, those its prices read, those that decided accounts hold
    records        one event as one record of the bundle
    determination  the events of one look at some markets as one record
    walk           the journal, from its first step, to records in order
    exporting      both walks, and the bundle they come to
    files          the canonical form, the chain, the manifest, a folder or an archive

The format is described in docs/bundle-format.md; `verify/` reads it and shares no code with this.
"""

from solvent.reports.bundle.exporting import Exported, export
from solvent.reports.bundle.files import write
from solvent.reports.bundle.walk import Asked

__all__ = ["Asked", "Exported", "export", "write"]
