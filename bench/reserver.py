"""`python -m bench.reserver TEAM COUNT USER…`: reserves COUNT images for a team, one after the other.

Prints a line when it is ready, waits for a line on stdin, and then prints how many were admitted and the seconds taken.
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
    arguments = parser.parse_args()
    django.setup()
    from bench.budget_workload import Reserver

    reserve = Reserver(arguments.team, arguments.users)
    print("ready", flush=True)
    sys.stdin.readline()
    started = time.perf_counter()
    admitted = sum(reserve(number) for number in range(arguments.count))
    print(admitted, time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    main()
