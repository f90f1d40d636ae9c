"""Every benchmark runs in its small form, and one that hangs is stopped and reported."""

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
    """Uses the test run's PostgreSQL: starting one for each benchmark would take longer than the benchmarks."""
    monkeypatch.setenv("BENCH_DATABASE_URL", fresh_database_url())


@pytest.mark.parametrize("name", BENCHMARKS)
def test_each_benchmark_returns_rows_in_its_small_form(name: str) -> None:
    # Only `make bench` installs Lighthouse, a hundred packages that nothing else needs.
    if name == "lighthouse" and not (HERE / "node_modules").exists():
        pytest.skip("Lighthouse is not installed")
    assert measure(name, small=True)


def test_a_benchmark_that_hangs_is_stopped_and_reported() -> None:
    with pytest.raises(BenchmarkError, match=r"thumbnail did not end within 0\.01 s and was stopped"):
        measure("thumbnail", small=True, deadline=0.01)


def test_the_command_prints_the_other_rows_and_fails_when_a_benchmark_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = Row.within("measured", 1, goal=2, unit="MB")

    def measure_with_one_failure(name: str, *, small: bool) -> list[Row]:
        if name == "fetch":
            raise BenchmarkError("fetch failed.")
        return [row]

    monkeypatch.setattr(command, "measure", measure_with_one_failure)
    monkeypatch.setattr(sys, "argv", ["bench", "fetch", "body"])
    with pytest.raises(SystemExit, match="fetch failed"):
        command.main()
    assert "measured  1.00 MB" in capsys.readouterr().out
