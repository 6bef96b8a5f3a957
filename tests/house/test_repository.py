"""What is tracked is the project's own text: no address of a registry, no lock of a tool, no data of others."""

import hashlib
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.house.sources import ROOT

# Written in two halves so that this file does not name what it looks for.
HOSTS = re.compile(
    "|".join(re.escape("".join(halves)) for halves in [
        ("py", "pi.org"), ("python", "hosted"), ("npm", "js.com"), ("npm", "js.org"), ("deb.", "debian"),
        ("conda.", "anaconda"), ("un", "pkg.com"), ("js", "delivr"), ("file:///", "opt/"), ("/op", "t/py", "pi"),
        ("/op", "t/wheels"),
    ])
)  # fmt: skip
TOOL_LOCKS = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"}
PACKED = {".gz", ".zip", ".xz", ".zst", ".bz2", ".7z", ".parquet", ".whl", ".so", ".pyc", ".sqlite", ".db"}
PICTURES = {".png", ".jpg", ".ico", ".gif", ".webp", ".pdf", ".woff2"}


@cache
def tracked() -> tuple[Path, ...]:
    """The files git knows, as they stand in the work tree."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: there is no list of tracked files")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file())


def address(text: str) -> str | None:
    """The first registry address in a text."""
    found = HOSTS.search(text)
    return found.group() if found else None


def is_binary(file: Path) -> bool:
    return b"\0" in file.read_bytes()[:8192]


def test_no_tracked_file_names_a_registry() -> None:
    named = {str(file): address(file.read_text("utf-8", errors="replace")) for file in tracked()}
    assert {file: found for file, found in named.items() if found} == {}


def test_the_search_for_registries_can_find_one() -> None:
    assert address("--index-url https://py" + "pi.org/simple") is not None
    assert address("numpy==2.4.6") is None


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt"])
def test_requirements_are_hashed_and_say_nothing_of_their_origin(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links)\b|://", text, re.MULTILINE)
    pins = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert pins
    assert [pin.splitlines()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_no_lock_file_of_a_tool_is_tracked() -> None:
    assert [file for file in tracked() if file.name in TOOL_LOCKS] == []


def test_no_packed_or_binary_file_is_tracked() -> None:
    assert [file for file in tracked() if file.suffix in PACKED] == []
    assert [file for file in tracked() if file.suffix not in PICTURES and is_binary(file)] == []


def test_no_file_of_the_shared_data_is_tracked(shared: Path) -> None:
    def digest(file: Path) -> str:
        return hashlib.sha256(file.read_bytes()).hexdigest()

    theirs = [file for file in (shared / "data").rglob("*") if file.is_file()]
    sizes = {file.stat().st_size for file in theirs}
    ours = {digest(file): file for file in tracked() if file.stat().st_size in sizes and file.stat().st_size}
    assert [ours[found] for found in map(digest, theirs) if found in ours] == []


def test_the_licence_is_there() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert (ROOT / "NOTICE").is_file()
