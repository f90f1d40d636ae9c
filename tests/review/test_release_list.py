"""GET /review/releases/: who released what, found by the hash of a file."""

import pytest

from studio.accounts.models import Membership, Team, User
from studio.review.models import Release
from tests.fixtures import person
from tests.review.factories import image_in

pytestmark = pytest.mark.django_db

RELEASES = "/review/releases/"
FILE, SOURCE = "ab12cd34" + "0" * 56, "ef56ab78" + "1" * 56


def released(image, *, by, sha256=FILE, source=SOURCE):
    return Release.objects.create(
        image=image, team=image.team, by=by, sha256=sha256, source_sha256=source, visible_label=False, size=9
    )


@pytest.fixture
def row(alice, image):
    return released(image, by=alice)


def found(client, **query):
    return client.get(RELEASES, query).context["rows"]


@pytest.mark.parametrize(
    "query", [FILE, FILE[:8], FILE.upper(), f" sha256:{FILE[:20]} ", SOURCE, SOURCE[:10]]
)
def test_a_file_is_found_by_its_hash_or_its_original_s_or_their_beginnings(rita, row, browser_of, query):
    assert found(browser_of(rita), q=query) == [row]


def test_an_original_that_was_never_released_is_found_by_its_hash(rita, image, browser_of):
    type(image).objects.filter(pk=image.pk).update(sha256=SOURCE)
    page = browser_of(rita).get(RELEASES, {"q": SOURCE[:12]})
    assert list(page.context["originals"]) == [image]
    assert "Matching originals" in page.text
    assert image.get_absolute_url() in page.text


def test_originals_of_others_are_not_found(alice, rita, image, browser_of):
    type(image).objects.filter(pk=image.pk).update(sha256=SOURCE, team=None, owner=alice)
    assert list(browser_of(rita).get(RELEASES, {"q": SOURCE}).context["originals"]) == []


def test_another_hash_finds_nothing_and_says_so(rita, row, browser_of):
    page = browser_of(rita).get(RELEASES, {"q": "99" * 32})
    assert page.context["rows"] == []
    assert "No release has this hash." in page.text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ab12", "Enter at least 8 digits"),
        ("not a hash at all", "A SHA-256 has"),
        ("a" * 65, "A SHA-256 has"),
    ],
)
def test_what_is_no_hash_is_refused_and_kept(rita, row, browser_of, query, words):
    page = browser_of(rita).get(RELEASES, {"q": query})
    assert page.status_code == 422
    assert words in page.text
    assert f'value="{query}"' in page.text


def test_it_says_who_when_and_which_file_and_leads_to_the_image(rita, row, image, browser_of):
    text = browser_of(rita).get(RELEASES).text
    for fact in ("Alice", "Brand Studio", FILE, SOURCE, image.get_absolute_url()):
        assert fact in text


def test_of_an_image_that_is_gone_nothing_is_shown_but_its_number(alice, rita, row, image, browser_of):
    type(image).objects.filter(pk=image.pk).update(team=None)
    text = browser_of(rita).get(RELEASES).text
    assert f"Image {image.pk}, no longer available" in text
    assert image.get_absolute_url() not in text


def test_reviewers_see_their_teams_alone(alice, rita, row, browser_of):
    other = Team.objects.create(name="Other", slug="other", approvals=1)
    Membership.objects.create(user=alice, team=other, role="designer")
    foreign = released(image_in(other, by=alice), by=alice, sha256="cc" * 32)
    assert found(browser_of(rita)) == [row]
    assert found(browser_of(rita), q="cc" * 32) == []
    auditor = person("Audrey")
    User.objects.filter(pk=auditor.pk).update(is_auditor=True)
    assert found(browser_of(auditor)) == [foreign, row]


def test_designers_and_strangers_find_no_page(bob, charlie, row, browser_of):
    for somebody in (bob, charlie):
        assert browser_of(somebody).get(RELEASES).status_code == 404


def test_older_ones_are_on_the_next_page(alice, rita, image, browser_of, monkeypatch):
    monkeypatch.setattr("studio.review.views.release_list.PAGE", 2)
    rows = [released(image, by=alice) for _ in range(3)]
    client = browser_of(rita)
    page = client.get(RELEASES, {"q": FILE})
    assert page.context["rows"] == [rows[2], rows[1]]
    following = client.get(f"{RELEASES}?{page.context['next_query']}")
    assert following.context["rows"] == [rows[0]]
    assert not following.context["has_more"]


def test_the_page_takes_few_queries(alice, rita, team, browser_of, django_assert_max_num_queries):
    for _ in range(5):
        released(image_in(team, by=alice), by=alice)
    client = browser_of(rita)
    client.get(RELEASES)
    with django_assert_max_num_queries(12):
        client.get(RELEASES)
