"""POST /images/zip/: a selection is downloaded as one file, with manifests of its contents."""

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

# The file is read in other threads, which see only committed rows.
pytestmark = pytest.mark.django_db(transaction=True)

ZIP = "/images/zip/"


def download_zip(user, **form):
    async def request():
        client = AsyncClient()
        await client.aforce_login(user)
        response = await client.post(ZIP, form)
        return response, b"".join([chunk async for chunk in response]) if response.streaming else b""

    return async_to_sync(request)()


def open_zip(user, images, **form) -> zipfile.ZipFile:
    _answer, data = download_zip(user, image=[image.pk for image in images], **form)
    return zipfile.ZipFile(io.BytesIO(data))


def read_manifest(archive) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"), newline="")))


def test_the_zip_holds_unchanged_files_named_by_day_prompt_and_number(alice, create_images):
    images = create_images(alice, 3)
    archive = open_zip(alice, images)
    assert archive.testzip() is None
    names = [image.download_name for image in images]
    assert names == [f"{images[0].day} A vase {number}.jpg" for number in ("01", "02", "03")]
    assert sorted(archive.namelist()) == sorted([*names, "manifest.csv", "manifest.json"])
    for image in images:
        with default_storage.open(image.file) as file:
            assert archive.read(image.download_name) == file.read()
        assert archive.getinfo(image.download_name).compress_type == zipfile.ZIP_STORED


def test_equal_names_are_distinguished_in_the_archive_and_its_manifests(alice, create_images):
    images = [*create_images(alice, prompt="雨夜的城市"), *create_images(alice, prompt="雨夜的城市")]
    archive = open_zip(alice, images)
    day = images[0].day
    assert archive.namelist()[:2] == [f"{day} 雨夜的城市 01.jpg", f"{day} 雨夜的城市 01 (2).jpg"]
    assert [row["file"] for row in read_manifest(archive)] == archive.namelist()[:2]


def test_the_zip_is_an_attachment_named_by_gallery_and_day(alice, team, create_images):
    mine, team_images = create_images(alice), create_images(alice, team=team)
    for images, gallery in ((mine, "private"), (team_images, "brand-studio"), (mine + team_images, "images")):
        response, _data = download_zip(alice, image=[image.pk for image in images])
        assert response["Content-Type"] == "application/zip"
        assert response["Content-Disposition"].startswith(f'attachment; filename="seedream-{gallery}-20')
        assert response["Content-Disposition"].endswith('.zip"')


def test_the_manifest_has_the_prompt_hash_tags_and_favourite(alice, team, create_images):
    image = create_images(alice, team=team, prompt="雨夜的城市街道")[0]
    ImageTag.objects.create(tag=Tag.objects.create(team=team, name="夜", key="夜"), image=image)
    Favourite.objects.create(user=alice, image=image)
    with default_storage.open(image.file) as file:
        Image.objects.filter(pk=image.pk).update(sha256=hashlib.sha256(file.read()).hexdigest())
    archive = open_zip(alice, [image])
    (row,) = read_manifest(archive)
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


def test_both_manifests_list_the_same_images_and_json_more_details(alice, create_images):
    archive = open_zip(alice, create_images(alice, 2))
    rows = json.loads(archive.read("manifest.json"))
    assert [row["file"] for row in rows] == [row["file"] for row in read_manifest(archive)]
    assert rows[0]["references"] == 0
    assert rows[0]["settings"] == {
        "max_images": 2,
        "watermark": False,
        "optimize_prompt": "",
        "web_search": False,
    }
    assert (rows[0]["favourite"], rows[0]["rating"], rows[0]["tags"]) == (False, None, [])


@pytest.mark.parametrize("prompt", ["=1+1", "+1", "-1", "@sum", "\t=1", "\n=1", "|cmd", "＝1＋1", "＠sum"])
def test_no_csv_cell_is_a_formula(alice, create_images, prompt):
    image = create_images(alice, prompt="plain")[0]
    type(image.generation).objects.update(prompt=prompt)
    archive = open_zip(alice, [image])
    assert read_manifest(archive)[0]["prompt"] == f"'{prompt}"
    assert json.loads(archive.read("manifest.json"))[0]["prompt"] == prompt


def test_the_csv_starts_with_a_byte_order_mark_for_spreadsheets(alice, create_images):
    assert open_zip(alice, create_images(alice)).read("manifest.csv").startswith(b"\xef\xbb\xbffile,prompt,")


def test_a_missing_file_is_reported_and_the_rest_is_exported(alice, create_images):
    first, second = create_images(alice, 2)
    default_storage.delete(first.file)
    archive = open_zip(alice, [first, second])
    problems = {row["file"]: row["problem"] for row in read_manifest(archive)}
    assert problems == {first.download_name: "The file is missing.", second.download_name: ""}
    assert first.download_name not in archive.namelist()
    assert archive.testzip() is None


def test_all_results_of_a_query_are_exported(alice, bob, team, create_images):
    private, team_images = create_images(alice, prompt="A secret"), create_images(bob, 2, team=team)
    _answer, data = download_zip(alice, all="team=brand-studio")
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert {image.download_name for image in team_images} < set(names)
    assert private[0].download_name not in names


def test_charlie_gets_none_of_alice_s_images(alice, charlie, team, create_images):
    images = [*create_images(alice), *create_images(alice, team=team)]
    own = create_images(charlie, prompt="His own")[0]
    assert read_manifest(open_zip(charlie, [*images, own]))[0]["file"] == own.download_name
    assert len(read_manifest(open_zip(charlie, [*images, own]))) == 1
    for form in ({"image": [image.pk for image in images]}, {"image": ["999999999"]}):
        response, data = download_zip(charlie, **form)
        assert (response.status_code, response.url, data) == (302, "/gallery/", b"")


def test_private_tags_are_exported_only_for_the_owner(alice, bob, team, create_images):
    image = create_images(alice)[0]
    ImageTag.objects.create(tag=Tag.objects.create(owner=alice, name="secret", key="secret"), image=image)
    share([image.pk], team, by=alice)
    assert read_manifest(open_zip(bob, [image]))[0]["tags"] == ""
    assert read_manifest(open_zip(alice, [image]))[0]["tags"] == "secret"


def test_an_empty_selection_gets_a_message(alice, client_for):
    text = client_for(alice).post(ZIP, {"back": "/gallery/?sort=oldest"}, follow=True).text
    assert "Select at least one image." in text
