"""`python -m bench.reserver TEAM COUNT USER…`: reserves image after image for a team, once a line tells it to begin.

Prints a line when it is ready, and then how many were admitted and the seconds that all took.
"""

import argparse
import sys
import time

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.reserver")
    parser.add_argument("team", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("users", type=int, nargs="+")
    given = parser.parse_args()
    django.setup()
    from bench.budget_people import Reserver

    reserve = Reserver(given.team, given.users)
    print("ready", flush=True)
    sys.stdin.readline()
    started = time.perf_counter()
    admitted = sum(reserve(number) for number in range(given.count))
    print(admitted, time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    main()
