"""The supervisor's output: its own messages, and the children's lines prefixed with their names."""

import os
import sys

NAME_WIDTH = 8


def write_line(text: str) -> None:
    """Never fails: without a terminal or with a full log disk, the studio keeps running and stops when asked."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:  # the reader is gone for good
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError:  # a full disk, or a terminal that was closed: the line is lost
        pass


def relay(name: str, line: bytes) -> None:
    write_line(f"{name:<{NAME_WIDTH}} | {line.decode(errors='replace').rstrip()}")
