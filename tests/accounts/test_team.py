"""A team's page: members and roles, settings, and archiving."""

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
from tests.fixtures import PASSWORD, image_bytes

pytestmark = pytest.mark.django_db

LAST_LEAD = "A team needs at least one lead. Make someone else a lead first."


@pytest.fixture
def yue(team):
    return lead_of(team)


def url_of(name: str, team: Team, *more: object) -> str:
    return reverse(name, args=[team.slug, *more])


def membership_of(person) -> Membership:
    return Membership.objects.get(user=person)


def set_role(client, team, person, role):
    return client.post(url_of("member_role", team, membership_of(person).pk), {"role": role})


# ── Members ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_role_given_by_a_lead_applies_at_once(yue, team, alice, client_for):
    client = client_for(alice)
    assert client.post(url_of("team_archive", team)).status_code == 403
    assert set_role(client_for(yue), team, alice, "lead").url == team.get_absolute_url()
    assert client.post(url_of("team_archive", team)).status_code == 302


def test_an_unknown_role_is_refused(yue, team, alice, client_for):
    assert set_role(client_for(yue), team, alice, "king").status_code == 400
    assert membership_of(alice).role == Role.DESIGNER


def test_a_removed_member_loses_access_at_once(yue, team, bob, client_for):
    client = client_for(bob)
    assert client.get(team.get_absolute_url()).status_code == 200
    client_for(yue).post(url_of("member_remove", team, membership_of(bob).pk))
    assert client.get(team.get_absolute_url()).status_code == 404


def test_a_member_can_leave(yue, team, bob, client_for):
    response = client_for(bob).post(url_of("member_remove", team, membership_of(bob).pk), follow=True)
    assert "You have left Brand Studio." in response.text
    assert not Membership.objects.filter(user=bob).exists()


def test_a_designer_cannot_remove_or_promote_members(yue, team, alice, bob, client_for):
    client = client_for(bob)
    assert set_role(client, team, bob, "lead").status_code == 403
    assert client.post(url_of("member_remove", team, membership_of(alice).pk)).status_code == 403
    assert (membership_of(bob).role, membership_of(alice).role) == (Role.DESIGNER, Role.DESIGNER)


def test_members_of_another_team_are_not_reached_through_this_one(yue, team, charlie, client_for):
    other = Team.objects.create(name="Posters", slug="posters")
    other_membership = Membership.objects.create(team=other, user=charlie, role=Role.LEAD)
    assert client_for(yue).post(url_of("member_remove", team, other_membership.pk)).status_code == 404
    assert client_for(charlie).post(url_of("member_remove", team, membership_of(yue).pk)).status_code == 404


def test_the_last_lead_cannot_step_down_and_sees_why(yue, team, client_for):
    client = client_for(yue)
    for response in (
        set_role(client, team, yue, "viewer"),
        client.post(url_of("member_remove", team, membership_of(yue).pk)),
    ):
        assert response.status_code == 403
        assert LAST_LEAD in response.text
    assert LAST_LEAD in client.get(team.get_absolute_url()).text
    assert membership_of(yue).role == Role.LEAD


def test_one_of_two_leads_can_step_down_and_then_the_other_cannot(yue, team, client_for):
    second = lead_of(team, "Mei")
    assert set_role(client_for(yue), team, yue, "viewer").status_code == 302
    assert set_role(client_for(second), team, second, "viewer").status_code == 403


def test_an_administrator_can_remove_the_last_lead(yue, team, client_for):
    client_for(administrator()).post(url_of("member_remove", team, membership_of(yue).pk))
    assert not team.memberships.filter(role=Role.LEAD).exists()


def test_the_last_lead_cannot_delete_the_account_either(yue, team, client_for):
    form = {"email": yue.email, "password": PASSWORD}
    response = client_for(yue).post(reverse("account_delete"), form)
    assert response.status_code == 409
    assert "You are the only lead of Brand Studio." in response.text


def test_a_demotion_applies_even_to_roles_that_are_cached(yue, team, alice, client_for):
    lead_of(team, "Mei")
    assert yue.roles == {team.pk: Role.LEAD}
    Membership.objects.filter(user=yue).update(role=Role.VIEWER)
    with pytest.raises(Forbidden):
        members.set_role(membership_of(alice), "viewer", by=yue)


def test_members_who_cannot_change_the_team_see_a_plain_list(yue, team, alice, client_for):
    page = client_for(alice).get(team.get_absolute_url()).text
    assert "Yue" in page
    assert "yue@studio.example" in page
    assert url_of("member_role", team, membership_of(yue).pk) not in page
    assert url_of("team_settings", team) not in page
    assert url_of("team_invite", team) not in page
    assert url_of("team_settings", team) in client_for(yue).get(team.get_absolute_url()).text


# ── Administrators ───────────────────────────────────────────────────────────────────────────────────────


