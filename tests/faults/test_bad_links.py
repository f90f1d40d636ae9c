"""Result links that lie: no wrong file reaches a gallery; the link is tried for a day, then the image is lost."""

from datetime import timedelta

import pytest
from django.db.models import F

from studio.generations.models import Image
from studio.sandbox.faults import FAULTS
from studio.sandbox.faults.registry import Place
from tests.faults.factories import Run, Scene

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

Followed = tuple[Scene, dict[str, Run]]


@pytest.fixture(scope="module")
def followed(quick: Scene) -> Followed:
    runs = {name: quick.submit(f"[[fault:{name}:0]]", images=2) for name in (*REASONS, *HARMLESS)}
    quick.until_ended(*runs.values())
    return quick, runs


def test_every_link_fault_of_the_sandbox_is_tried() -> None:
    assert {name for name, fault in FAULTS.items() if fault.place is Place.LINK} == {*REASONS, *HARMLESS}


@pytest.mark.parametrize("name", REASONS)
def test_a_wrong_result_is_not_stored_and_its_link_is_kept(followed: Followed, name: str) -> None:
    scene, runs = followed
    bad, good = scene.row(runs[name]).slots
    assert (bad.state, good.state) == ("announced", "stored")
    assert (bad.fetch_error, bad.file) == (REASONS[name], "")
    assert bad.link
    assert bad.fetch_after is not None
    assert len(scene.files_of(runs[name])) == 1
    assert scene.check_nothing_lost(runs[name]) == {"stored": 1, "announced": 1}


def test_half_a_result_is_left_nowhere(followed: Followed) -> None:
    scene, _runs = followed
    assert list(scene.stored_file("incoming").iterdir()) == []
    assert list(scene.stored_file(".parts").iterdir()) == []


def test_a_redirect_is_not_followed_home(followed: Followed) -> None:
    scene, _runs = followed
    assert scene.whole_book()["canary"] == 0


def test_a_slow_link_is_waited_for(followed: Followed) -> None:
    scene, runs = followed
    assert scene.slots(runs["link_slow"]) == ["stored", "stored"]


def test_a_link_that_works_at_the_third_try_is_stored(followed: Followed) -> None:
    scene, runs = followed
    run = runs["link_flaky"]
    scene.until(lambda: scene.hurry(run) or scene.slots(run) == ["stored", "stored"])
    assert scene.row(run).slots[0].fetch_attempts >= 2
    scene.check_nothing_lost(run)


def test_a_link_that_stays_bad_is_tried_for_a_day_and_then_lost(followed: Followed) -> None:
    scene, runs = followed
    bad = [runs[name] for name in REASONS if name != "link_oversize"]

    def first_slots() -> list[Image]:
        return [scene.row(run).slots[0] for run in bad]

    tries = {slot.pk: slot.fetch_attempts for slot in first_slots()}
    _let_pass(scene, bad, hours=23, minutes=58)
    scene.until(
        lambda: scene.hurry(*bad) or all(slot.fetch_attempts > tries[slot.pk] for slot in first_slots())
    )
    assert {slot.state for slot in first_slots()} == {"announced"}
    _let_pass(scene, bad, minutes=3)
    scene.until(lambda: scene.hurry(*bad) or all(slot.state == "lost" for slot in first_slots()))
    for run in bad:
        assert scene.check_nothing_lost(run) == {"stored": 1, "lost": 1}
        assert scene.row(run).tokens == scene.book_of(run)["tokens"]
    assert scene.whole_book()["canary"] == 0


def _let_pass(scene: Scene, runs: list[Run], **time: float) -> None:
    with scene.db():
        Image.objects.filter(generation__in=[run.pk for run in runs], index=0).update(
            announced_at=F("announced_at") - timedelta(**time)
        )
