"""`Idempotency-Key`: a repeated request makes one run and gets the same response."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.utils import timezone

from studio.accounts.models import AccessKey
from studio.api.generate import endpoint
from studio.api.generate.idempotency import ABANDONED, KEPT, Claim, claim, delete_old_keys, release
from studio.api.models import IdempotencyKey
from studio.generations.models import Generation
from studio.provider.server.errors import Refusal
from tests.accounts.factories import access_key
from tests.api.client import error_of, group
from tests.fixtures import create_run


@pytest.fixture
def header():
    return {"Idempotency-Key": uuid.uuid4().hex}


def test_a_repeated_request_gets_the_identical_response(api, studio, header):
    first, second = (api.post(headers=header, prompt="once", **group(2)) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    with studio.db():
        owner = IdempotencyKey.objects.get(value=header["Idempotency-Key"]).access_key.owner
        assert Generation.objects.filter(owner=owner).count() == 1


def test_a_repeated_stream_has_the_same_events(api, header):
    """Sorted, because those of two images come in the order in which their files were stored."""
    first, second = (sorted(api.stream(headers=header, **group(2)), key=str) for _ in range(2))
    assert first == second


def test_the_error_of_a_failed_run_is_repeated_too(api, header):
    first, second = (api.post(headers=header, prompt="[[fault:input_text]]") for _ in range(2))
    assert first.json()["error"]["code"] == second.json()["error"]["code"]
    assert (first.status_code, second.status_code) == (400, 400)


def test_another_body_with_the_same_key_is_refused(api, header):
    assert api.post(headers=header).status_code == 200
    assert error_of(api.post(headers=header, prompt="another")) == (422, "IdempotencyKeyReused")


def test_a_refused_request_may_be_corrected(api, header):
    response = api.post(headers=header, images=["data:image/png;base64,AAAA"])
    assert (response.status_code, api.post(headers=header).status_code) == (400, 200)


@pytest.fixture
def key(alice) -> AccessKey:
    return access_key(alice).key


def refusal_status(key: AccessKey, digest: str = "a") -> int:
    with pytest.raises(Refusal) as caught:
        claim(key, "k", body_sha256=digest)
    return caught.value.status


def test_a_key_in_use_is_a_conflict_until_its_run_has_ended(key):
    first = claim(key, "k", body_sha256="a")
    assert refusal_status(key) == 409
    run = create_run(key.owner)
    Generation.objects.filter(pk=run.pk).update(submission=first.submission)
    assert (refusal_status(key), refusal_status(key, "b")) == (409, 422)
    Generation.objects.filter(pk=run.pk).update(state="cancelled", finished_at=timezone.now())
    assert claim(key, "k", body_sha256="a").run == run


def test_a_key_abandoned_before_its_run_is_taken_over_once(key):
    first = claim(key, "k", body_sha256="a")
    IdempotencyKey.objects.update(claimed_at=timezone.now() - ABANDONED - timedelta(seconds=1))
    again = claim(key, "k", body_sha256="a")
    assert (again.submission, again.run) == (first.submission, None)
    assert refusal_status(key) == 409


def test_the_same_value_with_another_access_key_is_independent(key, charlie):
    first, second = (claim(one, "k", body_sha256="a") for one in (key, access_key(charlie).key))
    assert first.submission != second.submission
    release(first)
    assert claim(key, "k", body_sha256="b").run is None


def test_old_keys_are_deleted(key):
    claim(key, "old", body_sha256="a")
    IdempotencyKey.objects.update(claimed_at=timezone.now() - KEPT - timedelta(minutes=1))
    claim(key, "new", body_sha256="a")
    assert delete_old_keys() == 1
    assert IdempotencyKey.objects.get().value == "new"


@pytest.mark.parametrize(
    ("error", "is_released"),
    [(Refusal(429, "QuotaExceeded", "No."), True), (OperationalError("cut off"), False)],
)
async def test_a_key_is_released_only_if_surely_no_run_was_made(monkeypatch, error, is_released):
    released = []

    async def in_this_thread(function, *args, **kwargs):
        return function(*args, **kwargs)

    def submit(*_args, **_kwargs):
        raise error

    for name, part in (("in_database", in_this_thread), ("submit", submit), ("release", released.append)):
        monkeypatch.setattr(endpoint, name, part)
    request, call = SimpleNamespace(references=()), SimpleNamespace(admission=SimpleNamespace(key=None))
    claimed = Claim(submission=uuid.uuid4())
    with pytest.raises(type(error)):
        await endpoint._run(call, request, None, claimed)
    assert released == ([claimed] if is_released else [])


@pytest.mark.parametrize("value", ["", "x" * 256])
def test_a_key_has_1_to_255_characters(key, value):
    with pytest.raises(Refusal, match="1 to 255"):
        claim(key, value, body_sha256="a")
