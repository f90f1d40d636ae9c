"""“@” and a name in a comment notifies that teammate, and nobody who cannot see the image."""

import uuid

import pytest
from django.urls import reverse

from studio.accounts import notifications
from studio.accounts.models import Membership, Notification, NotificationKind, Role, User
from studio.accounts.teams import members
from studio.gallery.comments import comments, mentions
from tests.accounts.factories import administrator, lead_of
from tests.fixtures import create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(create_images, alice, bob, team):
    """Alice's image in the team that Bob belongs to."""
    return create_images(alice, team=team)[0]


def teammate(team, name: str, email: str = "") -> User:
    user = create_user(name) if not email else User.objects.create_user(email, None, name=name)
    Membership.objects.create(user=user, team=team, role=Role.VIEWER)
    return user


def post_comment(image, text: str, by: User):
    return comments.add(image, text=text, submission=uuid.uuid4(), by=by)


def mention_notifications():
    """Without the notification that the image's run has ended."""
    return Notification.objects.filter(kind=NotificationKind.MENTION)


def notified_emails() -> set[str]:
    return set(mention_notifications().values_list("person__email", flat=True))


def test_a_mention_notifies_the_teammate_with_author_and_text(client_for, alice, bob, image):
    comment = post_comment(image, "@Bob could we try it with the pool empty?", alice)
    client = client_for(bob)
    page = client.get(reverse("notifications")).text
    assert "<b>Alice</b> mentioned you in a comment" in page
    assert "could we try it with the pool empty?" in page
    notification = mention_notifications().get()
    redirect = client.post(reverse("notification_open", args=[notification.pk]))
    assert client.get(redirect.url).url == f"{image.get_absolute_url()}#comment-{comment.pk}"
    assert notifications.unread_count(bob) == 0


@pytest.mark.parametrize(
    "text", ["@Bob", "@bob, look", "＠Bob：look", "看@Bob看", "(@Bob)", "@bob@studio.example!", "@Bob's idea"]
)
def test_text_that_mentions_bob(alice, image, text):
    post_comment(image, text, alice)
    assert notified_emails() == {"bob@studio.example"}


@pytest.mark.parametrize(
    "text", ["Bob", "@Bobby", "@ Bob", "x@bob", "@B", "@Charlie", "@charlie@studio.example"]
)
def test_text_that_mentions_nobody(alice, charlie, image, text):
    post_comment(image, text, alice)
    assert notified_emails() == set()


def test_the_longest_matching_name_is_mentioned(alice, team, image):
    teammate(team, "Bob Lee", "lee@studio.example")
    post_comment(image, "@Bob Lee look", alice)
    assert notified_emails() == {"lee@studio.example"}


def test_a_chinese_name_needs_no_space_after_it(alice, team, image):
    teammate(team, "苏航", "su@studio.example")
    post_comment(image, "请@苏航看一下", alice)
    assert notified_emails() == {"su@studio.example"}


def test_each_person_is_notified_once_and_never_of_their_own_comment(alice, image):
    post_comment(image, "@Bob @bob @Alice", alice)
    assert mention_notifications().count() == 1
    assert notified_emails() == {"bob@studio.example"}


def test_a_shared_name_mentions_everybody_who_has_it(alice, team, image):
    teammate(team, "Bob", "b2@studio.example")
    post_comment(image, "@Bob look", alice)
    assert notified_emails() == {"bob@studio.example", "b2@studio.example"}


def test_a_name_that_contains_an_at_sign_is_one_name(alice, team, image):
    odd = teammate(team, "苏@Bob", "su@studio.example")
    people = mentions.teammates(image)
    assert mentions.split("看@苏@Bob吧", people) == [("看", False), ("@苏@Bob", True), ("吧", False)]
    assert [found.people for found in mentions.find("@苏@Bob", people)] == [{odd}]


def test_a_handle_from_the_menu_mentions_exactly_one_person(alice, bob, team, image):
    other = teammate(team, "Bob", "b2@studio.example")
    third = teammate(team, "b2", "third@studio.example")
    handles = dict(mentions.handles(mentions.teammates(image)))
    assert handles == {alice: "Alice", bob: "bob@studio.example", other: "b2@studio.example", third: "third"}
    for user, handle in handles.items():
        assert [found.people for found in mentions.find(f"@{handle} ", handles)] == [{user}]


def test_nobody_outside_the_team_is_notified(alice, charlie, image):
    administrator()
    post_comment(image, "@Charlie @Root", alice)
    assert notified_emails() == set()


def test_nobody_is_notified_of_a_private_image(create_images, alice, bob, client_for):
    private = create_images(alice)[0]
    post_comment(private, "@Bob", alice)
    assert notified_emails() == set()
    assert "Team members" not in client_for(alice).get(private.get_absolute_url()).text


def test_a_member_removed_from_the_team_no_longer_reads_the_comments(client_for, alice, bob, team, image):
    post_comment(image, "@Bob secret words", alice)
    members.remove(Membership.objects.get(user=bob, team=team), by=lead_of(team))
    assert notifications.unread_count(bob) == 0
    assert "secret words" not in client_for(bob).get(reverse("notifications")).text


@pytest.mark.parametrize("change", [{"team": None}, {"state": "removed"}])
def test_the_notification_disappears_with_the_image(client_for, alice, bob, image, change):
    post_comment(image, "@Bob secret words", alice)
    type(image).objects.filter(pk=image.pk).update(**change)
    assert notifications.unread_count(bob) == 0
    assert "secret words" not in client_for(bob).get(reverse("notifications")).text


def test_a_reply_marks_the_mention_as_read(alice, bob, image):
    post_comment(image, "@Bob look", alice)
    post_comment(image, "I did", bob)
    assert notifications.unread_count(bob) == 0


def test_the_page_highlights_mentions_and_suggests_teammates(client_for, alice, bob, image):
    post_comment(image, "See @Bob", alice)
    page = client_for(alice).get(image.get_absolute_url()).text
    assert 'See <b class="at">@Bob</b>' in page
    assert 'data-handle="@Bob "' in page
    assert 'data-handle="@Alice "' not in page
