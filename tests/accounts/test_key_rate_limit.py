"""The requests of a key per minute, counted exactly across threads and processes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from studio.accounts.keys.rate_limit import TooManyRequests, count_request
from studio.accounts.models import AccessKey
from tests.accounts.factories import access_key


@pytest.mark.django_db
def test_the_requests_of_a_minute_are_counted_down(alice):
    key = access_key(alice, requests_per_minute=2).key
    assert [count_request(key).remaining for _ in range(2)] == [1, 0]
    with pytest.raises(TooManyRequests, match="limited to 2 requests per minute") as refused:
        count_request(key)
    assert 1 <= refused.value.rate.seconds <= 60


@pytest.mark.django_db
def test_each_key_has_its_own_count(alice):
    for key in (access_key(alice, requests_per_minute=1).key, access_key(alice, requests_per_minute=1).key):
        assert count_request(key).headers["x-ratelimit-remaining-requests"] == "0"


@pytest.mark.django_db
def test_the_next_minute_starts_a_new_count(alice):
    key = access_key(alice, requests_per_minute=1).key
    count_request(key)
    AccessKey.objects.update(minute_began_at=timezone.now() - timedelta(seconds=61))
    assert count_request(key).remaining == 0
    with pytest.raises(TooManyRequests):
        count_request(key)


@pytest.mark.django_db(transaction=True)
def test_of_concurrent_requests_exactly_the_limit_passes(alice):
    key = access_key(alice, requests_per_minute=5).key
    start = threading.Barrier(4)

    def send_requests(_number: int) -> int:
        start.wait()
        try:
            return sum(_passes(key) for _ in range(4))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send_requests, range(4))) == 5


def _passes(key: AccessKey) -> bool:
    try:
        count_request(key)
    except TooManyRequests:
        return False
    return True
