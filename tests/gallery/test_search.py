"""Gallery search by words, tags, people, days and image properties, always within one gallery."""

import re

import pytest
from django.db import connection
from django.http import Http404, QueryDict
from django.test.utils import CaptureQueriesContext

from studio.accounts.models import Membership, Role, Team, User
from studio.gallery.models import Favourite, ImageTag, Tag
from studio.gallery.search import pagination
from studio.gallery.search.pagination import (
    count_of,
    neighbours,
    page_of,
)
from studio.gallery.search.query import ImageQuery
from studio.gallery.views.search import gallery as views
from studio.generations.models import Generation, Image
from studio.generations.search_index import of_tag
from studio.policies import installation
from tests.fixtures import create_user, enable_models

RAIN, NIGHT, TEA = "雨夜的城市街道，霓虹倒映", "夜雨声烦", "Spring tea fair, riso poster"


@pytest.fixture
def team(alice: User, bob: User) -> Team:
    team = Team.objects.create(name="Posters", slug="posters")
    for user in (alice, bob):
        Membership.objects.create(team=team, user=user, role=Role.DESIGNER)
    return team


@pytest.fixture
def gallery(team, alice, bob, create_images) -> dict[str, Image]:
    return {
        "rain": create_images(alice, team=team, prompt=RAIN)[0],
        "night": create_images(bob, team=team, prompt=NIGHT)[0],
        "tea": create_images(bob, team=team, prompt=TEA)[0],
    }


def add_tag(image: Image, name: str, *, team: Team | None = None) -> Tag:
    """Adds a tag to an image: its row, and its term in the search index."""
    scope = {"team": team} if team else {"owner": image.owner}
    tag, _created = Tag.objects.get_or_create(**scope, name=name, key=name.casefold())
    ImageTag.objects.create(tag=tag, image=image)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE generations_image SET text_vector = text_vector || array_to_tsvector(ARRAY[%s]) WHERE id = %s",
            [of_tag(tag.pk), image.pk],
        )
    return tag


def search(viewer: User, query: str) -> list[int]:
    image_query = ImageQuery.read(QueryDict(query), viewer=viewer)
    return [image.pk for image in page_of(image_query.images(), sort=image_query.sort).rows]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("雨夜", {"rain"}),
        ("雨", {"rain", "night"}),
        ("夜雨", {"night"}),
        ("城市街道", {"rain"}),
        ("雨 夜", {"rain", "night"}),
        ("雨夜 霓虹", {"rain"}),
        ("雨夜 海", set()),
        ("TEA", {"tea"}),
        ("spr", {"tea"}),
        ("pring", set()),
        ('"tea fair"', {"tea"}),
        ('"fair tea"', set()),
        ("，！", {"rain", "night", "tea"}),
        ("@bob", {"night", "tea"}),
        ("＠Bob tea", {"tea"}),
        ("@charlie", set()),
        ("#nothing", set()),
        ("'; DROP TABLE '", set()),
        ("a & b | !c <-> :* \\", set()),
    ],
)
def test_words_are_found_in_chinese_and_english(team, alice, gallery, typed, names):
    query = QueryDict(mutable=True)
    query.update({"team": team.slug, "q": typed})
    assert set(search(alice, query.urlencode())) == {gallery[name].pk for name in names}


def test_a_tag_is_found_by_its_name_with_and_without_the_hash_sign(team, alice, gallery):
    tag = add_tag(gallery["tea"], "主视觉 key visual", team=team)
    for typed in ("%23key", "%23主视", "key", "主视觉"):
        assert search(alice, f"team=posters&q={typed}") == [gallery["tea"].pk]
    assert search(alice, f"team=posters&tag={tag.pk}") == [gallery["tea"].pk]


def test_two_tags_find_images_that_have_both(team, alice, gallery):
    one, other = add_tag(gallery["tea"], "one", team=team), add_tag(gallery["tea"], "other", team=team)
    add_tag(gallery["rain"], "one", team=team)
    assert search(alice, f"team=posters&tag={one.pk}&tag={other.pk}") == [gallery["tea"].pk]


def test_the_tags_of_another_gallery_find_nothing(team, alice, bob, gallery):
    private = add_tag(gallery["tea"], "secret")
    assert search(alice, f"team=posters&tag={private.pk}") == []
    assert search(alice, "team=posters&q=%23secret") == []


