"""GET /review/releases/: who released what, found by the hash of a file."""

import pytest

from studio.accounts.models import Membership, Team, User
from studio.review.models import Release
from tests.fixtures import create_user
from tests.review.factories import create_image

pytestmark = pytest.mark.django_db

RELEASES = "/review/releases/"
FILE, SOURCE = "ab12cd34" + "0" * 56, "ef56ab78" + "1" * 56


def create_release(image, *, by, sha256=FILE, source=SOURCE):
    return Release.objects.create(
        image=image, team=image.team, by=by, sha256=sha256, source_sha256=source, visible_label=False, size=9
    )


@pytest.fixture
def release(alice, image):
    return create_release(image, by=alice)


def list_releases(client, **query):
    return client.get(RELEASES, query).context["rows"]


@pytest.mark.parametrize(
    "query", [FILE, FILE[:8], FILE.upper(), f" sha256:{FILE[:20]} ", SOURCE, SOURCE[:10]]
)
def test_a_release_is_found_by_a_hash_prefix_of_its_file_or_original(rita, release, client_for, query):
    assert list_releases(client_for(rita), q=query) == [release]


def test_an_original_that_was_never_released_is_found_by_its_hash(rita, image, client_for):
    type(image).objects.filter(pk=image.pk).update(sha256=SOURCE)
    page = client_for(rita).get(RELEASES, {"q": SOURCE[:12]})
    assert list(page.context["originals"]) == [image]
    assert "Matching originals" in page.text
    assert image.get_absolute_url() in page.text


def test_originals_of_others_are_not_found(alice, rita, image, client_for):
    type(image).objects.filter(pk=image.pk).update(sha256=SOURCE, team=None, owner=alice)
    assert list(client_for(rita).get(RELEASES, {"q": SOURCE}).context["originals"]) == []


def test_an_unknown_hash_finds_nothing_and_says_so(rita, release, client_for):
    page = client_for(rita).get(RELEASES, {"q": "99" * 32})
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
def test_text_that_is_not_a_hash_is_refused_and_kept_in_the_field(rita, release, client_for, query, words):
    page = client_for(rita).get(RELEASES, {"q": query})
    assert page.status_code == 422
    assert words in page.text
    assert f'value="{query}"' in page.text


def test_the_list_shows_person_team_and_hashes_and_links_to_the_image(rita, release, image, client_for):
    text = client_for(rita).get(RELEASES).text
    for fact in ("Alice", "Brand Studio", FILE, SOURCE, image.get_absolute_url()):
        assert fact in text


def test_an_unavailable_image_is_shown_only_by_its_number(alice, rita, release, image, client_for):
    type(image).objects.filter(pk=image.pk).update(team=None)
    text = client_for(rita).get(RELEASES).text
    assert f"Image {image.pk}, no longer available" in text
    assert image.get_absolute_url() not in text


def test_reviewers_see_only_the_releases_of_their_teams(alice, rita, release, client_for):
    other = Team.objects.create(name="Other", slug="other", approvals=1)
    Membership.objects.create(user=alice, team=other, role="designer")
    foreign = create_release(create_image(other, by=alice), by=alice, sha256="cc" * 32)
    assert list_releases(client_for(rita)) == [release]
    assert list_releases(client_for(rita), q="cc" * 32) == []
    auditor = create_user("Audrey")
    User.objects.filter(pk=auditor.pk).update(is_auditor=True)
    assert list_releases(client_for(auditor)) == [foreign, release]


def test_designers_and_strangers_get_404(bob, charlie, release, client_for):
    for user in (bob, charlie):
        assert client_for(user).get(RELEASES).status_code == 404


def test_older_releases_are_on_the_next_page(alice, rita, image, client_for, monkeypatch):
    monkeypatch.setattr("studio.review.views.release_list.PAGE", 2)
    rows = [create_release(image, by=alice) for _ in range(3)]
    client = client_for(rita)
    page = client.get(RELEASES, {"q": FILE})
    assert page.context["rows"] == [rows[2], rows[1]]
    following = client.get(f"{RELEASES}?{page.context['next_query']}")
    assert following.context["rows"] == [rows[0]]
    assert not following.context["has_more"]


def test_the_page_takes_few_queries(alice, rita, team, client_for, django_assert_max_num_queries):
    for _ in range(5):
        create_release(create_image(team, by=alice), by=alice)
    client = client_for(rita)
    client.get(RELEASES)
    with django_assert_max_num_queries(12):
        client.get(RELEASES)
