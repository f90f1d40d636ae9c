"""Result links that lie: no wrong file reaches a gallery; the link is tried for a day, then the image is lost."""

from datetime import timedelta

import pytest
from django.db.models import F

from studio.generations.models import Image
from studio.sandbox.faults import FAULTS
from studio.sandbox.faults.registry import Place
from tests.faults.factories import FaultStudio, Run

# What the studio writes down about the first of two images.
REASONS = {
    "link404": "http_404",
    "link403": "http_403",
    "link_html": "not_jpeg",
    "link_png": "not_jpeg",
    "link_short": "broken",
    "link_oversize": "too_big",
    "link_redirect": "redirect",
}
HARMLESS = ("link_flaky", "link_slow")

Followed = tuple[FaultStudio, dict[str, Run]]


@pytest.fixture(scope="module")
def followed(quick: FaultStudio) -> Followed:
    runs = {name: quick.submit(f"[[fault:{name}:0]]", images=2) for name in (*REASONS, *HARMLESS)}
    quick.until_ended(*runs.values())
    return quick, runs


def test_every_link_fault_of_the_sandbox_is_tried() -> None:
    assert {name for name, fault in FAULTS.items() if fault.place is Place.LINK} == {*REASONS, *HARMLESS}


@pytest.mark.parametrize("name", REASONS)
def test_a_wrong_result_is_not_stored_and_its_link_is_kept(followed: Followed, name: str) -> None:
    studio, runs = followed
    bad, good = studio.row(runs[name]).slots
    assert (bad.state, good.state) == ("announced", "stored")
    assert (bad.fetch_error, bad.file) == (REASONS[name], "")
    assert bad.link
    assert bad.fetch_after is not None
    assert len(studio.files_of(runs[name])) == 1
    assert studio.check_nothing_lost(runs[name]) == {"stored": 1, "announced": 1}


def test_half_a_result_is_left_nowhere(followed: Followed) -> None:
    studio, _runs = followed
    assert list(studio.stored_file("incoming").iterdir()) == []
    assert list(studio.stored_file(".parts").iterdir()) == []


def test_a_redirect_is_not_followed_home(followed: Followed) -> None:
    studio, _runs = followed
    assert studio.whole_book()["canary"] == 0


def test_a_slow_link_is_waited_for(followed: Followed) -> None:
    studio, runs = followed
    assert studio.slots(runs["link_slow"]) == ["stored", "stored"]


def test_a_link_that_works_at_the_third_try_is_stored(followed: Followed) -> None:
    studio, runs = followed
    run = runs["link_flaky"]
    studio.until(lambda: studio.hurry(run) or studio.slots(run) == ["stored", "stored"])
    assert studio.row(run).slots[0].fetch_attempts >= 2
    studio.check_nothing_lost(run)


def test_a_link_that_stays_bad_is_tried_for_a_day_and_then_lost(followed: Followed) -> None:
    studio, runs = followed
    bad = [runs[name] for name in REASONS if name != "link_oversize"]

    def first_slots() -> list[Image]:
        return [studio.row(run).slots[0] for run in bad]

    tries = {slot.pk: slot.fetch_attempts for slot in first_slots()}
    _let_pass(studio, bad, hours=23, minutes=58)
    studio.until(
        lambda: studio.hurry(*bad) or all(slot.fetch_attempts > tries[slot.pk] for slot in first_slots())
    )
    assert {slot.state for slot in first_slots()} == {"announced"}
    _let_pass(studio, bad, minutes=3)
    studio.until(lambda: studio.hurry(*bad) or all(slot.state == "lost" for slot in first_slots()))
    for run in bad:
        assert studio.check_nothing_lost(run) == {"stored": 1, "lost": 1}
        assert studio.row(run).tokens == studio.book_of(run)["tokens"]
    assert studio.whole_book()["canary"] == 0


def _let_pass(studio: FaultStudio, runs: list[Run], **time: float) -> None:
    with studio.db():
        Image.objects.filter(generation__in=[run.pk for run in runs], index=0).update(
            announced_at=F("announced_at") - timedelta(**time)
        )