def test_the_search_stays_in_its_gallery(team, alice, bob, create_images, gallery):
    mine = create_images(alice, prompt=RAIN)[0]
    private_of_bob = create_images(bob, prompt=RAIN)[0]
    assert set(search(alice, "q=雨夜")) == {mine.pk, gallery["rain"].pk}
    assert search(alice, "team=posters&q=雨夜") == [gallery["rain"].pk]
    assert private_of_bob.pk not in search(alice, "q=雨夜")


def test_a_shared_image_is_found_in_the_team_until_it_is_unshared(team, alice, bob, create_images):
    image = create_images(alice, prompt=RAIN)[0]
    for shared_with, expected in ((team, [image.pk]), (None, [])):
        Image.objects.filter(pk=image.pk).update(team=shared_with)
        assert search(bob, "team=posters&q=雨夜") == expected


def test_searching_a_team_without_access_is_not_found(team, charlie, client):
    with pytest.raises(Http404):
        ImageQuery.read(QueryDict("team=posters"), viewer=charlie)
    client.force_login(charlie)
    assert client.get("/gallery/count/?team=posters").status_code == 404
    assert client.get("/gallery/count/?team=nowhere").status_code == 404


def test_filters_narrow_the_results(team, alice, bob, gallery):
    Image.objects.filter(pk=gallery["rain"].pk).update(width=4096, height=4096, pixels=4096 * 4096)
    Image.objects.filter(pk=gallery["tea"].pk).update(width=200, height=300, rating=4.5, ratings=2)
    Favourite.objects.create(user=alice, image=gallery["night"])
    for name, model in {"night": "doubao-seedream-5.0-pro", "tea": "seedream-4-5-251128"}.items():
        Generation.objects.filter(pk=gallery[name].generation_id).update(model=model)
    for query, names in {
        "shape=square": ["rain"],
        "shape=square&shape=portrait": ["tea", "rain"],
        "shape=landscape": ["night"],
        "size=4K": ["rain"],
        "stars=4": ["tea"],
        "stars=5": [],
        "fav=1": ["night"],
        "refs=1": [],
        f"by={bob.pk}": ["tea", "night"],
        "model=other": [],
        "model=doubao-seedream-5.0-pro": ["night"],
        "model=doubao-seedream-4.5": ["tea", "rain"],
        "by=x&tag=-1&shape=no&stars=9&size=8K&from=2026-99-99&sort=no": ["tea", "night", "rain"],
    }.items():
        assert search(alice, f"team=posters&{query}") == [gallery[name].pk for name in names], query


def test_day_filters_include_both_ends(team, alice, gallery):
    days = {"rain": "2026-01-01", "night": "2026-01-31", "tea": "2026-02-01"}
    for name, day in days.items():
        Image.objects.filter(pk=gallery[name].pk).update(day=day)
    assert search(alice, "team=posters&from=2026-01-31") == [gallery["tea"].pk, gallery["night"].pk]
    assert search(alice, "team=posters&to=2026-01-31") == [gallery["night"].pk, gallery["rain"].pk]
    assert search(alice, "team=posters&from=2026-01-02&to=2026-01-31") == [gallery["night"].pk]
    assert search(alice, "team=posters&to=2025-12-31") == []


@pytest.mark.parametrize("sort", ["newest", "oldest", "rating"])
def test_pagination_lists_every_image_once_in_every_order(alice, create_images, monkeypatch, sort):
    images = [image for _run in range(2) for image in create_images(alice, 5)]
    for number, image in enumerate(images):
        Image.objects.filter(pk=image.pk).update(
            rating=number % 3 and 2.5 + number % 3, ratings=bool(number % 3)
        )
    monkeypatch.setattr(pagination, "PAGE", 3)
    pages, before = [], ""
    while before is not None:
        page = page_of(ImageQuery.read(QueryDict(), viewer=alice).images(), sort=sort, before=before)
        pages += page.rows
        before = page.before
    sort_keys = {"newest": lambda i: -i.pk, "oldest": lambda i: i.pk, "rating": lambda i: (-i.rating, -i.pk)}
    reloaded = Image.objects.filter(owner=alice)
    assert [image.pk for image in pages] == [image.pk for image in sorted(reloaded, key=sort_keys[sort])]