def test_an_administrator_joins_a_team_as_lead_and_works_there(team, client_for):
    root = administrator()
    client = client_for(root)
    assert url_of("team_join", team) in client.get(team.get_absolute_url()).text
    page = client.post(url_of("team_join", team), follow=True).text
    assert "You are now a lead of Brand Studio." in page
    assert url_of("team_join", team) not in page
    root.refresh_from_db()
    assert (membership_of(root).role, root.workspace) == (Role.LEAD, team)


def test_an_administrator_cannot_join_twice_or_an_archived_team(team, yue, client_for):
    client = client_for(administrator())
    assert client.post(url_of("team_join", team)).status_code == 302
    again = client.post(url_of("team_join", team))
    assert (again.status_code, "You are already in this team." in again.text) == (403, True)
    client_for(yue).post(url_of("team_archive", team))
    assert client_for(administrator("Ada")).post(url_of("team_join", team)).status_code == 403


def test_the_first_invitation_preselects_the_lead_role(team, alice, client_for):
    client = client_for(administrator())
    lead = '<option value="lead" selected>'
    assert lead in client.get(team.get_absolute_url()).text
    client.post(url_of("team_invite", team), {"email": "dora@studio.example", "role": "lead"})
    assert lead not in client.get(team.get_absolute_url()).text


# ── Settings ─────────────────────────────────────────────────────────────────────────────────────────────


def save(client, team, **changes):
    return client.post(
        url_of("team_settings", team), {"name": "Posters", "watermark_default": "on"} | changes
    )


def test_a_lead_renames_the_team_and_its_url_stays(yue, team, client_for):
    assert save(client_for(yue), team, watermark_default="").url == team.get_absolute_url()
    team.refresh_from_db()
    assert (team.name, team.slug, team.watermark_default) == ("Posters", "brand-studio", False)


def test_a_team_needs_a_name(yue, team, client_for):
    response = save(client_for(yue), team, name=" ")
    assert response.status_code == 422
    assert "<h1>Brand Studio</h1>" in response.text


def photo(**options) -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "a secret place", 6
    return SimpleUploadedFile("team.jpg", image_bytes(900, 600, exif=exif.tobytes(), **options))


def test_an_avatar_is_small_square_and_has_no_metadata(yue, team, client_for):
    client = client_for(yue)
    assert save(client, team, picture=photo()).status_code == 302
    response = client.get(url_of("team_picture", team))
    stored = Image.open(io.BytesIO(response.content))
    assert (response["Content-Type"], stored.format, stored.size) == ("image/webp", "WEBP", (256, 256))
    assert not stored.getexif()
    assert b"secret" not in response.content


def test_an_avatar_is_replaced_and_removed_with_its_file(yue, team, client_for):
    client = client_for(yue)
    for change in ({"picture": photo()}, {"picture": photo(colour="red")}, {"remove_picture": "on"}):
        save(client, team, **change)
    assert client.get(url_of("team_picture", team)).status_code == 404
    assert default_storage.listdir("teams")[1] == []


def test_an_avatar_is_cached_by_the_browser(yue, team, client_for):
    client = client_for(yue)
    save(client, team, picture=photo())
    tag = client.get(url_of("team_picture", team))["ETag"]
    assert client.get(url_of("team_picture", team), headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not a picture", "This is not a JPEG, PNG or WebP picture."),
        (image_bytes()[:200], "The image is damaged and cannot be read."),
        (b"\0" * (avatar.MAX_BYTES + 1), "The file is larger than 5 MB."),
        (image_bytes(8000, 5001), "The image has more than 40 million pixels."),
    ],
)
def test_an_invalid_avatar_is_refused_with_the_reason(content, reason, yue, team, client_for):
    response = save(client_for(yue), team, picture=SimpleUploadedFile("team.jpg", content))
    assert response.status_code == 422
    assert reason in response.text
    assert Team.objects.get().picture == ""


def test_an_avatar_is_only_for_those_who_see_the_team(yue, team, alice, charlie, client_for):
    save(client_for(yue), team, picture=photo())
    seen = [
        client_for(who).get(url_of("team_picture", team)).status_code for who in (alice, charlie, auditor())
    ]
    assert seen == [200, 404, 200]


# ── Archiving ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_archived_team_is_read_only(yue, team, alice, client_for):
    client = client_for(yue)
    client.post(url_of("team_archive", team))
    assert "Archived" in client_for(alice).get(team.get_absolute_url()).text
    refused = [
        save(client, team),
        set_role(client, team, alice, "lead"),
        client.post(url_of("team_invite", team), {"email": "dora@studio.example", "role": "viewer"}),
    ]
    assert [response.status_code for response in refused] == [403, 403, 403]
    assert all("This team is archived." in response.text for response in refused)


def test_an_archived_team_can_be_restored(yue, team, client_for):
    client = client_for(yue)
    for name in ("team_archive", "team_restore"):
        assert client.post(url_of(name, team)).status_code == 302
    assert save(client, team).status_code == 302


def test_the_last_lead_may_leave_an_archived_team(yue, team, client_for):
    client = client_for(yue)
    client.post(url_of("team_archive", team))
    assert client.post(url_of("member_remove", team, membership_of(yue).pk)).status_code == 302
