"""`GET /v1/images`: what a key finds, page by page, and one image with its file."""

import pytest

from studio.accounts.models import Role, Team
from studio.gallery.curation.tags import tag
from studio.generations.models import Generation, Image
from tests.api.client import error_of
from tests.api.reading import client_of, ids, image_by
from tests.fixtures import image_bytes

pytestmark = pytest.mark.django_db


def queryset_of(*images: Image):
    return Image.objects.filter(pk__in=[image.pk for image in images])


def test_an_image_has_everything_that_its_page_shows(alice, team, settings):
    image = image_by(alice, team, prompt="A celadon vase")
    Generation.objects.update(key_name="Figma plug-in")
    tag(queryset_of(image), ["blue"], by=alice)
    found = client_of(alice, team).get(f"/v1/images/{image.pk}").json()
    assert found["object"] == "image"
    assert (found["run"], found["index"], found["size"]) == (image.generation_id, 0, "2048x2048")
    assert found["owner"] == {"id": alice.pk, "name": "Alice"}
    assert (found["team"], found["access_key"]) == ("brand-studio", "Figma plug-in")
    assert (found["prompt"], found["model"]) == ("A celadon vase", "doubao-seedream-4.5")
    assert [one["name"] for one in found["tags"]] == ["blue"]
    assert found["url"] == f"{settings.PUBLIC_URL}/images/{image.pk}/"
    assert (found["review"], found["rating"]) == (None, None)


def test_a_private_key_reads_the_images_of_its_owner_and_their_teams(alice, bob, charlie, team):
    private, in_team, bobs_in_team = image_by(alice), image_by(alice, team), image_by(bob, team)
    image_by(charlie)
    image_by(bob)
    client = client_of(alice)
    assert ids(client) == [in_team.pk, private.pk]
    assert ids(client, team=team.slug) == [bobs_in_team.pk, in_team.pk]


def test_a_team_key_reads_only_that_team(alice, bob, team):
    other = Team.objects.create(name="Other", slug="other")
    other.memberships.create(user=alice, role=Role.DESIGNER)
    private, in_other_team, in_team = image_by(alice), image_by(alice, other), image_by(bob, team)
    client = client_of(alice, team)
    assert ids(client) == ids(client, team=team.slug) == [in_team.pk]
    assert error_of(client.get("/v1/images?team=other")) == (404, "NotFound")
    for image in (private, in_other_team):
        assert error_of(client.get(f"/v1/images/{image.pk}")) == (404, "NotFound")


def test_an_inaccessible_image_is_treated_as_missing(alice, charlie):
    image = image_by(alice)
    for path in ("", "/file"):
        foreign, missing = (client_of(charlie).get(f"/v1/images/{pk}{path}") for pk in (image.pk, 10**9))
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert foreign.json()["error"]["message"] == missing.json()["error"]["message"]


def test_pages_follow_each_other_without_gaps_or_repeats(alice):
    created = [image_by(alice).pk for _ in range(5)]
    client, after, found = client_of(alice), "", []
    while after is not None:
        page = client.get(
            "/v1/images", {"limit": 2, "sort": "oldest", **({"after": after} if after else {})}
        ).json()
        found += [one["id"] for one in page["data"]]
        after = page["next"]
        image_by(alice, prompt="came meanwhile") if len(found) == 2 else None
    assert found[:5] == created
    assert len(found) == 6


def test_the_filters_of_the_gallery_apply(alice, team):
    lotus, rain = image_by(alice, prompt="A lotus"), image_by(alice, prompt="Rain on slate")
    tag(queryset_of(rain), ["wet"], by=alice)
    Image.objects.filter(pk=lotus.pk).update(rating=4, ratings=1)
    client = client_of(alice)
    assert ids(client, q="lotus") == [lotus.pk]
    assert ids(client, q="#wet") == [rain.pk]
    assert ids(client, stars=4) == [lotus.pk]
    assert ids(client, shape=["square", "pano"]) == [rain.pk, lotus.pk]
    assert ids(client, shape="pano") == ids(client, size="4K") == ids(client, to="2020-01-01") == []
    assert ids(client, sort="rating") == [lotus.pk, rain.pk]


@pytest.mark.parametrize(
    "query",
    [
        {"colour": "blue"}, {"limit": "0"}, {"limit": "1000"}, {"stars": "6"}, {"from": "yesterday"},
        {"shape": "round"}, {"sort": "best"}, {"after": "nonsense"}, {"by": "x"}, {"review": "done"},
        {"q": "x" * 401}, {"tag": str(10**19)}, {"after": "1_2", "sort": "newest"}, {"q": ["a", "b"]},
        {"from": "0001-01-01"}, {"from": "2026-02-02", "to": "2026-02-01"},
    ],
    ids=str,
)  # fmt: skip
def test_an_invalid_parameter_is_named_in_the_error(query, alice):
    response = client_of(alice).get("/v1/images", query)
    assert error_of(response) == (400, "InvalidParameter")
    assert any(f"`{name}`" in response.json()["error"]["message"] for name in query)


def test_the_file_is_the_untouched_original_and_counts_as_a_download(alice, team):
    image = image_by(alice, team)
    response = client_of(alice, team).get(f"/v1/images/{image.pk}/file")
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response.content == image_bytes()
    image.refresh_from_db()
    assert image.downloaded_at


def test_the_release_gate_refuses_the_file_but_not_the_metadata(alice, team):
    image = image_by(alice, team)
    Team.objects.update(approvals=1, release_gate=True)
    client = client_of(alice, team)
    assert client.get(f"/v1/images/{image.pk}").status_code == 200
    response = client.get(f"/v1/images/{image.pk}/file")
    assert error_of(response) == (403, "AccessDenied")
    assert "only after approval" in response.json()["error"]["message"]


def test_trashed_and_hidden_images_are_not_found(alice, team):
    trashed, hidden = image_by(alice, team), image_by(alice, team)
    Image.objects.filter(pk=trashed.pk).update(state="trashed", trashed_at=hidden.stored_at, trashed_by=alice)
    Image.objects.filter(pk=hidden.pk).update(
        state="hidden", hidden_at=hidden.stored_at, hidden_by=alice, hidden_reason="A likeness"
    )
    client = client_of(alice, team)
    assert ids(client) == []
    assert {client.get(f"/v1/images/{image.pk}").status_code for image in (trashed, hidden)} == {404}


def test_a_tag_of_a_private_gallery_is_not_shown_to_others(alice, bob, team):
    image = image_by(alice)
    tag(queryset_of(image), ["draft for nobody"], by=alice)
    Image.objects.update(team=team, shared_at=image.stored_at, shared_by=alice)
    assert client_of(alice).get(f"/v1/images/{image.pk}").json()["tags"] != []
    for client in (client_of(bob), client_of(alice, team)):
        assert client.get(f"/v1/images/{image.pk}").json()["tags"] == []


def test_the_number_of_queries_does_not_depend_on_the_images(alice, django_assert_max_num_queries):
    client = client_of(alice)
    for _ in range(3):
        image_by(alice)
    ids(client)
    with django_assert_max_num_queries(5):
        assert len(ids(client)) == 3
