"""A backup is restored on an empty machine or over another studio; every image matches its hash."""

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
    create_run,
    create_user,
    image_bytes,
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
        alice = create_user("Alice")
        _create_stored_images(alice)
        client = Client()
        client.force_login(alice)
        queued = create_run(alice).pk
    (tmp_path / "secret_key").write_text(KEY)
    backup = tmp_path / "backup"
    manage("backup", str(backup), **studio.env)
    session = client.cookies["sessionid"].value
    return Original(studio=studio, backup=backup, session=session, queued=queued)


@pytest.fixture
def empty_studio(new_studio: Studios, tmp_path: Path) -> LiveStudio:
    """Another machine, with an empty database."""
    studio = new_studio(started=False, STUDIO_DATA=str(tmp_path / "other"))
    studio.database_url = studio.env["DATABASE_URL"] = empty_database_url()
    return studio


def _create_stored_images(owner: User) -> None:
    """A completed run of different images."""
    run = create_run(owner, max_images=len(COLOURS))
    transitions.claim(run.pk)
    for index, colour in enumerate(COLOURS):
        data = image_bytes(300, 200, colour=colour)
        event = ImageSucceeded(index=index, url=f"https://a.example/{index}", size=Size(2048, 2048))
        name = default_storage.save(f"images/{run.pk}-{index}.jpg", ContentFile(data))
        thumbnail = default_storage.save(f"images/{run.pk}-{index}.webp", ContentFile(data))
        facts = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "width": 300, "height": 200}
        image_transitions.fetched(
            transitions.image_made(run.pk, event), file=name, thumbnail=thumbnail, **facts
        )
    transitions.usage(run.pk, Completed(images=len(COLOURS), output_tokens=1, total_tokens=1))
    transitions.ended(run.pk, completed=True)


def run_command(studio: LiveStudio, *arguments: str) -> subprocess.CompletedProcess[str]:
    manage_py = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(manage_py, env=studio.env, text=True, capture_output=True)


def test_a_restore_on_an_empty_machine_is_complete_and_its_pages_open(
    original: Original, empty_studio: LiveStudio
) -> None:
    result = run_command(empty_studio, "restore", str(original.backup))
    assert "All 8 files are there, and every image has its hash." in result.stdout
    empty_studio.start("web")
    with (
        httpx.Client(base_url=empty_studio.url, cookies={"sessionid": original.session}) as browser,
        empty_studio.db(),
    ):
        for image in Image.objects.stored():
            assert browser.get(image.get_absolute_url()).status_code == 200
            assert hashlib.sha256(browser.get(image.original_url).content).hexdigest() == image.sha256
        # The provider may have made its images after the backup: only a person may run it again.
        assert Image.objects.stored().count() == len(COLOURS)
        assert Generation.objects.get(pk=original.queued).state == "unknown"
        # Its cost stays reserved until then.
        assert BudgetPeriod.objects.values_list("spent", "reserved").get() == (4 * 250_000, 250_000)
        assert differences() == []
        assert AuditEntry.objects.get(action=Action.RESTORED).target_name == str(original.backup)


def test_a_backup_is_restored_into_the_embedded_database(
    original: Original, empty_studio: LiveStudio, open_folder: Path
) -> None:
    del empty_studio.env["DATABASE_URL"], empty_studio.env["SECRET_KEY"]
    empty_studio.env["STUDIO_DATA"] = str(open_folder / "data")
    result = run_command(empty_studio, "restore", str(original.backup))
    assert "All 8 files are there" in result.stdout, result.stderr
    assert (open_folder / "data/secret_key").read_text() == KEY
    assert not (open_folder / "data/postgres/postmaster.pid").exists()


def test_another_studio_is_replaced_only_with_the_replace_option(
    original: Original, new_studio: Studios
) -> None:
    files = Path(original.studio.env["STUDIO_DATA"], "files")
    (files / "images/later.jpg").write_bytes(b"made after the backup")
    refusal = run_command(original.studio, "restore", str(original.backup))
    assert "The database is not empty" in refusal.stderr
    assert refusal.returncode == 1
    result = run_command(original.studio, "restore", str(original.backup), "--replace")
    assert "All 8 files are there" in result.stdout, result.stderr
    assert not (files / "images/later.jpg").exists()
    assert [path.name for path in files.glob(".replaced-*/images/later.jpg")] == ["later.jpg"]


@pytest.mark.django_db
def test_missing_and_changed_files_are_reported() -> None:
    _create_stored_images(create_user("Alice"))
    first, second = Image.objects.stored().order_by("pk")[:2]
    Path(default_storage.path(first.file)).write_bytes(b"rotten")
    default_storage.delete(second.thumbnail)
    output = io.StringIO()
    with pytest.raises(CommandError, match="2 of 8 files are missing or changed"):
        call_command("verify_files", stderr=output)
    assert output.getvalue() == f"changed: {first.file}\nmissing: {second.thumbnail}\n"


def test_a_second_backup_into_the_folder_copies_only_new_files(original: Original) -> None:
    with original.studio.db():
        _create_stored_images(User.objects.get())
    output = manage("backup", str(original.backup), **original.studio.env)
    assert "the database and 8 new files" in output
    with original.studio.db():
        assert (
            AuditEntry.objects.filter(action=Action.BACKED_UP, target_name=str(original.backup)).count() == 2
        )
    assert len(list((original.backup / "files").rglob("*.*"))) == 16


def test_backup_refuses_a_folder_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(BackupError, match="neither empty nor a backup"):
        save(tmp_path, with_files=True)


def test_restore_refuses_a_folder_without_a_backup(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="holds no backup"):
        load(tmp_path, with_files=True, replace=True)
