"""What the supervisor prints: its own sentences, and the children's lines with their names in front."""

import os
import sys

NAME_WIDTH = 8


def write_line(text: str) -> None:
    """Never fails: without a terminal, or with a full disk under its log, the studio works on and ends when asked."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:  # nobody will ever read it again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError:  # a full disk, or a terminal that was closed: the line is lost
        pass


def relay(name: str, line: bytes) -> None:
    write_line(f"{name:<{NAME_WIDTH}} | {line.decode(errors='replace').rstrip()}")
