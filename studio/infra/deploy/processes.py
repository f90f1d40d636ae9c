"""Child processes that do not outlive this one."""

import ctypes
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def set_pdeathsig(end: signal.Signals = signal.SIGKILL) -> Callable[[], None] | None:
    """A `preexec_fn`: the kernel sends `end` to the child when its parent ends, even by SIGKILL.

    Linux only. Elsewhere the children of a killed supervisor keep running, and the next start finds their ports in use.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)  # loaded before the fork

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, end)

    return arrange
