"""`python -m bench.measure NAME FOLDER [--small]`: runs one benchmark and writes its rows to FOLDER/rows.json.

It runs in a separate process, so that a hanging benchmark can be stopped with all its children.
"""

import argparse
import dataclasses
import json
from pathlib import Path

from bench.benchmarks import BENCHMARKS
from bench.environment import BenchEnvironment

ROWS = "rows.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.measure")
    parser.add_argument("name", choices=list(BENCHMARKS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--small", action="store_true")
    arguments = parser.parse_args()
    benchmark = BENCHMARKS[arguments.name]
    with BenchEnvironment(arguments.folder, small=arguments.small) as environment:
        rows = benchmark.run(environment, **(benchmark.small if arguments.small else {}))
    (arguments.folder / ROWS).write_text(json.dumps([dataclasses.asdict(row) for row in rows]))


if __name__ == "__main__":
    main()
