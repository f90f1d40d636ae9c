"""Comments: what somebody says about an image, seen by whoever sees the image."""

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
from tests.fixtures import person, same

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def image(stored, alice, team):
    """Alice's, in her team."""
    return stored(alice, team=team)[0]


@pytest.fixture
def private(stored, alice):
    return stored(alice)[0]


def post_comment(client, image, text="The shadow is right now", **options):
    body = {"text": text, "submission": uuid.uuid4(), **options.pop("body", {})}
    return client.post(reverse("comments", args=[image.pk]), body, **options)


def commented(image, by: User, text="The shadow is right now") -> Comment:
    return comments.add(image, text=text, submission=uuid.uuid4(), by=by)


def remove(client, comment, **options):
    return client.post(reverse("comment_delete", args=[comment.pk]), **options)


def test_a_comment_is_on_the_page_of_its_image(browser_of, alice, bob, image):
    answer = post_comment(browser_of(bob), image)
    assert answer.url == f"{image.get_absolute_url()}#comments"
    page = browser_of(alice).get(image.get_absolute_url()).text
    assert "The shadow is right now" in page
    assert "<strong>Bob</strong>" in page


def test_the_section_alone_comes_back_to_htmx(browser_of, bob, image):
    answer = post_comment(browser_of(bob), image, headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<section class="panel-section" id="comments"')
    assert "The shadow is right now" in answer.text


def test_comments_can_be_fetched_alone(browser_of, alice, bob, image):
    commented(image, bob)
    answer = browser_of(alice).get(reverse("comments", args=[image.pk]), headers=HTMX)
    assert answer.text.strip().startswith('<div class="comment" id="comment-list"')
    assert "The shadow is right now" in answer.text
    assert browser_of(alice).get(reverse("comments", args=[image.pk])).url.endswith("#comments")


def test_words_are_shown_as_words(browser_of, alice, bob, image):
    commented(image, bob, "<script>alert(1)</script> @Alice <b>x</b>")
    page = browser_of(alice).get(image.get_absolute_url()).text
    assert "<script>alert" not in page
    assert '&lt;script&gt;alert(1)&lt;/script&gt; <b class="at">@Alice</b> &lt;b&gt;x' in page


def test_each_comment_says_its_language(browser_of, alice, image):
    commented(image, alice, "构图和图 1 完全一致")
    commented(image, alice, "Saturation a bit lower")
    page = browser_of(alice).get(image.get_absolute_url()).text
    assert 'class="words" lang="zh-Hans">构图' in page
    assert 'class="words" lang="en">Saturation' in page


def test_a_double_click_makes_one_comment(browser_of, bob, image):
    body = {"submission": uuid.uuid4()}
    for _click in range(2):
        assert post_comment(browser_of(bob), image, body=body).status_code == 302
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (LONGEST + 1)])
def test_what_cannot_be_said_is_refused_and_kept_in_the_field(browser_of, bob, image, text):
    for options in ({}, {"headers": HTMX}):
        answer = post_comment(browser_of(bob), image, text, **options)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
        assert text.strip() in answer.text
    assert not Comment.objects.exists()


