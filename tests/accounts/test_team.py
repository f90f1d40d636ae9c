"""A team's page: who is in it as what, what it is called, and how it ends."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from studio.accounts.models import Membership, Role, Team
from studio.accounts.permissions import Forbidden
from studio.accounts.teams import avatar, members
from tests.accounts.factories import (
    administrator,
    auditor,
    lead_of,
)
from tests.fixtures import PASSWORD, picture

pytestmark = pytest.mark.django_db

LAST_LEAD = "A team needs at least one lead. Make someone else a lead first."


@pytest.fixture
def yue(team):
    return lead_of(team)


def to(name: str, team: Team, *more: object) -> str:
    return reverse(name, args=[team.slug, *more])


def member(person) -> Membership:
    return Membership.objects.get(user=person)


def set_role(client, team, person, role):
    return client.post(to("member_role", team, member(person).pk), {"role": role})


# ── Members ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lead_gives_another_role_which_holds_at_once(yue, team, alice, browser_of):
    hers = browser_of(alice)
    assert hers.post(to("team_archive", team)).status_code == 403
    assert set_role(browser_of(yue), team, alice, "lead").url == team.get_absolute_url()
    assert hers.post(to("team_archive", team)).status_code == 302


def test_an_unknown_role_is_refused(yue, team, alice, browser_of):
    assert set_role(browser_of(yue), team, alice, "king").status_code == 400
    assert member(alice).role == Role.DESIGNER


def test_a_removed_member_is_a_stranger_at_once(yue, team, bob, browser_of):
    his = browser_of(bob)
    assert his.get(team.get_absolute_url()).status_code == 200
    browser_of(yue).post(to("member_remove", team, member(bob).pk))
    assert his.get(team.get_absolute_url()).status_code == 404


def test_bob_leaves(yue, team, bob, browser_of):
    answer = browser_of(bob).post(to("member_remove", team, member(bob).pk), follow=True)
    assert "You have left Brand Studio." in answer.text
    assert not Membership.objects.filter(user=bob).exists()


def test_bob_removes_and_promotes_nobody(yue, team, alice, bob, browser_of):
    his = browser_of(bob)
    assert set_role(his, team, bob, "lead").status_code == 403
    assert his.post(to("member_remove", team, member(alice).pk)).status_code == 403
    assert (member(bob).role, member(alice).role) == (Role.DESIGNER, Role.DESIGNER)


def test_a_member_of_another_team_is_not_reached_through_mine(yue, team, charlie, browser_of):
    other = Team.objects.create(name="Posters", slug="posters")
    theirs = Membership.objects.create(team=other, user=charlie, role=Role.LEAD)
    assert browser_of(yue).post(to("member_remove", team, theirs.pk)).status_code == 404
    assert browser_of(charlie).post(to("member_remove", team, member(yue).pk)).status_code == 404


def test_the_last_lead_stays_a_lead_and_sees_why(yue, team, browser_of):
    hers = browser_of(yue)
    for answer in (set_role(hers, team, yue, "viewer"), hers.post(to("member_remove", team, member(yue).pk))):
        assert answer.status_code == 403
        assert LAST_LEAD in answer.text
    assert LAST_LEAD in hers.get(team.get_absolute_url()).text
    assert member(yue).role == Role.LEAD


def test_one_of_two_leads_may_go_and_then_the_other_may_not(yue, team, browser_of):
    second = lead_of(team, "Mei")
    assert set_role(browser_of(yue), team, yue, "viewer").status_code == 302
    assert set_role(browser_of(second), team, second, "viewer").status_code == 403


def test_an_administrator_takes_the_last_lead_away(yue, team, browser_of):
    browser_of(administrator()).post(to("member_remove", team, member(yue).pk))
    assert not team.memberships.filter(role=Role.LEAD).exists()


def test_the_last_lead_cannot_delete_the_account_either(yue, team, browser_of):
    form = {"email": yue.email, "password": PASSWORD}
    answer = browser_of(yue).post(reverse("account_delete"), form)
    assert answer.status_code == 409
    assert "You are the only lead of Brand Studio." in answer.text


def test_a_page_that_was_open_before_a_demotion_has_no_power(yue, team, alice, browser_of):
    lead_of(team, "Mei")
    assert yue.roles == {team.pk: Role.LEAD}
    Membership.objects.filter(user=yue).update(role=Role.VIEWER)
    with pytest.raises(Forbidden):
        members.set_role(member(alice), "viewer", by=yue)


def test_who_may_not_change_the_team_reads_a_plain_list(yue, team, alice, browser_of):
    page = browser_of(alice).get(team.get_absolute_url()).text
    assert "Yue" in page
    assert "yue@studio.example" in page
    assert to("member_role", team, member(yue).pk) not in page
    assert to("team_settings", team) not in page
    assert to("team_invite", team) not in page
    assert to("team_settings", team) in browser_of(yue).get(team.get_absolute_url()).text


# ── Administrators ───────────────────────────────────────────────────────────────────────────────────────


def test_an_administrator_joins_a_team_as_lead_and_works_there(team, browser_of):
    root = administrator()
    client = browser_of(root)
    assert to("team_join", team) in client.get(team.get_absolute_url()).text
    page = client.post(to("team_join", team), follow=True).text
    assert "You are now a lead of Brand Studio." in page
    assert to("team_join", team) not in page
    root.refresh_from_db()
    assert (member(root).role, root.workspace) == (Role.LEAD, team)


def test_an_administrator_does_not_join_twice_or_an_archived_team(team, yue, browser_of):
    client = browser_of(administrator())
    assert client.post(to("team_join", team)).status_code == 302
    again = client.post(to("team_join", team))
    assert (again.status_code, "You are already in this team." in again.text) == (403, True)
    browser_of(yue).post(to("team_archive", team))
    assert browser_of(administrator("Ada")).post(to("team_join", team)).status_code == 403


def test_the_first_invitation_proposes_a_lead(team, alice, browser_of):
    client = browser_of(administrator())
    lead = '<option value="lead" selected>'
    assert lead in client.get(team.get_absolute_url()).text
    client.post(to("team_invite", team), {"email": "dora@studio.example", "role": "lead"})
    assert lead not in client.get(team.get_absolute_url()).text


# ── Settings ─────────────────────────────────────────────────────────────────────────────────────────────


def save(client, team, **changes):
    return client.post(to("team_settings", team), {"name": "Posters", "watermark_default": "on"} | changes)


def test_a_lead_renames_the_team_and_its_address_stays(yue, team, browser_of):
    assert save(browser_of(yue), team, watermark_default="").url == team.get_absolute_url()
    team.refresh_from_db()
    assert (team.name, team.slug, team.watermark_default) == ("Posters", "brand-studio", False)


def test_a_team_has_a_name(yue, team, browser_of):
    answer = save(browser_of(yue), team, name=" ")
    assert answer.status_code == 422
    assert "<h1>Brand Studio</h1>" in answer.text


def photo(**options) -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "a secret place", 6
    return SimpleUploadedFile("team.jpg", picture(900, 600, exif=exif.tobytes(), **options))


def test_a_picture_is_small_square_and_shows_nothing(yue, team, browser_of):
    client = browser_of(yue)
    assert save(client, team, picture=photo()).status_code == 302
    answer = client.get(to("team_picture", team))
    stored = Image.open(io.BytesIO(answer.content))
    assert (answer["Content-Type"], stored.format, stored.size) == ("image/webp", "WEBP", (256, 256))
    assert not stored.getexif()
    assert b"secret" not in answer.content


def test_a_picture_is_replaced_and_removed_with_its_file(yue, team, browser_of):
    client = browser_of(yue)
    for change in ({"picture": photo()}, {"picture": photo(colour="red")}, {"remove_picture": "on"}):
        save(client, team, **change)
    assert client.get(to("team_picture", team)).status_code == 404
    assert default_storage.listdir("teams")[1] == []


def test_a_picture_is_kept_by_the_browser(yue, team, browser_of):
    client = browser_of(yue)
    save(client, team, picture=photo())
    tag = client.get(to("team_picture", team))["ETag"]
    assert client.get(to("team_picture", team), headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not a picture", "This is not a JPEG, PNG or WebP picture."),
        (picture()[:200], "The image is damaged and cannot be read."),
        (b"\0" * (avatar.MAX_BYTES + 1), "The file is larger than 5 MB."),
        (picture(8000, 5001), "The image has more than 40 million pixels."),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason(content, reason, yue, team, browser_of):
    answer = save(browser_of(yue), team, picture=SimpleUploadedFile("team.jpg", content))
    assert answer.status_code == 422
    assert reason in answer.text
    assert Team.objects.get().picture == ""


def test_the_picture_is_for_those_who_see_the_team(yue, team, alice, charlie, browser_of):
    save(browser_of(yue), team, picture=photo())
    seen = [browser_of(who).get(to("team_picture", team)).status_code for who in (alice, charlie, auditor())]
    assert seen == [200, 404, 200]


# ── The end ──────────────────────────────────────────────────────────────────────────────────────────────


def test_an_archived_team_can_be_looked_at_and_nothing_else(yue, team, alice, browser_of):
    hers = browser_of(yue)
    hers.post(to("team_archive", team))
    assert "Archived" in browser_of(alice).get(team.get_absolute_url()).text
    refused = [
        save(hers, team),
        set_role(hers, team, alice, "lead"),
        hers.post(to("team_invite", team), {"email": "dora@studio.example", "role": "viewer"}),
    ]
    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert all("This team is archived." in answer.text for answer in refused)


def test_an_archived_team_comes_back(yue, team, browser_of):
    hers = browser_of(yue)
    for name in ("team_archive", "team_restore"):
        assert hers.post(to(name, team)).status_code == 302
    assert save(hers, team).status_code == 302


def test_the_last_lead_may_leave_an_archived_team(yue, team, browser_of):
    hers = browser_of(yue)
    hers.post(to("team_archive", team))
    assert hers.post(to("member_remove", team, member(yue).pk)).status_code == 302
