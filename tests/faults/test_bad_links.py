"""Broken result links: no wrong file reaches a gallery; a link is retried for a day, then the image is lost."""

from datetime import timedelta

import pytest
from django.db.models import F

from studio.generations.models import Image
from studio.sandbox.faults import FAULTS
from studio.sandbox.faults.registry import Place
from tests.faults.factories import FaultStudio, Run

# What the studio records as the fetch error of the first of two images.
FETCH_ERRORS = {
    "link404": "http_404",
    "link403": "http_403",
    "link_html": "not_jpeg",
    "link_png": "not_jpeg",
    "link_short": "broken",
    "link_oversize": "too_big",
    "link_redirect": "redirect",
}
HARMLESS = ("link_flaky", "link_slow")

StudioAndRuns = tuple[FaultStudio, dict[str, Run]]


@pytest.fixture(scope="module")
def fetched_runs(fast_studio: FaultStudio) -> StudioAndRuns:
    runs = {name: fast_studio.submit(f"[[fault:{name}:0]]", images=2) for name in (*FETCH_ERRORS, *HARMLESS)}
    fast_studio.wait_until_ended(*runs.values())
    return fast_studio, runs


def test_every_link_fault_of_the_sandbox_is_covered() -> None:
    assert {name for name, fault in FAULTS.items() if fault.place is Place.LINK} == {*FETCH_ERRORS, *HARMLESS}


@pytest.mark.parametrize("name", FETCH_ERRORS)
def test_a_wrong_result_is_not_stored_and_its_link_is_kept(fetched_runs: StudioAndRuns, name: str) -> None:
    studio, runs = fetched_runs
    bad, good = studio.row(runs[name]).slots
    assert (bad.state, good.state) == ("announced", "stored")
    assert (bad.fetch_error, bad.file) == (FETCH_ERRORS[name], "")
    assert bad.link
    assert bad.fetch_after is not None
    assert len(studio.files_of(runs[name])) == 1
    assert studio.check_nothing_lost(runs[name]) == {"stored": 1, "announced": 1}


def test_no_partial_files_are_left(fetched_runs: StudioAndRuns) -> None:
    studio, _runs = fetched_runs
    assert list(studio.stored_file("incoming").iterdir()) == []
    assert list(studio.stored_file(".parts").iterdir()) == []


def test_a_redirect_is_not_followed(fetched_runs: StudioAndRuns) -> None:
    studio, _runs = fetched_runs
    assert studio.full_ledger()["canary"] == 0


def test_a_slow_link_is_waited_for(fetched_runs: StudioAndRuns) -> None:
    studio, runs = fetched_runs
    assert studio.slots(runs["link_slow"]) == ["stored", "stored"]


def test_a_link_that_works_on_the_third_attempt_is_stored(fetched_runs: StudioAndRuns) -> None:
    studio, runs = fetched_runs
    run = runs["link_flaky"]
    studio.wait_until(lambda: studio.skip_delays(run) or studio.slots(run) == ["stored", "stored"])
    assert studio.row(run).slots[0].fetch_attempts >= 2
    studio.check_nothing_lost(run)


def test_a_broken_link_is_retried_for_a_day_and_then_lost(fetched_runs: StudioAndRuns) -> None:
    studio, runs = fetched_runs
    bad = [runs[name] for name in FETCH_ERRORS if name != "link_oversize"]

    def first_slots() -> list[Image]:
        return [studio.row(run).slots[0] for run in bad]

    attempts = {slot.pk: slot.fetch_attempts for slot in first_slots()}
    _age_announcements(studio, bad, hours=23, minutes=58)
    studio.wait_until(
        lambda: (
            studio.skip_delays(*bad) or all(slot.fetch_attempts > attempts[slot.pk] for slot in first_slots())
        )
    )
    assert {slot.state for slot in first_slots()} == {"announced"}
    _age_announcements(studio, bad, minutes=3)
    studio.wait_until(lambda: studio.skip_delays(*bad) or all(slot.state == "lost" for slot in first_slots()))
    for run in bad:
        assert studio.check_nothing_lost(run) == {"stored": 1, "lost": 1}
        assert studio.row(run).tokens == studio.ledger_of(run)["tokens"]
    assert studio.full_ledger()["canary"] == 0


def _age_announcements(studio: FaultStudio, runs: list[Run], **time: float) -> None:
    with studio.db():
        Image.objects.filter(generation__in=[run.pk for run in runs], index=0).update(
            announced_at=F("announced_at") - timedelta(**time)
        )
