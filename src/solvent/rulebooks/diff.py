"""What differs between two rulebooks, rule by rule and number by number, after everything they extend is resolved."""

import msgspec

from solvent.rulebooks.model import Rulebook
from solvent.rulebooks.schedule import repeats


class Change(msgspec.Struct, frozen=True):
    """One difference; "" stands for a key the other side does not have."""

    path: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.path}: {self.old or 'none'} → {self.new or 'none'}"


def diff(old: Rulebook, new: Rulebook) -> tuple[Change, ...]:
    """Every choice and number that differs. A market only one side names is compared with the other's "*", and
    prices of its own with the other's [prices].
    """
    before, after = _content(old), _content(new)
    _fill(before, after)
    _fill(after, before)
    shared = list(dict.fromkeys([*before, *after]))
    changes = [Change(path, before.get(path, ""), after.get(path, "")) for path in shared]
    return tuple(change for change in changes if change.old != change.new)


def _content(rulebook: Rulebook) -> dict[str, str]:
    head = "valid_from", "settlement", "settlement_decimals"
    content = {name: str(getattr(rulebook, name)) for name in head}
    for path in rulebook.entries:
        if not repeats(rulebook, path):
            content[path] = rulebook.written(path)
    return content


def _fill(content: dict[str, str], other: dict[str, str]) -> None:
    """Gives a side the markets that only the other names, as its own "*" has them."""
    own = {_market(path) for path in content}
    default = {path.removeprefix("markets.*"): text for path, text in content.items() if path.startswith("markets.*.")}
    prices = {f".{path}": text for path, text in content.items() if path.startswith("prices.")}
    for name in dict.fromkeys(_market(path) for path in other):
        if name and name not in own:
            content.update({f"markets.{name}{rest}": text for rest, text in default.items()})
        alone = f"markets.{name}.prices.filter.rule"
        if name and alone in other and alone not in content:
            content.update({f"markets.{name}{rest}": text for rest, text in prices.items()})


def _market(path: str) -> str:
    return path.split(".")[1] if path.startswith("markets.") else ""