def test_line_ends_count_once(browser_of, bob, image):
    post_comment(browser_of(bob), image, "\r\n".join("x" * (LONGEST // 2)) + "x")
    assert len(Comment.objects.get().text) == LONGEST


def test_a_comment_wakes_the_pages_that_show_the_image(bob, image):
    before = image.updated
    commented(image, bob)
    image.refresh_from_db()
    assert image.updated > before


# ── Who may ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", Role.values)
def test_every_member_comments_on_a_teams_image(browser_of, team, image, role):
    member = person("Mara")
    Membership.objects.create(user=member, team=team, role=role)
    assert post_comment(browser_of(member), image).status_code == 302


def test_administrators_comment_and_auditors_look(browser_of, image):
    assert post_comment(browser_of(administrator()), image).status_code == 302
    looking = browser_of(auditor())
    assert post_comment(looking, image).status_code == 403
    page = looking.get(image.get_absolute_url()).text
    assert "The shadow is right now" in page
    assert "Auditors have read-only access." in page
    assert Comment.objects.count() == 1


def test_for_a_stranger_nothing_is_there(browser_of, alice, charlie, image):
    comment = commented(image, alice)
    client = browser_of(charlie)
    for route, there in (("comments", image), ("comment", comment), ("comment_delete", comment)):
        method = client.get if route == "comment" else client.post
        paths = [reverse(route, args=[pk]) for pk in (there.pk, 10**9)]
        answers = [method(path) for path in paths]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert same(answers[0].text, paths[0]) == same(answers[1].text, paths[1])
    assert Comment.objects.get() == comment


def test_a_private_image_is_commented_by_its_owner_alone(browser_of, alice, bob, private):
    assert post_comment(browser_of(alice), private).status_code == 302
    for other in (bob, administrator(), auditor()):
        assert post_comment(browser_of(other), private).status_code == 404
    assert Comment.objects.count() == 1


def test_somebody_suspended_says_nothing(browser_of, bob, image):
    client = browser_of(bob)
    user_admin.suspend(bob, by=administrator())
    assert post_comment(client, image).url.startswith(reverse("account_login"))
    assert not Comment.objects.exists()


def test_nothing_is_added_in_an_archived_team(browser_of, bob, team, image):
    commented(image, bob)
    actions.archive(team, by=administrator())
    client = browser_of(bob)
    assert post_comment(client, image).status_code == 403
    page = client.get(image.get_absolute_url()).text
    assert "This team is archived." in page
    assert "The shadow is right now" in page


# ── Taking away ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_author_removes_their_own_comment_without_a_trace(browser_of, alice, bob, image):
    comment = commented(image, bob)
    assert remove(browser_of(bob), comment).status_code == 302
    page = browser_of(alice).get(image.get_absolute_url()).text
    assert "The shadow is right now" not in page
    assert "<strong>Bob" not in page
    comment.refresh_from_db()
    assert (comment.text, comment.deleted_by) == ("", bob)


def test_of_what_a_lead_removed_the_page_says_so(browser_of, alice, bob, team, image):
    comment = commented(image, bob)
    answer = remove(browser_of(lead_of(team)), comment, headers=HTMX)
    assert "Deleted by a team lead" in answer.text
    assert "The shadow is right now" not in answer.text
    assert remove(browser_of(bob), comment).status_code == 404


def test_nobody_else_removes_a_comment(browser_of, alice, bob, team, image):
    comment = commented(image, bob)
    reviewer = person("Rui")
    Membership.objects.create(user=reviewer, team=team, role=Role.REVIEWER)
    for other in (alice, reviewer, auditor()):
        assert remove(browser_of(other), comment).status_code == 403
        assert "comment-" + f"{comment.pk}-remove" not in browser_of(other).get(image.get_absolute_url()).text
    assert remove(browser_of(administrator()), comment).status_code == 302


def test_what_is_removed_is_notified_to_nobody(bob, alice, image):
    comment = commented(image, bob, "@Alice look")
    comments.remove(comment, by=bob)
    assert not Notification.objects.filter(kind=NotificationKind.MENTION).exists()


def test_words_and_removal_exclude_each_other_in_the_database(alice, image):
    comment = commented(image, alice)
    for wrong in ({"text": ""}, {"deleted_by": alice}, {"text": "x" * (LONGEST + 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(**wrong)


# ── When the image changes hands ─────────────────────────────────────────────────────────────────────────


def test_comments_stay_with_an_image_that_is_taken_back(browser_of, alice, bob, image):
    comment = commented(image, bob, "@Alice look")
    type(image).objects.filter(pk=image.pk).update(team=None)
    assert "@Alice look" in browser_of(alice).get(image.get_absolute_url()).text
    assert browser_of(bob).get(reverse("comment", args=[comment.pk])).status_code == 404
    assert remove(browser_of(alice), comment).status_code == 302


def test_comments_on_private_images_go_with_the_account(alice, bob, team, image, private):
    commented(private, alice)
    kept = commented(image, alice)
    deletion.delete_account(alice)
    assert Comment.objects.get() == kept
