"""The users: Alice owns, Bob is in her team, Charlie must have no access. And the data that they work with."""

import functools
import io
import re
import secrets
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


def unique_word() -> str:
    """Twelve random consonants: not a word that is on a page, nor a part of one."""
    return "".join(secrets.choice("bcdfghjkmnpqrstvwxz") for _ in range(12))


def create_user(name: str) -> User:
    """A saved user who can sign in with PASSWORD."""
    return User.objects.create(email=f"{name.lower()}@studio.example", password=_password_hash(), name=name)


def create_member(name: str, team: Team, role: Role) -> User:
    """A saved member of the team."""
    user = create_user(name)
    Membership.objects.create(user=user, team=team, role=role)
    return user


@functools.cache
def _password_hash() -> str:
    """One for all users: hashing is slow on purpose."""
    return make_password(PASSWORD)


def image_bytes(
    width: int = 64, height: int = 48, *, format: str = "JPEG", colour: str = "teal", **options: Any
) -> bytes:
    """The bytes of a small image file."""
    buffer = io.BytesIO()
    mode = "RGBA" if format == "PNG" and isinstance(colour, tuple) and len(colour) == 4 else "RGB"
    Pillow.new(mode, (width, height), colour).save(buffer, format, **options)
    return buffer.getvalue()


def normalize_page(text: str, address: str) -> str:
    """A page without what differs between requests: tokens and the requested address."""
    return re.sub(r"[A-Za-z0-9]{64}", "token", text).replace(address, "address")


def generation_params(**changes: Any) -> GenerationParams:
    """Default parameters of a run, with changes."""
    return GenerationParams(
        **{"prompt": "A vase", "size": "2048x2048", "max_images": None, "watermark": False, **changes}
    )


def create_run(owner: User, *, team: Team | None = None, **changes: Any) -> Generation:
    """A queued run."""
    return start_run(generation_params(**changes), by=owner, submission=uuid.uuid4(), team=team)


def enable_models(*models: str, by: User, team: Team | None = None) -> None:
    """Switches models on in addition to the default one."""
    for model in models:
        ModelSwitch.objects.create(team=team, model=model, is_on=True, changed_by=by)


@pytest.fixture
def alice(db: None) -> User:
    return create_user("Alice")


@pytest.fixture
def bob(db: None, team: Team) -> User:
    """In Alice's team, as a designer like her."""
    bob = create_user("Bob")
    Membership.objects.create(user=bob, team=team, role=Role.DESIGNER)
    return bob


@pytest.fixture
def charlie(db: None) -> User:
    return create_user("Charlie")


@pytest.fixture
def team(db: None, alice: User) -> Team:
    team = Team.objects.create(name="Brand Studio", slug="brand-studio")
    Membership.objects.create(user=alice, team=team, role=Role.DESIGNER)
    return team


@pytest.fixture
def client_for() -> Callable[[User | None], Client]:
    """A client that is signed in as a user, or signed out for None."""

    def signed_in(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return signed_in


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    """Every test has its own storage."""
    for name, value in storage_settings(tmp_path).items():
        setattr(settings, name, value)


def storage_settings(folder: Path) -> dict[str, Any]:
    """The settings that put all files into a folder."""
    default = {
        "BACKEND": "studio.infra.storage.DurableFileSystemStorage",
        "OPTIONS": {"location": str(folder / "files")},
    }
    return {"DATA_DIR": folder, "STORAGES": {**settings.STORAGES, "default": default}}


def undo_url_in(text: str) -> str:
    """The URL of the first Undo form on a page."""
    return text.partition('<form method="post" action="')[2].partition('"')[0].replace("&amp;", "&")
