"""`python -m bench [NAME…]`: measures, and prints one table. It reports; it fails only when something breaks."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import (
    event,
    frames,
    gallery,
    group,
    lighthouse,
    many,
    pages,
    provider_body,
    provider_fetch,
    provider_parse,
    thumbnail,
    upload,
)
from bench.place import Place
from bench.rows import Row, table

BENCHMARKS: dict[str, Callable[[Place], list[Row]]] = {
    "event": event.run,
    "many": many.run,
    "pages": pages.run,
    "parse": lambda place: provider_parse.run(),
    "fetch": lambda place: provider_fetch.run(),
    "thumbnail": thumbnail.run,
    "upload": upload.run,
    "body": lambda place: provider_body.run(),
    "group": group.run,
    "lighthouse": lighthouse.run,
    "gallery": gallery.run,
    "frames": frames.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; all unless given"
    )
    names = parser.parse_args().names or list(BENCHMARKS)
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    temporary = tempfile.TemporaryDirectory(prefix="studio-bench-", ignore_cleanup_errors=True)
    with temporary as folder, Place(Path(folder)) as place:
        rows = [row for name in names for row in BENCHMARKS[name](place)]
    table(rows)


if __name__ == "__main__":
    main()
