"""A backup makes the same studio again, on an empty machine or instead of another one; every image has its hash."""

import hashlib
import io
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from studio.accounts.models import User
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from studio.budgets.models import BudgetPeriod
from studio.generations.backup import BackupError, save
from studio.generations.execution import image_transitions, transitions
from studio.generations.ledger.ledger_check import differences
from studio.generations.models import Generation, Image
from studio.generations.restore import load
from studio.provider.sizes import Size
from studio.provider.stream.events import Completed, ImageSucceeded
from tests.database import ROOT, empty_database_url, manage
from tests.fixtures import (
    person,
    picture,
    run_of,
)
from tests.live import LiveStudio, Studios

KEY = "the installation's key"
COLOURS = ["teal", "navy", "olive", "maroon"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A studio with images, the folder of its backup, and a session of Alice's."""

    studio: LiveStudio
    backup: Path
    session: str
    queued: int


@pytest.fixture
def original(new_studio: Studios, tmp_path: Path) -> Original:
    studio = new_studio(started=False, STUDIO_DATA=str(tmp_path))
    with studio.db():
        alice = person("Alice")
        _stored(alice)
        client = Client()
        client.force_login(alice)
        queued = run_of(alice).pk
    (tmp_path / "secret_key").write_text(KEY)
    backup = tmp_path / "backup"
    manage("backup", str(backup), **studio.env)
    session = client.cookies["sessionid"].value
    return Original(studio=studio, backup=backup, session=session, queued=queued)


@pytest.fixture
def empty(new_studio: Studios, tmp_path: Path) -> LiveStudio:
    """Another machine with a database that has nothing in it."""
    studio = new_studio(started=False, STUDIO_DATA=str(tmp_path / "other"))
    studio.database_url = studio.env["DATABASE_URL"] = empty_database_url()
    return studio


def _stored(owner: User) -> None:
    """A finished run whose pictures differ."""
    run = run_of(owner, max_images=len(COLOURS))
    transitions.claim(run.pk)
    for index, colour in enumerate(COLOURS):
        data = picture(300, 200, colour=colour)
        event = ImageSucceeded(index=index, url=f"https://a.example/{index}", size=Size(2048, 2048))
        name = default_storage.save(f"images/{run.pk}-{index}.jpg", ContentFile(data))
        thumbnail = default_storage.save(f"images/{run.pk}-{index}.webp", ContentFile(data))
        facts = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "width": 300, "height": 200}
        image_transitions.fetched(
            transitions.image_made(run.pk, event), file=name, thumbnail=thumbnail, **facts
        )
    transitions.usage(run.pk, Completed(images=len(COLOURS), output_tokens=1, total_tokens=1))
    transitions.ended(run.pk, completed=True)


def command(studio: LiveStudio, *arguments: str) -> subprocess.CompletedProcess[str]:
    manage_py = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(manage_py, env=studio.env, text=True, capture_output=True)


def test_it_is_whole_on_an_empty_machine_and_its_pages_open(original: Original, empty: LiveStudio) -> None:
    done = command(empty, "restore", str(original.backup))
    assert "All 8 files are there, and every image has its hash." in done.stdout
    empty.start("web")
    with httpx.Client(base_url=empty.url, cookies={"sessionid": original.session}) as browser, empty.db():
        for image in Image.objects.stored():
            assert browser.get(image.get_absolute_url()).status_code == 200
            assert hashlib.sha256(browser.get(image.original_url).content).hexdigest() == image.sha256
        # The provider may have made its images after the backup: nobody but a person may ask for them again.
        assert Image.objects.stored().count() == len(COLOURS)
        assert Generation.objects.get(pk=original.queued).state == "unknown"
        # Its money stays reserved until then.
        assert BudgetPeriod.objects.values_list("spent", "reserved").get() == (4 * 250_000, 250_000)
        assert differences() == []
        assert AuditEntry.objects.get(action=Action.RESTORED).target_name == str(original.backup)


def test_the_embedded_database_of_an_empty_data_folder_takes_it(
    original: Original, empty: LiveStudio, open_folder: Path
) -> None:
    del empty.env["DATABASE_URL"], empty.env["SECRET_KEY"]
    empty.env["STUDIO_DATA"] = str(open_folder / "data")
    done = command(empty, "restore", str(original.backup))
    assert "All 8 files are there" in done.stdout, done.stderr
    assert (open_folder / "data/secret_key").read_text() == KEY
    assert not (open_folder / "data/postgres/postmaster.pid").exists()


def test_it_takes_the_place_of_another_studio_only_when_requested(
    original: Original, new_studio: Studios
) -> None:
    files = Path(original.studio.env["STUDIO_DATA"], "files")
    (files / "images/later.jpg").write_bytes(b"made after the backup")
    refused = command(original.studio, "restore", str(original.backup))
    assert "The database is not empty" in refused.stderr
    assert refused.returncode == 1
    done = command(original.studio, "restore", str(original.backup), "--replace")
    assert "All 8 files are there" in done.stdout, done.stderr
    assert not (files / "images/later.jpg").exists()
    assert [path.name for path in files.glob(".replaced-*/images/later.jpg")] == ["later.jpg"]


@pytest.mark.django_db
def test_files_that_are_gone_or_changed_are_named() -> None:
    _stored(person("Alice"))
    first, second = Image.objects.stored().order_by("pk")[:2]
    Path(default_storage.path(first.file)).write_bytes(b"rotten")
    default_storage.delete(second.thumbnail)
    output = io.StringIO()
    with pytest.raises(CommandError, match="2 of 8 files are missing or changed"):
        call_command("verify_files", stderr=output)
    assert output.getvalue() == f"changed: {first.file}\nmissing: {second.thumbnail}\n"


def test_a_second_backup_into_the_folder_copies_what_is_new(original: Original) -> None:
    with original.studio.db():
        _stored(User.objects.get())
    output = manage("backup", str(original.backup), **original.studio.env)
    assert "the database and 8 new files" in output
    with original.studio.db():
        assert (
            AuditEntry.objects.filter(action=Action.BACKED_UP, target_name=str(original.backup)).count() == 2
        )
    assert len(list((original.backup / "files").rglob("*.*"))) == 16


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(BackupError, match="neither empty nor a backup"):
        save(tmp_path, with_files=True)


def test_a_folder_without_a_backup_is_not_restored(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="holds no backup"):
        load(tmp_path, with_files=True, replace=True)
