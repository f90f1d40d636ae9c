"""Every benchmark works in its small form, and one that hangs is ended and reported."""

import sys

import pytest

from bench import __main__ as command
from bench.benchmarks import BENCHMARKS
from bench.lighthouse import HERE
from bench.rows import Row
from bench.runner import BenchmarkError, measure
from tests.database import fresh_database_url


@pytest.fixture(autouse=True)
def _database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The run's own PostgreSQL: a new one for each benchmark would cost more than all of them measure."""
    monkeypatch.setenv("BENCH_DATABASE_URL", fresh_database_url())


@pytest.mark.parametrize("name", BENCHMARKS)
def test_it_measures(name: str) -> None:
    # `make bench` alone installs Lighthouse, a hundred packages that nothing else needs.
    if name == "lighthouse" and not (HERE / "node_modules").exists():
        pytest.skip("Lighthouse is not installed")
    assert measure(name, small=True)


def test_one_that_hangs_is_ended_and_named() -> None:
    with pytest.raises(BenchmarkError, match=r"thumbnail did not end within 0\.01 s and was stopped"):
        measure("thumbnail", small=True, deadline=0.01)


def test_a_failure_ends_the_command_with_an_error_and_the_other_rows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = Row.within("measured", 1, goal=2, unit="MB")

    def one_breaks(name: str, *, small: bool) -> list[Row]:
        if name == "fetch":
            raise BenchmarkError("fetch failed.")
        return [row]

    monkeypatch.setattr(command, "measure", one_breaks)
    monkeypatch.setattr(sys, "argv", ["bench", "fetch", "body"])
    with pytest.raises(SystemExit, match="fetch failed"):
        command.main()
    assert "measured  1.00 MB" in capsys.readouterr().out
