"""Where rulebooks lie: the shipped ones by name, anyone's own by path, and what one extends."""

from pathlib import Path
from typing import NoReturn

from solvent.errors import BadRulebook
from solvent.rulebooks import canonical, checks, schema
from solvent.rulebooks.model import Rulebook
from solvent.rulebooks.tree import Node, merge, parse, shown, suggestion

HOME = Path(__file__).parent
DEEPEST = 8  # rulebooks that extend one another


def names() -> list[str]:
    """The shipped rulebooks."""
    return shelved(HOME)


def shelved(home: Path) -> list[str]:
    """The names of the rulebooks that are shipped in a folder."""
    return sorted(file.stem for file in home.glob("*.toml"))


def load(name_or_path: str | Path) -> Rulebook:
    """A shipped rulebook by its name, or anyone's own by the path of its file; refused with line and reason."""
    file = name_or_path if isinstance(name_or_path, Path) else find(name_or_path, Path())
    return parsed(read_text(file), _label(file), file.parent, (file,))


def parsed(text: str, label: str = "text", folder: Path | None = None, seen: tuple[Path, ...] = ()) -> Rulebook:
    """A rulebook from its text; `folder` is where the paths in `extends` begin."""
    root = parse(text, label)
    lineage: list[str] = []
    rulebook = schema.read(_resolved(root, folder or Path(), seen, lineage), text, tuple(lineage))
    checks.check(rulebook)
    return canonical.hashed(rulebook)


def find(name: str, folder: Path) -> Path:
    """The file a name or path stands for; an unknown name is refused with the nearest known one."""
    if is_path(name):
        return folder / name
    if name not in names():
        raise BadRulebook(f"expected the name of a rulebook or the path of a .toml file, found {shown(name)}"
                          + suggestion(name, names()))  # fmt: skip
    return HOME / f"{name}.toml"


def is_path(name: str) -> bool:
    """Whether a text names a file rather than a shipped rulebook."""
    return name.endswith(".toml") or "/" in name or "\\" in name


def _resolved(root: Node, folder: Path, seen: tuple[Path, ...], lineage: list[str]) -> Node:
    """The tree with everything it extends laid under it."""
    node = root.table.get("extends")
    if node is None:
        return root
    if not isinstance(node.value, str) or not node.value:
        node.refuse(f"expected the name or path of a rulebook, found {shown(node.value)}")
    try:
        file = find(node.value, folder)
        text = read_text(file)
    except BadRulebook as error:
        node.refuse(str(error))
    known = [place.resolve() for place in seen]
    if file.resolve() in known or len(seen) >= DEEPEST:
        _refuse_cycle(node, (*seen, file), file.resolve() in known)
    lineage.append(file.stem)
    parent = _resolved(parse(text, _label(file)), file.parent, (*seen, file), lineage)
    mine, theirs = root.table.get("settlement"), parent.table.get("settlement")
    if mine is not None and theirs is not None and mine.value != theirs.value:
        mine.refuse(f"expected {shown(theirs.value)}, in which {file.stem} counts, found {shown(mine.value)}")
    return merge(parent, root)


def _refuse_cycle(node: Node, seen: tuple[Path, ...], cycle: bool) -> NoReturn:
    way = " -> ".join(place.stem for place in seen)
    node.refuse(f"expected {'no cycle' if cycle else f'at most {DEEPEST} steps'} of extends, found {way}")


def _label(file: Path) -> str:
    return file.name if file.parent == HOME else str(file)


def read_text(file: Path) -> str:
    """A rulebook's text; BadRulebook where there is none that can be read, or one that is far too long."""
    try:
        if file.stat().st_size > 4_000_000:
            raise BadRulebook("expected a rulebook, found a file of more than 4 MB", str(file))
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRulebook(f"expected UTF-8, found another byte at offset {error.start}", str(file)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadRulebook(f"expected a file that can be read: {reason}", str(file)) from None


def taken_from(home: Path, name_or_path: str, what: str) -> tuple[str, str]:
    """The text and the label of a rulebook that stands by itself: a shipped one by name, or anyone's own by path.

    home      where the shipped ones lie
    what      how a name is asked for
    returns   (text, label); BadRulebook for an unknown name, with the nearest, or a file that cannot be read
    """
    if name_or_path in shelved(home):
        return read_text(home / f"{name_or_path}.toml"), f"{name_or_path}.toml"
    if not name_or_path.endswith(".toml"):
        found = f"{shown(name_or_path)}{suggestion(name_or_path, shelved(home))}"
        raise BadRulebook(f"expected {what} or the path of a .toml file, found {found}")
    return read_text(Path(name_or_path)), name_or_path
