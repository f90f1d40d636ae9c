"""Keeps links out of the log: httpx writes whole addresses at INFO, and a result's address opens the result."""

import logging

import httpx


def shorten(record: logging.LogRecord) -> bool:
    """A logging filter that leaves scheme and host of every address."""
    if isinstance(record.args, tuple):
        record.args = tuple(_origin(arg) if isinstance(arg, httpx.URL) else arg for arg in record.args)
    return True


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode()}"


def install() -> None:
    """Adding it again changes nothing."""
    logging.getLogger("httpx").addFilter(shorten)