@pytest.mark.parametrize("before", ["x", "1_x", "_", "9" * 60, "1.5.2_3", "-4"])
def test_an_invalid_cursor_starts_at_the_first_page(alice, create_images, before):
    create_images(alice, 2)
    for sort in ("newest", "rating"):
        images = ImageQuery.read(QueryDict(), viewer=alice).images()
        assert len(page_of(images, sort=sort, before=before).rows) == 2


def test_counting_stops_at_the_limit(alice, create_images, monkeypatch, client):
    create_images(alice, 4)
    images = ImageQuery.read(QueryDict(), viewer=alice).images()
    client.force_login(alice)
    assert client.get("/gallery/count/").content.decode().strip() == "4 images"
    monkeypatch.setattr(pagination, "COUNTED", 2)
    assert count_of(images) == 3
    monkeypatch.setattr(views, "COUNTED", 2)
    assert client.get("/gallery/count/").content.decode().strip() == "More than 2 images"


def test_the_pushed_url_has_no_empty_fields(client, alice, create_images):
    create_images(alice, prompt=TEA)
    client.force_login(alice)
    response = client.get("/gallery/?q=tea&from=&to=&stars=&sort=", headers={"HX-Request": "true"})
    assert response["HX-Push-Url"] == "/gallery/?q=tea"


def test_a_pill_removes_one_filter(client, alice, team, gallery):
    one, other = add_tag(gallery["tea"], "one", team=team), add_tag(gallery["tea"], "other", team=team)
    client.force_login(alice)
    page = client.get(f"/gallery/?team=posters&q=tea&tag={one.pk}&tag={other.pk}").content.decode()
    pills = re.findall(r'class="pill" href="([^"]+)"', page)
    assert f"/gallery/?team=posters&amp;q=tea&amp;tag={other.pk}" in pills
    assert f"/gallery/?team=posters&amp;tag={one.pk}&amp;tag={other.pk}" in pills


def test_an_empty_result_says_so_and_keeps_the_search_text(client, alice, create_images):
    create_images(alice)
    client.force_login(alice)
    page = client.get("/gallery/?q=<b>zebra").content.decode()
    assert "No images match these filters" in page
    assert 'value="&lt;b&gt;zebra"' in page


def test_a_search_page_takes_few_queries(client, alice, team, gallery, monkeypatch):
    monkeypatch.setattr(installation, "CACHE_SECONDS", 60)
    tag = add_tag(gallery["tea"], "one", team=team)
    client.force_login(alice)
    client.get("/gallery/")  # warms the cache of the studio's settings
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/gallery/?team=posters&q=tea&tag={tag.pk}&from=2020-01-01&sort=rating")
    assert response.context["images"] == [gallery["tea"]]
    assert len(queries) <= 13  # one of them counts notifications, which most people have read


def test_a_search_by_person_ignores_people_without_images_here(team, alice, gallery):
    create_user("Bobby")
    assert set(search(alice, "team=posters&q=@bob")) == {gallery["night"].pk, gallery["tea"].pk}


def test_the_image_page_links_to_neighbours_within_the_search(client, alice, team, gallery):
    client.force_login(alice)
    rain = gallery["rain"].get_absolute_url()
    everything = client.get(f"{rain}?team=posters").context
    assert everything["prev_url"] == f"{gallery['night'].get_absolute_url()}?team=posters"
    narrowed = client.get(f"{rain}?team=posters&q=雨&sort=oldest").context
    assert narrowed["prev_url"] is None
    assert narrowed["next_url"].startswith(gallery["night"].get_absolute_url())
    assert "sort=oldest" in narrowed["next_url"]


def test_neighbours_by_rating_follow_the_order(alice, create_images):
    images = create_images(alice, 3)
    for image, rating in zip(images, (4.5, 3, 3), strict=True):
        Image.objects.filter(pk=image.pk).update(rating=rating, ratings=1)
    best, lower, low = Image.objects.order_by("-rating", "-id")
    everything = Image.objects.owned_by(alice)
    assert neighbours(best, everything, sort="rating") == (None, lower)
    assert neighbours(lower, everything, sort="rating") == (best, low)
    assert neighbours(low, everything, sort="rating") == (lower, None)


def test_the_model_filter_appears_with_a_second_model(alice, client_for):
    client = client_for(alice)
    assert 'name="model"' not in client.get("/gallery/").text
    enable_models("doubao-seedream-5.0-pro", by=alice)
    page = client.get("/gallery/?model=doubao-seedream-5.0-pro").text
    assert 'name="model" value="doubao-seedream-5.0-pro" checked' in page
