"""`python -m solvent_verify BUNDLE`: 0 everything follows, 1 something does not, 2 nothing is said of it."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from solvent_verify import __version__, listed
from solvent_verify.bundle import read
from solvent_verify.check import Check
from solvent_verify.errors import Broken, Refused

FOLLOWS, BROKEN, REFUSED = 0, 1, 2
GIVEN = ("what the sources said", "balances and positions", "funding rates, open interest and pauses",
         "the rulebook's terms and tiers as they were compiled")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="solvent_verify", description=__doc__)
    parser.add_argument("bundle", nargs="?", type=Path, help="a folder or a .zip that `solvent price bundle` wrote")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--rules", action="store_true", help="print the rules that are recomputed")
    parser.add_argument("--version", action="version", version=__version__)
    asked = parser.parse_args(arguments)
    if asked.rules:
        _say("\n".join(listed.names()))
        return FOLLOWS
    if asked.bundle is None:
        parser.error("expected a bundle")
    code, document = verified(asked.bundle)
    _say(json.dumps(document, indent=2) if asked.json else _text(document))
    return code


def verified(path: Path) -> tuple[int, dict[str, object]]:
    """(exit code, what was found) of a bundle."""
    try:
        bundle = read(path)
        counts = Check(bundle).run()
    except Broken as broken:
        return BROKEN, {"bundle": str(path), "verdict": "broken", "where": broken.where, "what": broken.what}
    except (Refused, OSError) as refused:
        return REFUSED, {"bundle": str(path), "verdict": "refused", "what": str(refused)}
    manifest = bundle.manifest
    opening = any(record["type"] == "market-state" for record in bundle.records)
    return FOLLOWS, {
        "bundle": str(path), "verdict": "follows", "seal": bundle.seal, "market": manifest["market"],
        "markets": manifest["markets"], "from_ns": manifest["from_ns"], "to_ns": manifest["to_ns"],
        "records": manifest["records"], "recomputed": {what: count for what, count in sorted(counts.items()) if count},
        "given": [*(["the state at the beginning"] if opening else []), *GIVEN],
    }  # fmt: skip


def _text(found: dict[str, object]) -> str:
    if found["verdict"] == "refused":
        return f"refused: {found['what']}"
    if found["verdict"] == "broken":
        return f"broken: {found['where']}: {found['what']}"
    recomputed, given = found["recomputed"], found["given"]
    assert isinstance(recomputed, dict)
    assert isinstance(given, list)
    counts = ", ".join(f"{count} {what}" for what, count in recomputed.items()) or "nothing"
    return "\n".join([
        f"{found['market']} from {_clock(found['from_ns'])} to {_clock(found['to_ns'])}, {found['records']} records",
        f"seal {found['seal']}",
        f"recomputed and the same: {counts}",
        f"taken as given: {', '.join(given)}",
    ])  # fmt: skip


def _clock(time_ns: object) -> str:
    """A time in UTC to the second; of a number that is no time, the number."""
    assert isinstance(time_ns, int)
    try:
        return datetime.fromtimestamp(time_ns // 10**9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, OSError, ValueError):
        return f"{time_ns} ns"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
