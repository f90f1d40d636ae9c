"""`python -m bench.measure NAME FOLDER [--small]`: one benchmark, whose rows are left in FOLDER/rows.json.

A process of its own, so that one that hangs can be ended with all that it has started.
"""

import argparse
import dataclasses
import json
from pathlib import Path

from bench.benchmarks import BENCHMARKS
from bench.place import Place

ROWS = "rows.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.measure")
    parser.add_argument("name", choices=list(BENCHMARKS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--small", action="store_true")
    given = parser.parse_args()
    benchmark = BENCHMARKS[given.name]
    with Place(given.folder, small=given.small) as place:
        rows = benchmark.run(place, **(benchmark.small if given.small else {}))
    (given.folder / ROWS).write_text(json.dumps([dataclasses.asdict(row) for row in rows]))


if __name__ == "__main__":
    main()
