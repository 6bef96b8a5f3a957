"""From a path to a table of cells or a JSON document; a file whose bytes are not what they claim is refused whole.

The content decides between Parquet, gzip and text; between JSON and CSV the extension decides, and the first character
where the extension says neither.
"""

import csv
import gzip
import io
import json
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from solvent.errors import BadBook
from solvent.feeds.cells import Literal, cut

LARGEST_FILE = 2**29  # bytes, unpacked
MOST_ROWS = 5_000_000
MOST_COLUMNS = 1000
GZIP, PARQUET = b"\x1f\x8b", b"PAR1"
DELIMITERS = ",;\t"
POSITIONS = "a file of positions in CSV, JSON or Parquet"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under named columns.

    columns  as the file spells them, each once
    rows     (where, one cell a column)
    notes    what the kind of file alone gives reason to say
    cut      the last line does not end, so that it may have been longer
    """

    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[object, ...]], ...]
    notes: tuple[str, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON document: dicts, lists, strings, booleans, None, and `Literal` for each bare number."""

    source: str
    content: Any


def load(path: str | Path, expected: str = POSITIONS) -> Table | Document:
    """The table or JSON document in a file; `expected` is what messages say it should be."""
    path = Path(path)
    data = _bytes(path, expected)
    if data.startswith(PARQUET):
        return _parquet(path, data)
    text = _text(data, path.name)
    extension = next((s for s in reversed(path.suffixes) if s.lower() != ".gz"), "").lower()
    if extension == ".json" or (extension not in (".csv", ".tsv", ".txt") and text.lstrip()[:1] in ("[", "{")):
        return Document(path.name, parse_json(text, path.name))
    return parse_csv(text, path.name)


def load_text(path: str | Path, expected: str) -> str:
    """The text of a file, unpacked where it is gzipped."""
    path = Path(path)
    return _text(_bytes(path, expected), path.name)


def _bytes(path: Path, expected: str) -> bytes:
    """The content of a file, unpacked where it is gzipped."""
    try:
        if path.is_dir():
            raise BadBook(f"expected {expected}, found a directory", str(path))
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        if data.startswith(GZIP):
            with gzip.open(io.BytesIO(data)) as unpacked:
                data = unpacked.read(LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise BadBook(f"expected {expected}, found no such file", str(path)) from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadBook(f"expected a whole gzip file, found one that is cut off or damaged: {error}", path.name) from None
    except (OSError, ValueError) as error:
        raise BadBook(f"expected a readable file, found: {error}", str(path)) from None
    if len(data) > LARGEST_FILE:
        raise BadBook(f"expected at most {LARGEST_FILE} bytes, found more", path.name)
    if not data.strip():
        raise BadBook(f"expected {expected}, found an empty file", path.name)
    return data


def _text(data: bytes, source: str) -> str:
    """UTF-8 text, with or without a byte order mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadBook("expected UTF-8, found UTF-16: save the file as UTF-8", source)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02x} at offset {error.start}"
        raise BadBook(f"expected UTF-8, found {found}: save the file as UTF-8", source) from None


def parse_json(text: str, source: str) -> Any:
    """A JSON document; numbers stay text, a key given twice and the constants NaN and Infinity are refused."""

    def constant(word: str) -> NoReturn:
        raise BadBook(f"expected a finite number, found {word}", source)

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        document = dict(pairs)
        if len(document) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise BadBook(f"expected each key once in an object, found {cut(twice)} twice", source)
        return document

    try:
        return json.loads(
            text, parse_float=Literal, parse_int=Literal, parse_constant=constant, object_pairs_hook=unique
        )
    except json.JSONDecodeError as error:
        where = f"{source}, line {error.lineno}"
        raise BadBook(f"expected JSON, found at column {error.colno}: {error.msg}", where) from None
    except RecursionError:
        raise BadBook("expected JSON a few levels deep, found one too deep to read", source) from None


def parse_csv(text: str, source: str) -> Table:
    """A CSV table with a header; delimited by the first of comma, semicolon and tab that the header holds."""
    delimiter = delimiter_of(next((line for line in text.splitlines() if line.strip()), ""))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: tuple[str, ...] = ()
    rows: list[tuple[str, tuple[object, ...]]] = []
    try:
        for fields in reader:
            where = f"{source}, line {reader.line_num}"
            if not any(field.strip() for field in fields):
                continue
            if not columns:
                columns = header_of(fields, where)
            elif len(fields) != len(columns):
                raise BadBook(f"expected {len(columns)} fields as in the header, found {len(fields)}", where)
            else:
                rows.append((where, tuple(fields)))
    except csv.Error as error:
        raise BadBook(f"expected CSV, found: {error}", f"{source}, line {reader.line_num}") from None
    if not columns:
        raise BadBook("expected a header line, found an empty file", source)
    return Table(source, columns, tuple(rows), cut=not text.endswith(("\n", "\r")))


def delimiter_of(header: str) -> str:
    """The first of comma, semicolon and tab that a header holds."""
    return next((mark for mark in DELIMITERS if mark in header), ",")


def header_of(fields: list[str], where: str) -> tuple[str, ...]:
    """The names of the columns, each once."""
    columns = [field.strip() for field in fields]
    if len(columns) > MOST_COLUMNS:
        raise BadBook(f"expected at most {MOST_COLUMNS} columns, found {len(columns)}", where)
    for column in columns:
        if column and columns.count(column) > 1:
            raise BadBook(f"expected each column once, found {cut(column)} twice", where)
    return tuple(columns)


def _parquet(path: Path, data: bytes) -> Table:
    """A Parquet file through DuckDB: decimals digit by digit, doubles by their shortest decimal form."""
    with tempfile.TemporaryDirectory(prefix="solvent-") as folder:
        copy = Path(folder) / "book.parquet"  # unpacked, and under a name that DuckDB does not take for a pattern
        copy.write_bytes(data)
        columns, fetched, floats = _query(copy, path.name)
    if len(fetched) > MOST_ROWS:
        raise BadBook(f"expected at most {MOST_ROWS} rows, found more", path.name)
    rows = tuple(
        (f"{path.name}, row {i}", tuple(cell if isinstance(cell, str) or cell is None else repr(cell) for cell in row))
        for i, row in enumerate(fetched, 1)
    )
    note = f"{path.name}: floating-point columns were read by their shortest decimal form: {', '.join(floats)}"
    return Table(path.name, header_of(columns, path.name), rows, (note,) if floats else ())


def _query(path: Path, source: str) -> tuple[list[str], list[tuple[Any, ...]], list[str]]:
    """(columns, rows, floating-point columns) of a Parquet file; every other type comes as text."""
    import duckdb  # a tenth of a second, and only Parquet needs it

    config: Any = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    try:
        with duckdb.connect(":memory:", config=config) as connection:
            described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
            kinds = {str(row[0]): str(row[1]) for row in described}
            cells = []
            for column, kind in kinds.items():
                quoted = '"' + column.replace('"', '""') + '"'
                cells.append(quoted if kind == "DOUBLE" else f"CAST({quoted} AS VARCHAR)")
            query = f"SELECT {', '.join(cells)} FROM read_parquet(?) LIMIT {MOST_ROWS + 1}"
            fetched = connection.execute(query, [str(path)]).fetchall()
    except (duckdb.Error, UnicodeDecodeError) as error:
        raise BadBook(f"expected a Parquet file, found: {str(error).splitlines()[0]}", source) from None
    return list(kinds), fetched, [column for column, kind in kinds.items() if kind in ("DOUBLE", "FLOAT")]
