"""How a bundle lies on disk: canonical JSON lines, each hashed to the one before, and a manifest of hashes."""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from solvent.errors import BadInput

FORMAT, VERSION = "solvent-bundle", 1
MANIFEST, RECORDS = "manifest.json", "records.jsonl"
EPOCH = (1980, 1, 1, 0, 0, 0)
UNIX, MODE, LARGEST = 3, 0o600 << 16, 2**32 - 1
Record = dict[str, Any]


def canonical(value: Any) -> bytes:
    """The one text of a value: keys in order, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def digest(data: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def chained(records: Iterable[Record]) -> tuple[bytes, int, str]:
    """(the lines, how many, the chain after the last) of records, numbered from 1."""
    lines, chain, number = [], digest(f"{FORMAT}/{VERSION}".encode("ascii")), 0
    for number, record in enumerate(records, 1):
        whole = {"n": number, **record}
        chain = digest(chain.encode("ascii") + b"\n" + canonical(whole))
        lines.append(canonical({**whole, "chain": chain}) + b"\n")
    return b"".join(lines), number, chain


def sealed(records: Iterable[Record], texts: dict[str, str], about: Record) -> tuple[dict[str, bytes], str]:
    """The files of a bundle by name, the manifest first, and the seal.

    texts   other files, by name
    about   what the manifest says beyond the hashes
    """
    lines, count, chain = chained(records)
    files = {RECORDS: lines, **{name: text.encode("utf-8") for name, text in texts.items()}}
    listed = [{"name": name, "bytes": len(data), "sha256": digest(data)} for name, data in files.items()]
    manifest = {"format": FORMAT, "version": VERSION, "records": count, "chain": chain, "files": listed, **about}
    seal = digest(canonical(manifest))
    return {MANIFEST: canonical({**manifest, "seal": seal}) + b"\n", **files}, seal


def write(files: dict[str, bytes], path: Path) -> None:
    """Writes a bundle as a folder, or as an archive where the name ends in .zip; never over something."""
    if path.exists():
        raise BadInput(f"expected a name that is not taken, found {path}", "-o")
    if path.suffix != ".zip":
        path.mkdir(parents=True)
        for name, data in files.items():
            (path / name).write_bytes(data)
        return
    if sum(map(len, files.values())) > LARGEST:
        raise BadInput("expected a bundle below 4 GiB in an archive: name a folder instead", "-o")
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "x", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = UNIX, MODE
            archive.writestr(entry, data)
