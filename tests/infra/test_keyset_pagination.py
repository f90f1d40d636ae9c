"""Keyset pagination: each row once, in any order and with repeated values."""

import pytest

from studio.accounts.models import User
from studio.infra.keyset_pagination import NEWEST, Order

pytestmark = pytest.mark.django_db

BY_NAME = Order(fields=("-name", "-id"), parse=str)


@pytest.fixture
def people():
    return [
        User.objects.create(email=f"{n}@example.com", name=name)
        for n, name in enumerate(["Li_Na", "Ada", "Li_Na", "Zoë"])
    ]


def all_pages(order: Order) -> list[User]:
    rows, page = [], order.page(User.objects.all(), size=1)
    rows += page.rows
    while page.before:
        page = order.page(User.objects.all(), before=page.before, size=1)
        rows += page.rows
    return rows


@pytest.mark.parametrize("order", [NEWEST, NEWEST.reversed, BY_NAME, BY_NAME.reversed])
def test_every_row_is_returned_once_and_in_order(people, order):
    assert all_pages(order) == list(User.objects.order_by(*order.fields))


@pytest.mark.parametrize("cursor", ["", "x", "1_x", "_", "9" * 19])
def test_an_invalid_cursor_starts_at_the_first_row(people, cursor):
    assert NEWEST.page(User.objects.all(), before=cursor, size=9).rows == people[::-1]
