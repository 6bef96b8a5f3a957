"""A liquidation risk engine for crypto markets: one deterministic engine, live and in the lab.

from solvent import Engine, commands, rulebook

engine = Engine(rulebook("teaching"))
outcome = engine.step(commands.OpenAccount(account="borrower"))
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Engine", "Runtime", "__version__", "rulebook"]

if TYPE_CHECKING:
    from solvent.engine import Engine
    from solvent.policy import Policy
    from solvent.runtime import Runtime


def rulebook(name: str) -> "Policy":
    """A rulebook by name or path, compiled: what `Engine` takes.

    Raises BadRulebook with line and reason where it does not hang together.
    """
    from solvent import rulebooks

    return rulebooks.compile(rulebooks.load(name))


def __getattr__(name: str) -> Any:
    """The engine and its host, imported when first asked for: `import solvent` alone costs nothing."""
    if name == "Engine":
        from solvent.engine import Engine

        return Engine
    if name == "Runtime":
        from solvent.runtime import Runtime

        return Runtime
    raise AttributeError(f"module 'solvent' has no attribute {name!r}")
