"""python -m tests.vectors FILE: judges a file of conformance cases; exit code 1 where one fails, 2 for a bad file."""

import sys
from collections import Counter
from pathlib import Path

from solvent.errors import BadCase
from tests.vectors import adapters as adapters
from tests.vectors.cases import read
from tests.vectors.registry import judge


def main(arguments: list[str]) -> int:
    """Prints each failure, the counts, and why cases are not covered."""
    if len(arguments) != 1 or not arguments[0]:
        print("usage: python -m tests.vectors FILE", file=sys.stderr)
        return 2
    try:
        cases = read(Path(arguments[0]))
    except BadCase as error:
        print(error, file=sys.stderr)
        return 2
    verdicts = [judge(case) for case in cases]
    failed = [verdict for verdict in verdicts if verdict.complaint]
    for verdict in failed:
        print(f"FAILED {verdict.case.id} ({verdict.case.venue} {verdict.case.kind}): {verdict.complaint}")
    passed = sum(verdict.passed for verdict in verdicts)
    reasons = Counter(verdict.why for verdict in verdicts if verdict.why)
    print(f"{passed} passed, {len(failed)} failed, {reasons.total()} not covered")
    for why, count in reasons.most_common():
        print(f"{count:6} {why}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
