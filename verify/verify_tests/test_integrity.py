"""A bundle with one changed byte or one missing record fails, and the record or the file is named."""

import unittest

from solvent_verify.archive import unzipped, zipped
from solvent_verify.bundle import MANIFEST, RECORDS
from solvent_verify.errors import Broken
from verify_tests import made


class AnyChange(unittest.TestCase):
    def setUp(self) -> None:
        self.files = made.files(made.records())

    def test_the_bundle_itself_verifies(self) -> None:
        assert made.fault(self.files) == ""

    def test_every_byte_of_every_file_matters_and_its_place_is_named(self) -> None:
        for name, data in self.files.items():
            line = 1
            for place, byte in enumerate(data):
                for flip in (1, 0x20, 0xFF):
                    changed = data[:place] + bytes([byte ^ flip]) + data[place + 1 :]
                    where = f"{RECORDS}, record {line}: " if name == RECORDS else f"{name}: "
                    found = made.fault({**self.files, name: changed})
                    assert found.startswith(where), (name, place, flip, found)
                line += byte == ord("\n")

    def test_a_byte_more_or_less_is_noticed(self) -> None:
        for name, data in self.files.items():
            for changed in (data + b"\n", data + b" ", data[:-1], b""):
                assert name in made.fault({**self.files, name: changed}), name

    def test_every_record_that_is_missing_is_named(self) -> None:
        lines = self.files[RECORDS].splitlines(keepends=True)
        for place in range(len(lines)):
            shorter = b"".join(lines[:place] + lines[place + 1 :])
            found = made.fault({**self.files, RECORDS: shorter})
            assert found.startswith(f"{RECORDS}, record {place + 1}: "), found
            assert "missing" in found, found

    def test_records_that_are_told_twice_or_in_another_order_are_noticed(self) -> None:
        lines = self.files[RECORDS].splitlines(keepends=True)
        for place in range(len(lines) - 1):
            twice = b"".join([*lines[: place + 1], *lines[place:]])
            turned = b"".join([*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]])
            for changed in (twice, turned):
                assert made.fault({**self.files, RECORDS: changed}).startswith(f"{RECORDS}, record "), place

    def test_a_file_that_is_missing_or_unknown_is_named(self) -> None:
        for name in (RECORDS, made.TEXT):
            left = {other: data for other, data in self.files.items() if other != name}
            assert made.fault(left).startswith(name)
        assert made.fault({**self.files, "more.txt": b""}).startswith("more.txt")
        assert made.fault({RECORDS: self.files[RECORDS]}) == f"refused: made is no bundle: it has no {MANIFEST}"

    def test_another_version_is_refused_and_not_called_broken(self) -> None:
        for wrong in ({"version": 2}, {"format": "another"}):
            assert made.fault({**self.files, MANIFEST: made.sealed(**wrong)}).startswith("refused: expected")


class Archive(unittest.TestCase):
    def test_every_byte_of_an_archive_matters(self) -> None:
        files = made.files(made.records()[:4])
        data = zipped(files)
        assert unzipped(data, "x.zip") == files
        for place, byte in enumerate(data):
            changed = data[:place] + bytes([byte ^ 1]) + data[place + 1 :]
            try:
                found = unzipped(changed, "x.zip")
            except Broken as broken:
                assert broken.where == "x.zip"
                continue
            assert made.fault(found), place  # read as another bundle, which does not verify either

    def test_what_is_no_archive_or_is_followed_by_something_is_broken(self) -> None:
        data = zipped(made.files(made.records()[:4]))
        for wrong in (b"", b"PK", data[:-1], data + b"\0", b"\0" + data):
            with self.assertRaises(Broken):
                unzipped(wrong, "x.zip")


if __name__ == "__main__":
    unittest.main()
