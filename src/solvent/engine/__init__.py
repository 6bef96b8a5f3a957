"""The judge: reads the book, decides events, lets the clerk write them, stage by stage."""

from solvent.engine.step import Engine, Outcome

__all__ = ["Engine", "Outcome"]
