"""Django's admin is for staff, shows the ledger without changing it, and looks like the studio."""

import re

import pytest
from django.urls import reverse

from studio.accounts.models import User
from tests.fixtures import create_run, create_user

pytestmark = pytest.mark.django_db


def test_the_admin_is_for_staff_and_shows_the_ledger_read_only(alice, client_for):
    run = create_run(alice)
    change = reverse("admin:generations_generation_change", args=[run.pk])
    assert client_for(alice).get(change).status_code == 302
    alice.is_staff = alice.is_superuser = True
    alice.save()
    client = client_for(alice)
    assert client.get(change).status_code == 200
    assert client.post(change, {"prompt": "changed"}).status_code == 403
    assert client.get(reverse("admin:generations_generation_add")).status_code == 403
    assert client.post(reverse("admin:generations_generation_delete", args=[run.pk])).status_code == 403


def test_the_admin_lists_only_our_tables_in_our_wording_and_design(client_for):
    staff = create_user("Staff")
    User.objects.filter(pk=staff.pk).update(is_staff=True, is_superuser=True, language="zh-hans")
    page = client_for(staff).get(reverse("admin:index")).text
    assert set(re.findall(r'href="/admin/(\w+/\w+)/"', page)) == {
        "accounts/user", "accounts/team", "audit/auditentry", "generations/generation", "generations/image",
        "generations/providerpause", "generations/upload",
        "usage/usageday", "usage/usagemismatch", "usage/usagerun",
    }  # fmt: skip
    assert "css/pages/admin" in page
    assert "成员与团队" in page
