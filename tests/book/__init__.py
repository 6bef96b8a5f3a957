"""The state, its digest and its snapshots."""
