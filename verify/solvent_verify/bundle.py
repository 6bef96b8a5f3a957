"""From files to records: nothing is believed that does not hash to what the manifest says."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from solvent_verify import FORMAT, VERSION
from solvent_verify.archive import unzipped
from solvent_verify.errors import Broken, Refused

MANIFEST, RECORDS = "manifest.json", "records.jsonl"
Record = dict[str, Any]


def canonical(value: Any) -> bytes:
    """The one text of a value: keys in order, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")


def digest(data: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


GENESIS = digest(f"{FORMAT}/{VERSION}".encode("ascii"))


def linked(before: str, record: Record) -> str:
    """The chain after a record: the hash of the chain before it, a line feed, and the record without its own link."""
    return digest(before.encode("ascii") + b"\n" + canonical(record))


class Bundle:
    """A bundle whose bytes are those its manifest tells of.

    manifest   what it says of itself
    files      the others, by name
    """

    def __init__(self, files: dict[str, bytes], name: str) -> None:
        self.files = dict(files)
        if MANIFEST not in self.files:
            raise Refused(f"{name} is no bundle: it has no {MANIFEST}")
        self.manifest = _manifest(self.files.pop(MANIFEST))
        self.records = list(_records(self.files.get(RECORDS, b""), self.manifest))
        _whole(self.files, self.manifest)

    @property
    def seal(self) -> str:
        """The hash that stands for the whole bundle."""
        return str(self.manifest["seal"])


def read(path: Path) -> Bundle:
    """The bundle in a folder or an archive."""
    if path.is_dir():
        inside = sorted(file for file in path.rglob("*") if file.is_file())
        return Bundle({file.relative_to(path).as_posix(): file.read_bytes() for file in inside}, path.name)
    if not path.is_file():
        raise Refused(f"{path} is neither a folder nor a file")
    return Bundle(unzipped(path.read_bytes(), path.name), path.name)


def _parsed(line: bytes, where: str) -> Record:
    """One canonical line of JSON; its line feed is part of it."""

    def no_such_number(text: str) -> None:
        raise ValueError(f"{text} is no integer")

    try:
        found = json.loads(line, parse_float=no_such_number, parse_constant=no_such_number)
        same = canonical(found) + b"\n" == line
    except (ValueError, RecursionError, TypeError) as error:
        raise Broken(where, f"expected one line of JSON, found: {error}") from None
    if not same or not isinstance(found, dict):
        raise Broken(where, "expected one object in the canonical form (keys in order, no spaces), found another")
    return found


def _manifest(data: bytes) -> Record:
    manifest = _parsed(data, MANIFEST)
    seal = manifest.pop("seal", None)
    if seal != digest(canonical(manifest)):
        raise Broken(MANIFEST, "it does not hash to its own seal")
    if manifest.get("format") != FORMAT:
        raise Refused(f"expected the format {FORMAT}, found {manifest.get('format')!r}")
    if manifest.get("version") != VERSION:
        raise Refused(f"expected version {VERSION} of {FORMAT}, found {manifest.get('version')!r}")
    shape = {"market": str, "markets": list, "from_ns": int, "to_ns": int, "records": int, "files": list, "chain": str}
    wrong = [name for name, kind in shape.items() if not isinstance(manifest.get(name), kind)]
    if wrong or any(
        not isinstance(entry, dict) or set(entry) != {"name", "bytes", "sha256"} for entry in manifest["files"]
    ):
        raise Broken(MANIFEST, f"expected {', '.join(shape)}, found something else in {wrong or ['files']}")
    return {**manifest, "seal": seal}


def _whole(files: dict[str, bytes], manifest: Record) -> None:
    told = {entry["name"]: entry for entry in manifest["files"]}
    for name, entry in told.items():
        if name not in files:
            raise Broken(str(name), "the file is missing")
        if len(files[name]) != entry["bytes"] or digest(files[name]) != entry["sha256"]:
            raise Broken(str(name), "the file does not hash to what the manifest says")
    for name in files:
        if name not in told:
            raise Broken(name, "the manifest knows no such file")


def _records(data: bytes, manifest: Record) -> Iterator[Record]:
    chain, number = GENESIS, 0
    for number, line in enumerate(data.splitlines(keepends=True), 1):
        where = f"{RECORDS}, record {number}"
        record = _parsed(line, where)
        if record.get("n") != number:
            what = f"record {number} is missing" if isinstance(record.get("n"), int) and record["n"] > number else (
                f"expected number {number}"
            )  # fmt: skip
            raise Broken(where, f"{what}, found number {record.get('n')!r} in its place")
        link = record.pop("chain", None)
        chain = linked(chain, record)
        if link != chain:
            raise Broken(where, "it does not hash to its link of the chain: it, or the record before it, was changed")
        yield record
    if number != manifest["records"]:
        where = f"{RECORDS}, record {min(number, manifest['records']) + 1}"
        what = "the record is missing" if number < manifest["records"] else "the manifest knows no such record"
        raise Broken(where, f"{what} ({number} of {manifest['records']})")
    if chain != manifest["chain"]:
        raise Broken(MANIFEST, "its chain is not that of the last record")
