"""“@” and a name in a comment tells that teammate, and nobody who cannot see the image."""

import uuid

import pytest
from django.urls import reverse

from studio.accounts import notifications
from studio.accounts.models import Membership, Notification, NotificationKind, Role, User
from studio.accounts.teams import members
from studio.gallery.comments import comments, mentions
from tests.accounts.factories import administrator, lead_of
from tests.fixtures import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(stored, alice, bob, team):
    """Alice's, in the team that Bob is in too."""
    return stored(alice, team=team)[0]


def teammate(team, name: str, email: str = "") -> User:
    somebody = person(name) if not email else User.objects.create_user(email, None, name=name)
    Membership.objects.create(user=somebody, team=team, role=Role.VIEWER)
    return somebody


def post_comment(image, text: str, by: User):
    return comments.add(image, text=text, submission=uuid.uuid4(), by=by)


def mentioned():
    """The image's run has ended too, which is another notice."""
    return Notification.objects.filter(kind=NotificationKind.MENTION)


def notified() -> set[str]:
    return set(mentioned().values_list("person__email", flat=True))


def test_a_teammate_is_notified_who_named_them_and_in_which_words(browser_of, alice, bob, image):
    comment = post_comment(image, "@Bob could we try it with the pool empty?", alice)
    client = browser_of(bob)
    page = client.get(reverse("notifications")).text
    assert "<b>Alice</b> mentioned you in a comment" in page
    assert "could we try it with the pool empty?" in page
    notice = mentioned().get()
    there = client.post(reverse("notification_open", args=[notice.pk]))
    assert client.get(there.url).url == f"{image.get_absolute_url()}#comment-{comment.pk}"
    assert notifications.unread(bob) == 0


@pytest.mark.parametrize(
    "text", ["@Bob", "@bob, look", "＠Bob：look", "看@Bob看", "(@Bob)", "@bob@studio.example!", "@Bob's idea"]
)
def test_ways_to_name_somebody(alice, image, text):
    post_comment(image, text, alice)
    assert notified() == {"bob@studio.example"}


@pytest.mark.parametrize(
    "text", ["Bob", "@Bobby", "@ Bob", "x@bob", "@B", "@Charlie", "@charlie@studio.example"]
)
def test_what_names_nobody(alice, charlie, image, text):
    post_comment(image, text, alice)
    assert notified() == set()


def test_the_longest_name_is_meant(alice, team, image):
    teammate(team, "Bob Lee", "lee@studio.example")
    post_comment(image, "@Bob Lee look", alice)
    assert notified() == {"lee@studio.example"}


def test_a_chinese_name_needs_no_space_after_it(alice, team, image):
    teammate(team, "苏航", "su@studio.example")
    post_comment(image, "请@苏航看一下", alice)
    assert notified() == {"su@studio.example"}


def test_each_is_notified_once_and_nobody_of_their_own_words(alice, image):
    post_comment(image, "@Bob @bob @Alice", alice)
    assert mentioned().count() == 1
    assert notified() == {"bob@studio.example"}


def test_a_shared_name_means_everybody_who_has_it(alice, team, image):
    teammate(team, "Bob", "b2@studio.example")
    post_comment(image, "@Bob look", alice)
    assert notified() == {"bob@studio.example", "b2@studio.example"}


def test_a_name_with_a_sign_in_it_is_one_name(alice, team, image):
    odd = teammate(team, "苏@Bob", "su@studio.example")
    people = mentions.teammates(image)
    assert mentions.split("看@苏@Bob吧", people) == [("看", False), ("@苏@Bob", True), ("吧", False)]
    assert [found.people for found in mentions.find("@苏@Bob", people)] == [{odd}]


def test_what_the_menu_inserts_names_one_person(alice, bob, team, image):
    other = teammate(team, "Bob", "b2@studio.example")
    third = teammate(team, "b2", "third@studio.example")
    handles = dict(mentions.handles(mentions.teammates(image)))
    assert handles == {alice: "Alice", bob: "bob@studio.example", other: "b2@studio.example", third: "third"}
    for one, handle in handles.items():
        assert [found.people for found in mentions.find(f"@{handle} ", handles)] == [{one}]


def test_nobody_outside_the_team_is_notified(alice, charlie, image):
    administrator()
    post_comment(image, "@Charlie @Root", alice)
    assert notified() == set()


def test_nobody_is_notified_of_a_private_image(stored, alice, bob, browser_of):
    private = stored(alice)[0]
    post_comment(private, "@Bob", alice)
    assert notified() == set()
    assert "Team members" not in browser_of(alice).get(private.get_absolute_url()).text


def test_a_member_removed_from_the_team_no_longer_reads_the_comments(browser_of, alice, bob, team, image):
    post_comment(image, "@Bob secret words", alice)
    members.remove(Membership.objects.get(user=bob, team=team), by=lead_of(team))
    assert notifications.unread(bob) == 0
    assert "secret words" not in browser_of(bob).get(reverse("notifications")).text


@pytest.mark.parametrize("change", [{"team": None}, {"state": "removed"}])
def test_of_an_image_that_is_gone_the_notice_is_gone(browser_of, alice, bob, image, change):
    post_comment(image, "@Bob secret words", alice)
    type(image).objects.filter(pk=image.pk).update(**change)
    assert notifications.unread(bob) == 0
    assert "secret words" not in browser_of(bob).get(reverse("notifications")).text


def test_a_reply_marks_the_comments_as_read(alice, bob, image):
    post_comment(image, "@Bob look", alice)
    post_comment(image, "I did", bob)
    assert notifications.unread(bob) == 0


def test_the_page_marks_names_and_offers_them_to_those_who_may_write(browser_of, alice, bob, image):
    post_comment(image, "See @Bob", alice)
    page = browser_of(alice).get(image.get_absolute_url()).text
    assert 'See <b class="at">@Bob</b>' in page
    assert 'data-handle="@Bob "' in page
    assert 'data-handle="@Alice "' not in page
