"""The cast: Alice owns, Bob is in her team, Charlie must not get in. And what they work with."""

import functools
import io
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from PIL import Image as Pillow

from studio.accounts.models import Membership, Role, Team, User
from studio.generations.models import Generation
from studio.generations.runs.submit import GenerationParams, start_run
from studio.policies.models import ModelSwitch

PASSWORD = "a long enough password"


def person(name: str) -> User:
    """A saved person who can sign in with PASSWORD."""
    return User.objects.create(email=f"{name.lower()}@studio.example", password=_password_hash(), name=name)


def member(name: str, team: Team, role: Role) -> User:
    """A person in the team."""
    somebody = person(name)
    Membership.objects.create(user=somebody, team=team, role=role)
    return somebody


@functools.cache
def _password_hash() -> str:
    """One for all people: hashing is slow on purpose."""
    return make_password(PASSWORD)


def picture(
    width: int = 64, height: int = 48, *, format: str = "JPEG", colour: str = "teal", **options: Any
) -> bytes:
    """A small picture's file."""
    buffer = io.BytesIO()
    mode = "RGBA" if format == "PNG" and isinstance(colour, tuple) and len(colour) == 4 else "RGB"
    Pillow.new(mode, (width, height), colour).save(buffer, format, **options)
    return buffer.getvalue()


def same(text: str, address: str) -> str:
    """A page without what differs at every request: tokens, and the address that was asked for."""
    return re.sub(r"[A-Za-z0-9]{64}", "token", text).replace(address, "address")


def ask(**changes: Any) -> GenerationParams:
    """A plain request; name what is different."""
    return GenerationParams(
        **{"prompt": "A vase", "size": "2048x2048", "max_images": None, "watermark": False, **changes}
    )


def run_of(owner: User, *, team: Team | None = None, **changes: Any) -> Generation:
    """A queued run of somebody."""
    return start_run(ask(**changes), by=owner, submission=uuid.uuid4(), team=team)


def switch_on(*models: str, by: User, team: Team | None = None) -> None:
    """Models that may be used beside the default one."""
    for model in models:
        ModelSwitch.objects.create(team=team, model=model, is_on=True, changed_by=by)


@pytest.fixture
def alice(db: None) -> User:
    return person("Alice")


@pytest.fixture
def bob(db: None, team: Team) -> User:
    """In Alice's team, as a designer like her."""
    bob = person("Bob")
    Membership.objects.create(user=bob, team=team, role=Role.DESIGNER)
    return bob


@pytest.fixture
def charlie(db: None) -> User:
    return person("Charlie")


@pytest.fixture
def team(db: None, alice: User) -> Team:
    team = Team.objects.create(name="Brand Studio", slug="brand-studio")
    Membership.objects.create(user=alice, team=team, role=Role.DESIGNER)
    return team


@pytest.fixture
def browser_of() -> Callable[[User | None], Client]:
    """Signs somebody in; None stays outside."""

    def signed_in(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return signed_in


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    """Every test has a storage of its own."""
    for name, value in own_storage(tmp_path).items():
        setattr(settings, name, value)


def own_storage(folder: Path) -> dict[str, Any]:
    """The settings that put all files into a folder."""
    default = {
        "BACKEND": "studio.infra.storage.DurableFileSystemStorage",
        "OPTIONS": {"location": str(folder / "files")},
    }
    return {"DATA_DIR": folder, "STORAGES": {**settings.STORAGES, "default": default}}


def undo_in(text: str) -> str:
    """The address of the first undo that a page offers."""
    return text.partition('<form method="post" action="')[2].partition('"')[0].replace("&amp;", "&")
