"""The two ways in which a bundle does not verify."""


class Broken(Exception):
    """The bundle is not what was written, or says what does not follow; names the file or the record."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where, self.what = where, what


class Refused(Exception):
    """Nothing is said of the bundle: it is no bundle, of another version, or rests on a rule that is not listed."""
