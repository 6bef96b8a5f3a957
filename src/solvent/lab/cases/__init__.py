"""The cases: those that come with the package, by name, and any other by path.

case = cases.load("ten-times")
for command in cases.commands(case, policy): ...
"""

from difflib import get_close_matches
from pathlib import Path

from solvent.errors import BadCase
from solvent.lab.case import Case
from solvent.lab.case_reader import read_case
from solvent.lab.case_tape import tape_of, with_files
from solvent.lab.stream import commands
from solvent.lab.tape import NO_REBOUND, OUTSIDE_FOLLOWS, REALISED, VARIANTS

__all__ = [
    "NO_REBOUND",
    "OUTSIDE_FOLLOWS",
    "REALISED",
    "VARIANTS",
    "Case",
    "commands",
    "load",
    "names",
    "read_case",
    "tape_of",
    "with_files",
]

FOLDER = Path(__file__).parent
LARGEST = 2**24  # bytes


def names() -> tuple[str, ...]:
    """The cases that come with the package, in order of name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load(name_or_path: str | Path) -> Case:
    """A case by the name of one that comes with the package, or by the path of a .toml file."""
    text = str(name_or_path)
    if text in names():
        return _read(FOLDER / f"{text}.toml")
    if text.endswith(".toml") or "/" in text or isinstance(name_or_path, Path):
        return _read(Path(text))
    near = get_close_matches(text, names(), 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise BadCase(f"expected a case among {', '.join(names())}, or the path of a .toml file, found {text[:60]!r}{hint}")


def _read(path: Path) -> Case:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise BadCase(f"expected a readable case file, found: {error}", str(path)) from None
    if len(data) > LARGEST:
        raise BadCase(f"expected at most {LARGEST} bytes, found more", str(path))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadCase(
            f"expected UTF-8, found byte 0x{data[error.start]:02x} at offset {error.start}", str(path)
        ) from None
    return read_case(text, str(path))
