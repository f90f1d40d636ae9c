"""What the supervisor prints: its own sentences, and the children's lines with their names in front."""

import sys

NAME_WIDTH = 8


def write_line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def relay(name: str, line: bytes) -> None:
    write_line(f"{name:<{NAME_WIDTH}} | {line.decode(errors='replace').rstrip()}")
