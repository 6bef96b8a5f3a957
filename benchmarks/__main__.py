"""`make bench`: every ratio the project promises, measured in one run on this machine."""

import argparse

from benchmarks import loans, prices, sweep, wave


def main() -> None:
    """Runs the benches; `--rows`, `--buckets` and `--turns` make them smaller for a quick look."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="positions of the sweep, and loans of theirs")
    parser.add_argument("--rounds", type=int, default=9, help="counted rounds of the sweep, candidates in turn")
    parser.add_argument("--buckets", type=int, default=100_000, help="buckets one tick closes")
    parser.add_argument("--turns", type=int, default=200, help="turns in which every source of every market speaks")
    options = parser.parse_args()
    sweep.run(options.rows, options.rounds)
    loans.run(options.rows, options.rounds)
    wave.run(options.buckets)
    prices.run(options.turns)


if __name__ == "__main__":
    main()
