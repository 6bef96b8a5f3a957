"""The one way in which a bundle is zipped: stored, no dates, nothing beside the files. Any other byte is a change."""

import io
import struct
import zipfile
import zlib

from solvent_verify.errors import Broken

VERSION, DATE, MODE, UNIX = 20, 0x21, 0o600 << 16, 3  # 2.0; 1 January 1980; rw-------; where modes are of Unix
WRONG = (
    zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError, struct.error, zlib.error, OSError,
    OverflowError,
)  # fmt: skip


def unzipped(data: bytes, name: str) -> dict[str, bytes]:
    """The files of an archive by name; an archive that is not byte for byte as it must be is broken."""
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            for info in opened.infolist():
                found[info.filename] = opened.read(info)
    except WRONG as error:
        raise Broken(name, f"expected an archive that can be read, found: {error}") from None
    if zipped(found) != data:
        raise Broken(name, "expected an archive in its one form (stored, without dates), found another byte in it")
    return found


def zipped(files: dict[str, bytes]) -> bytes:
    """The bytes of an archive of these files, in this order."""
    body, directory = b"", b""
    for name, data in files.items():
        label, crc, size, offset = name.encode("utf-8"), zlib.crc32(data), len(data), len(body)
        if max(size, offset) >= 0xFFFFFFFF:
            raise Broken(name, "expected an archive below 4 GiB: a larger bundle is a folder")
        common = struct.pack("<HHHHHIIIHH", VERSION, 0, 0, 0, DATE, crc, size, size, len(label), 0)
        body += b"PK\x03\x04" + common + label + data
        rest = struct.pack("<HHHII", 0, 0, 0, MODE, offset)
        directory += b"PK\x01\x02" + struct.pack("<BB", VERSION, UNIX) + common + rest + label
    count = len(files)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end
