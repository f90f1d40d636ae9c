"""Comments on an image, visible to everybody who can see the image."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from studio.accounts.models import Membership, Notification, NotificationKind, Role, User
from studio.accounts.teams import actions
from studio.accounts.users import deletion, user_admin
from studio.gallery.comments import comments
from studio.gallery.models import LONGEST, Comment
from tests.accounts.factories import (
    administrator,
    auditor,
    lead_of,
)
from tests.fixtures import create_user, normalize_page

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def image(create_images, alice, team):
    """Alice's image in her team."""
    return create_images(alice, team=team)[0]


@pytest.fixture
def private(create_images, alice):
    return create_images(alice)[0]


def post_comment(client, image, text="The shadow is right now", **options):
    body = {"text": text, "submission": uuid.uuid4(), **options.pop("body", {})}
    return client.post(reverse("comments", args=[image.pk]), body, **options)


def create_comment(image, by: User, text="The shadow is right now") -> Comment:
    return comments.add(image, text=text, submission=uuid.uuid4(), by=by)


def delete_comment(client, comment, **options):
    return client.post(reverse("comment_delete", args=[comment.pk]), **options)


def test_a_comment_is_shown_on_the_image_page(client_for, alice, bob, image):
    response = post_comment(client_for(bob), image)
    assert response.url == f"{image.get_absolute_url()}#comments"
    page = client_for(alice).get(image.get_absolute_url()).text
    assert "The shadow is right now" in page
    assert "<strong>Bob</strong>" in page


def test_htmx_gets_only_the_comment_section(client_for, bob, image):
    response = post_comment(client_for(bob), image, headers=HTMX)
    assert response.status_code == 200
    assert response.text.strip().startswith('<section class="panel-section" id="comments"')
    assert "The shadow is right now" in response.text


def test_the_comment_list_can_be_fetched_alone(client_for, alice, bob, image):
    create_comment(image, bob)
    response = client_for(alice).get(reverse("comments", args=[image.pk]), headers=HTMX)
    assert response.text.strip().startswith('<div class="comment" id="comment-list"')
    assert "The shadow is right now" in response.text
    assert client_for(alice).get(reverse("comments", args=[image.pk])).url.endswith("#comments")


def test_comment_text_is_escaped(client_for, alice, bob, image):
    create_comment(image, bob, "<script>alert(1)</script> @Alice <b>x</b>")
    page = client_for(alice).get(image.get_absolute_url()).text
    assert "<script>alert" not in page
    assert '&lt;script&gt;alert(1)&lt;/script&gt; <b class="at">@Alice</b> &lt;b&gt;x' in page


def test_each_comment_has_a_lang_attribute(client_for, alice, image):
    create_comment(image, alice, "构图和图 1 完全一致")
    create_comment(image, alice, "Saturation a bit lower")
    page = client_for(alice).get(image.get_absolute_url()).text
    assert 'class="words" lang="zh-Hans">构图' in page
    assert 'class="words" lang="en">Saturation' in page


def test_a_double_click_makes_one_comment(client_for, bob, image):
    body = {"submission": uuid.uuid4()}
    for _click in range(2):
        assert post_comment(client_for(bob), image, body=body).status_code == 302
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (LONGEST + 1)])
def test_invalid_text_is_refused_and_kept_in_the_field(client_for, bob, image, text):
    for options in ({}, {"headers": HTMX}):
        response = post_comment(client_for(bob), image, text, **options)
        assert response.status_code == 422
        assert 'aria-invalid="true"' in response.text
        assert text.strip() in response.text
    assert not Comment.objects.exists()


