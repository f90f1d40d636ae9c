"""`python -m bench [NAME…]`: measures, and prints one table; fails only when something breaks or hangs."""

import argparse
import sys

from bench.benchmarks import BENCHMARKS
from bench.rows import Row, table
from bench.runner import BenchmarkError, measure


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; all unless given"
    )
    parser.add_argument("--small", action="store_true", help="seconds each: whether they work, not how fast")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(BENCHMARKS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    rows: list[Row] = []
    failed: list[BenchmarkError] = []
    for name in arguments.names or BENCHMARKS:
        try:
            rows += measure(name, small=arguments.small)
        except BenchmarkError as error:
            failed.append(error)
    table(rows)
    if failed:
        sys.exit("\n".join(str(error) for error in failed))


if __name__ == "__main__":
    main()
