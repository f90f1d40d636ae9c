"""A ZIP of 3,000 images from a real web process: memory stays constant, and a disconnect ends the work."""

import io
import time
import zipfile
from pathlib import Path

import httpx
import psutil
import pytest
from django.test import Client

from bench.processes import MemoryGrowth
from studio.accounts.models import User
from studio.generations.models import Image
from tests.database import manage

IMAGES = 3_000  # 380 MB
SECRET = "b" * 32  # the CSRF token
TOKEN = {"csrfmiddlewaretoken": SECRET}
ALL = {**TOKEN, "all": "team=seed-000"}


@pytest.fixture(scope="module")
def seeded_studio(studio):
    manage("seed", "--images", str(IMAGES * 5 // 4), "--teams", "1",
           DATABASE_URL=studio.database_url, STUDIO_DATA=str(studio.folder))  # fmt: skip
    return studio


@pytest.fixture
def http_client(seeded_studio):
    """Signed in as a member of the team."""
    with seeded_studio.db():
        client = Client()
        client.force_login(User.objects.get(email="seed-000-00@studio.example"))
        cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": SECRET}
    with httpx.Client(
        base_url=seeded_studio.url, cookies=cookies, timeout=60, trust_env=False
    ) as http_client:
        yield http_client


def download(http_client, target: Path) -> None:
    with http_client.stream("POST", "/images/zip/", data=ALL) as response, target.open("wb") as file:
        assert response.headers["Content-Type"] == "application/zip"
        for chunk in response.iter_raw():
            file.write(chunk)


def is_working(pid: int) -> bool:
    process = psutil.Process(pid)
    before = process.cpu_times().user
    time.sleep(0.3)
    is_reading = any("/filled/" in file.path for file in process.open_files())
    return is_reading or process.cpu_times().user - before > 0.1


def test_a_zip_of_three_thousand_images_takes_little_memory(seeded_studio, http_client, tmp_path):
    http_client.get("/gallery/?team=seed-000")  # loads what every page needs
    with MemoryGrowth(seeded_studio.pid("web")) as growth:
        download(http_client, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        names = archive.namelist()
        assert len(names) > IMAGES * 0.95
        assert names[-2:] == ["manifest.csv", "manifest.json"]
        with io.TextIOWrapper(archive.open("manifest.csv"), "utf-8-sig") as table:
            assert sum(1 for _line in table) == len(names) - 1
    assert growth.peak_mb < 32


def test_a_disconnect_ends_the_work_and_the_next_request_is_served(seeded_studio, http_client):
    with http_client.stream("POST", "/images/zip/", data=ALL) as response:
        next(response.iter_raw())
    deadline = time.monotonic() + 60
    while is_working(seeded_studio.pid("web")):
        assert time.monotonic() < deadline
    with seeded_studio.db():
        image = Image.objects.select_related("generation").filter(team__slug="seed-000")[0]
    response = http_client.post("/images/zip/", data={**TOKEN, "image": image.pk})
    assert image.download_name in zipfile.ZipFile(io.BytesIO(response.content)).namelist()
