"""A ZIP of 3,000 images through a real web process: its memory stays, and whoever hangs up ends the work."""

import io
import time
import zipfile
from pathlib import Path

import httpx
import psutil
import pytest
from django.test import Client

from bench.processes import Growth
from studio.accounts.models import User
from studio.generations.models import Image
from tests.database import manage

IMAGES = 3_000  # 380 MB
SECRET = "b" * 32  # what Django's forms need
TOKEN = {"csrfmiddlewaretoken": SECRET}
ALL = {**TOKEN, "all": "team=seed-000"}


@pytest.fixture(scope="module")
def filled(studio):
    manage("seed", "--images", str(IMAGES * 5 // 4), "--teams", "1",
           DATABASE_URL=studio.database_url, STUDIO_DATA=str(studio.folder))  # fmt: skip
    return studio


@pytest.fixture
def window(filled):
    """Signed in as a member of the team."""
    with filled.db():
        client = Client()
        client.force_login(User.objects.get(email="seed-000-00@studio.example"))
        cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": SECRET}
    with httpx.Client(base_url=filled.url, cookies=cookies, timeout=60, trust_env=False) as window:
        yield window


def download(window, target: Path) -> None:
    with window.stream("POST", "/images/zip/", data=ALL) as answer, target.open("wb") as file:
        assert answer.headers["Content-Type"] == "application/zip"
        for piece in answer.iter_raw():
            file.write(piece)


def is_working(pid: int) -> bool:
    process = psutil.Process(pid)
    before = process.cpu_times().user
    time.sleep(0.3)
    is_reading = any("/filled/" in file.path for file in process.open_files())
    return is_reading or process.cpu_times().user - before > 0.1


def test_three_thousand_images_take_the_memory_of_a_few(filled, window, tmp_path):
    window.get("/gallery/?team=seed-000")  # what every page needs is loaded
    with Growth(filled.pid("web")) as growth:
        download(window, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        names = archive.namelist()
        assert len(names) > IMAGES * 0.95
        assert names[-2:] == ["manifest.csv", "manifest.json"]
        with io.TextIOWrapper(archive.open("manifest.csv"), "utf-8-sig") as table:
            assert sum(1 for _line in table) == len(names) - 1
    assert growth.most < 32


def test_a_disconnect_ends_the_work_and_the_next_one_is_served(filled, window):
    with window.stream("POST", "/images/zip/", data=ALL) as answer:
        next(answer.iter_raw())
    deadline = time.monotonic() + 20
    while is_working(filled.pid("web")):
        assert time.monotonic() < deadline
    with filled.db():
        image = Image.objects.select_related("generation").filter(team__slug="seed-000")[0]
    answer = window.post("/images/zip/", data={**TOKEN, "image": image.pk})
    assert image.download_name in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
