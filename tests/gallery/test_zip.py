"""POST /images/zip/: a selection comes as one file, with lists of what is in it."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
from asgiref.sync import async_to_sync
from django.core.files.storage import default_storage
from django.test import AsyncClient

from studio.gallery.curation.sharing import share
from studio.gallery.models import Favourite, ImageTag, Tag
from studio.generations.models import Image

# The file is read in other threads, which see what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

ZIP = "/images/zip/"


def answer_for(user, **form):
    async def ask():
        client = AsyncClient()
        await client.aforce_login(user)
        answer = await client.post(ZIP, form)
        return answer, b"".join([piece async for piece in answer]) if answer.streaming else b""

    return async_to_sync(ask)()


def opened(user, images, **form) -> zipfile.ZipFile:
    _answer, data = answer_for(user, image=[one.pk for one in images], **form)
    return zipfile.ZipFile(io.BytesIO(data))


def table(archive) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"), newline="")))


def test_it_holds_the_pictures_untouched_under_names_that_say_day_prompt_and_number(alice, stored):
    images = stored(alice, 3)
    archive = opened(alice, images)
    assert archive.testzip() is None
    names = [image.download_name for image in images]
    assert names == [f"{images[0].day} A vase {number}.jpg" for number in ("01", "02", "03")]
    assert sorted(archive.namelist()) == sorted([*names, "manifest.csv", "manifest.json"])
    for image in images:
        with default_storage.open(image.file) as file:
            assert archive.read(image.download_name) == file.read()
        assert archive.getinfo(image.download_name).compress_type == zipfile.ZIP_STORED


def test_equal_names_are_distinguished_in_the_archive_and_in_its_lists(alice, stored):
    images = [*stored(alice, prompt="雨夜的城市"), *stored(alice, prompt="雨夜的城市")]
    archive = opened(alice, images)
    day = images[0].day
    assert archive.namelist()[:2] == [f"{day} 雨夜的城市 01.jpg", f"{day} 雨夜的城市 01 (2).jpg"]
    assert [row["file"] for row in table(archive)] == archive.namelist()[:2]


def test_it_is_an_attachment_named_by_gallery_and_day(alice, team, stored):
    mine, teams = stored(alice), stored(alice, team=team)
    for images, gallery in ((mine, "private"), (teams, "brand-studio"), (mine + teams, "images")):
        answer, _data = answer_for(alice, image=[one.pk for one in images])
        assert answer["Content-Type"] == "application/zip"
        assert answer["Content-Disposition"].startswith(f'attachment; filename="seedream-{gallery}-20')
        assert answer["Content-Disposition"].endswith('.zip"')


def test_the_lists_say_what_was_asked_and_what_people_made_of_it(alice, team, stored):
    image = stored(alice, team=team, prompt="雨夜的城市街道")[0]
    ImageTag.objects.create(tag=Tag.objects.create(team=team, name="夜", key="夜"), image=image)
    Favourite.objects.create(user=alice, image=image)
    with default_storage.open(image.file) as file:
        Image.objects.filter(pk=image.pk).update(sha256=hashlib.sha256(file.read()).hexdigest())
    archive = opened(alice, [image])
    (row,) = table(archive)
    assert row["prompt"] == "雨夜的城市街道"
    assert row["sha256"] == hashlib.sha256(archive.read(row["file"])).hexdigest()
    assert (row["person"], row["team"], row["tags"], row["favourite"]) == (
        "Alice",
        "Brand Studio",
        "夜",
        "yes",
    )
    assert (row["width"], row["height"], row["tokens"]) == ("300", "200", str(image.pixels // 256))
    assert row["address"] == f"http://testserver{image.get_absolute_url()}"


def test_both_lists_hold_the_same_images_and_json_more_of_each(alice, stored):
    archive = opened(alice, stored(alice, 2))
    rows = json.loads(archive.read("manifest.json"))
    assert [row["file"] for row in rows] == [row["file"] for row in table(archive)]
    assert rows[0]["references"] == 0
    assert rows[0]["settings"] == {
        "max_images": 2,
        "watermark": False,
        "optimize_prompt": "",
        "web_search": False,
    }
    assert (rows[0]["favourite"], rows[0]["rating"], rows[0]["tags"]) == (False, None, [])


@pytest.mark.parametrize("prompt", ["=1+1", "+1", "-1", "@sum", "\t=1", "\n=1", "|cmd", "＝1＋1", "＠sum"])
def test_no_cell_is_a_formula(alice, stored, prompt):
    image = stored(alice, prompt="plain")[0]
    type(image.generation).objects.update(prompt=prompt)
    archive = opened(alice, [image])
    assert table(archive)[0]["prompt"] == f"'{prompt}"
    assert json.loads(archive.read("manifest.json"))[0]["prompt"] == prompt


def test_the_table_begins_with_a_mark_by_which_spreadsheets_know_utf_8(alice, stored):
    assert opened(alice, stored(alice)).read("manifest.csv").startswith(b"\xef\xbb\xbffile,prompt,")


def test_a_missing_file_is_named_and_the_rest_goes_on(alice, stored):
    first, second = stored(alice, 2)
    default_storage.delete(first.file)
    archive = opened(alice, [first, second])
    problems = {row["file"]: row["problem"] for row in table(archive)}
    assert problems == {first.download_name: "The file is missing.", second.download_name: ""}
    assert first.download_name not in archive.namelist()
    assert archive.testzip() is None


def test_all_that_is_found_comes_without_naming_it(alice, bob, team, stored):
    private, teams = stored(alice, prompt="A secret"), stored(bob, 2, team=team)
    _answer, data = answer_for(alice, all="team=brand-studio")
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert {one.download_name for one in teams} < set(names)
    assert private[0].download_name not in names


def test_charlie_gets_none_of_alices(alice, charlie, team, stored):
    images = [*stored(alice), *stored(alice, team=team)]
    own = stored(charlie, prompt="His own")[0]
    assert table(opened(charlie, [*images, own]))[0]["file"] == own.download_name
    assert len(table(opened(charlie, [*images, own]))) == 1
    for form in ({"image": [one.pk for one in images]}, {"image": ["999999999"]}):
        answer, data = answer_for(charlie, **form)
        assert (answer.status_code, answer.url, data) == (302, "/gallery/", b"")


def test_tags_of_the_owners_own_gallery_stay_theirs(alice, bob, team, stored):
    image = stored(alice)[0]
    ImageTag.objects.create(tag=Tag.objects.create(owner=alice, name="secret", key="secret"), image=image)
    share([image.pk], team, by=alice)
    assert table(opened(bob, [image]))[0]["tags"] == ""
    assert table(opened(alice, [image]))[0]["tags"] == "secret"


def test_without_a_selection_one_is_asked_for(alice, browser_of):
    text = browser_of(alice).post(ZIP, {"back": "/gallery/?sort=oldest"}, follow=True).text
    assert "Select at least one image." in text