def test_a_line_break_counts_as_one_character(client_for, bob, image):
    post_comment(client_for(bob), image, "\r\n".join("x" * (LONGEST // 2)) + "x")
    assert len(Comment.objects.get().text) == LONGEST


def test_a_comment_marks_its_image_as_updated_for_open_pages(bob, image):
    before = image.updated
    create_comment(image, bob)
    image.refresh_from_db()
    assert image.updated > before


# ── Permissions ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", Role.values)
def test_every_role_can_comment_on_a_team_image(client_for, team, image, role):
    member = create_user("Mara")
    Membership.objects.create(user=member, team=team, role=role)
    assert post_comment(client_for(member), image).status_code == 302


def test_administrators_can_comment_and_auditors_can_only_read(client_for, image):
    assert post_comment(client_for(administrator()), image).status_code == 302
    auditor_client = client_for(auditor())
    assert post_comment(auditor_client, image).status_code == 403
    page = auditor_client.get(image.get_absolute_url()).text
    assert "The shadow is right now" in page
    assert "Auditors have read-only access." in page
    assert Comment.objects.count() == 1


def test_a_stranger_gets_the_same_404_as_for_a_missing_image(client_for, alice, charlie, image):
    comment = create_comment(image, alice)
    client = client_for(charlie)
    for route, existing in (("comments", image), ("comment", comment), ("comment_delete", comment)):
        method = client.get if route == "comment" else client.post
        paths = [reverse(route, args=[pk]) for pk in (existing.pk, 10**9)]
        responses = [method(path) for path in paths]
        assert [response.status_code for response in responses] == [404, 404]
        assert normalize_page(responses[0].text, paths[0]) == normalize_page(responses[1].text, paths[1])
    assert Comment.objects.get() == comment


def test_only_the_owner_comments_on_a_private_image(client_for, alice, bob, private):
    assert post_comment(client_for(alice), private).status_code == 302
    for other in (bob, administrator(), auditor()):
        assert post_comment(client_for(other), private).status_code == 404
    assert Comment.objects.count() == 1


def test_a_suspended_person_cannot_comment(client_for, bob, image):
    client = client_for(bob)
    user_admin.suspend(bob, by=administrator())
    assert post_comment(client, image).url.startswith(reverse("account_login"))
    assert not Comment.objects.exists()


def test_an_archived_team_accepts_no_comments(client_for, bob, team, image):
    create_comment(image, bob)
    actions.archive(team, by=administrator())
    client = client_for(bob)
    assert post_comment(client, image).status_code == 403
    page = client.get(image.get_absolute_url()).text
    assert "This team is archived." in page
    assert "The shadow is right now" in page


# ── Deletion ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_author_deletes_their_own_comment_without_a_trace(client_for, alice, bob, image):
    comment = create_comment(image, bob)
    assert delete_comment(client_for(bob), comment).status_code == 302
    page = client_for(alice).get(image.get_absolute_url()).text
    assert "The shadow is right now" not in page
    assert "<strong>Bob" not in page
    comment.refresh_from_db()
    assert (comment.text, comment.deleted_by) == ("", bob)


def test_a_comment_deleted_by_a_lead_leaves_a_note(client_for, alice, bob, team, image):
    comment = create_comment(image, bob)
    response = delete_comment(client_for(lead_of(team)), comment, headers=HTMX)
    assert "Deleted by a team lead" in response.text
    assert "The shadow is right now" not in response.text
    assert delete_comment(client_for(bob), comment).status_code == 404


def test_others_cannot_delete_a_comment_except_administrators(client_for, alice, bob, team, image):
    comment = create_comment(image, bob)
    reviewer = create_user("Rui")
    Membership.objects.create(user=reviewer, team=team, role=Role.REVIEWER)
    for other in (alice, reviewer, auditor()):
        assert delete_comment(client_for(other), comment).status_code == 403
        assert "comment-" + f"{comment.pk}-remove" not in client_for(other).get(image.get_absolute_url()).text
    assert delete_comment(client_for(administrator()), comment).status_code == 302


def test_deleting_a_comment_withdraws_its_mention_notifications(bob, alice, image):
    comment = create_comment(image, bob, "@Alice look")
    comments.remove(comment, by=bob)
    assert not Notification.objects.filter(kind=NotificationKind.MENTION).exists()


def test_the_database_allows_either_text_or_a_deletion(alice, image):
    comment = create_comment(image, alice)
    for wrong in ({"text": ""}, {"deleted_by": alice}, {"text": "x" * (LONGEST + 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(**wrong)


# ── Unsharing and account deletion ────────────────────────────────────────────────────────────────────────


def test_comments_stay_with_an_unshared_image(client_for, alice, bob, image):
    comment = create_comment(image, bob, "@Alice look")
    type(image).objects.filter(pk=image.pk).update(team=None)
    assert "@Alice look" in client_for(alice).get(image.get_absolute_url()).text
    assert client_for(bob).get(reverse("comment", args=[comment.pk])).status_code == 404
    assert delete_comment(client_for(alice), comment).status_code == 302


def test_comments_on_private_images_are_deleted_with_the_account(alice, bob, team, image, private):
    create_comment(private, alice)
    kept = create_comment(image, alice)
    deletion.delete_account(alice)
    assert Comment.objects.get() == kept
