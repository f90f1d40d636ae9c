"""POST /images/…/hide/ and …/unhide/: an administrator hides an image everywhere at once, and brings it back."""

import io
import uuid
import zipfile

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Membership, Notification, Role
from studio.audit.models import AuditEntry
from studio.gallery.comments import comments
from studio.gallery.curation.collections import add_images, create
from studio.gallery.curation.hiding import hide, unhide
from studio.gallery.export.zip_archive import write_zip
from studio.gallery.search.picker import picker_page
from studio.generations.composer.references import parse_choices
from studio.generations.composer.uploads import store_image
from studio.generations.live.new_images import find_new_images
from studio.generations.live.subscription import NO_RUNS, Subscription
from studio.generations.models import Generation, Image
from studio.review.models import Submission
from studio.review.workflow.submitting import submit
from tests.fixtures import create_user

pytestmark = pytest.mark.django_db

VARIANTS = ("thumbnail", "small", "preview", "original", "download")
REASON = "The model has not signed"


@pytest.fixture
def root():
    user = create_user("Root")
    user.is_superuser = user.is_staff = True
    user.save()
    return user


@pytest.fixture
def image(alice, team, create_images) -> Image:
    """Alice's image in the team; its run has a second image."""
    return create_images(alice, 2, team=team, prompt="A stolen vase")[0]


@pytest.fixture(params=["alice", "bob", "lead", "auditor", "charlie"])
def non_admin(request, alice, bob, charlie, team):
    """The owner, her team, its lead, an auditor and a stranger."""
    people = {"alice": alice, "bob": bob, "charlie": charlie}
    if request.param == "lead":
        people["lead"] = create_user("Lena")
        Membership.objects.create(user=people["lead"], team=team, role=Role.LEAD)
    if request.param == "auditor":
        people["auditor"] = create_user("Aud")
        people["auditor"].is_auditor = True
        people["auditor"].save()
    return people[request.param]


def queryset_of(image):
    return Image.objects.filter(pk=image.pk)


def hide_image(image, *, by) -> Image:
    assert hide(queryset_of(image), reason=REASON, by=by).changed == [image.pk]
    image.refresh_from_db()
    return image


def file_urls(image):
    return [reverse("image_file", args=[image.pk, variant]) for variant in VARIANTS]


def count_jpegs(chunks) -> int:
    names = zipfile.ZipFile(io.BytesIO(b"".join(chunks))).namelist()
    return len([name for name in names if name.endswith(".jpg")])


def test_the_page_and_every_file_are_not_found_for_non_admins(non_admin, root, image, client_for):
    hide_image(image, by=root)
    client = client_for(non_admin)
    assert client.get(image.get_absolute_url()).status_code == 404
    assert [client.get(url).status_code for url in file_urls(image)] == [404] * len(VARIANTS)


def test_a_cached_thumbnail_is_revalidated_and_then_not_found(bob, root, image, client_for):
    client = client_for(bob)
    cached = client.get(image.thumb_url)
    assert cached["Cache-Control"] == "private, no-cache"
    headers = {"If-None-Match": cached["ETag"]}
    assert client.get(image.thumb_url, headers=headers).status_code == 304
    hide_image(image, by=root)
    assert client.get(image.thumb_url, headers=headers).status_code == 404


def test_galleries_and_searches_omit_a_hidden_image(alice, bob, root, image, client_for):
    hide_image(image, by=root)
    for viewer in (alice, bob, root):
        client = client_for(viewer)
        for query in ("", "?team=brand-studio", "?team=brand-studio&q=stolen"):
            assert image.thumb_url not in client.get(f"/gallery/{query}").text
        assert image.pk not in [row.pk for row in picker_page(viewer, words="stolen").rows]


def test_an_open_gallery_does_not_announce_a_hidden_image(bob, root, team, image):
    since = timezone.now() - timezone.timedelta(hours=1)
    hide_image(image, by=root)
    assert image.pk not in [pk for pk, _at in find_new_images(team, viewer=bob, since=since, most=9)]


def test_zip_downloads_omit_a_hidden_image(alice, root, image, client_for):
    hide_image(image, by=root)
    sibling = image.generation.images.exclude(pk=image.pk).get()
    assert count_jpegs(write_zip([image.pk, sibling.pk], viewer=alice, site="/")) == 1
    hide_image(sibling, by=root)
    client = client_for(alice)
    assert client.post("/images/zip/", {"image": [image.pk]}).status_code == 302
    assert client.get(reverse("run_zip", args=[image.generation_id])).status_code == 302


def test_collections_omit_a_hidden_image(alice, root, team, image, client_for):
    collection = create("Vases", team, by=alice)
    add_images(queryset_of(image), collection, by=alice)
    hide_image(image, by=root)
    page = client_for(alice).get(f"/gallery/?team=brand-studio&collection={collection.pk}").text
    assert image.thumb_url not in page


def test_the_run_card_says_that_the_image_is_hidden(alice, bob, root, image, client_for):
    hide_image(image, by=root)
    for viewer in (alice, bob):
        page = client_for(viewer).get(image.generation.get_absolute_url()).text
        assert "Hidden by an administrator." in page
        assert image.thumb_url not in page


def test_a_hidden_image_cannot_be_used_or_changed(alice, bob, root, image, client_for):
    hide_image(image, by=root)
    for viewer in (alice, bob):
        client = client_for(viewer)
        for route in ("reference_from_image", "image_reuse", "image_release", "comments", "image_flag"):
            assert client.post(reverse(route, args=[image.pk]), {"text": "Look"}).status_code == 404
        for route in ("images_trash", "images_submit", "images_unshare", "images_favourite"):
            client.post(reverse(route), {"image": image.pk})
    image.refresh_from_db()
    assert (image.state, image.trashed_at, image.review) == ("hidden", None, "")


def test_a_reference_copied_from_a_hidden_image_is_not_found(bob, root, image, client_for):
    copy = store_image(image, by=bob)
    assert client_for(bob).get(copy.thumb_url).status_code == 200
    hide_image(image, by=root)
    assert client_for(bob).get(copy.thumb_url).status_code == 404
    chosen, problems = parse_choices([copy.value], by=bob)
    assert (chosen, problems) == ([], ["Image 1: No longer available. Add it again."])


def test_comments_and_mentions_of_a_hidden_image_are_not_shown(alice, bob, root, image, client_for):
    comment = comments.add(image, text="@Bob look", submission=uuid.uuid4(), by=alice)
    assert Notification.objects.filter(person=bob, kind="mention").exists()
    hide_image(image, by=root)
    client = client_for(bob)
    assert client.get(reverse("comment", args=[comment.pk])).status_code == 404
    assert "look" not in client.get(reverse("notifications")).text


def test_the_review_queue_omits_a_hidden_image(alice, root, team, image, client_for):
    team.approvals = 1
    team.save()
    submit(queryset_of(image), by=alice)
    hide_image(image, by=root)
    rita = create_user("Rita")
    Membership.objects.create(user=rita, team=team, role=Role.REVIEWER)
    client = client_for(rita)
    assert client.get("/review/").context["rows"] == []
    assert client.get("/review/", {"item": image.pk}).status_code == 404
    unhide(queryset_of(image), by=root)
    assert client.get("/review/").context["opened"] == Submission.objects.get()


def test_an_open_image_page_loses_access_and_the_run_card_is_updated(bob, root, image):
    page = Subscription(of=NO_RUNS, image=image.pk)
    before = Generation.objects.get(pk=image.generation_id).updated
    assert not page.access_revoked(bob)
    hide_image(image, by=root)
    assert page.access_revoked(bob)
    assert Generation.objects.get(pk=image.generation_id).updated > before


def test_administrators_see_the_hidden_image_with_who_and_why(root, image, client_for):
    hide_image(image, by=root)
    client = client_for(root)
    page = client.get(image.get_absolute_url()).text
    assert "Hidden by Root" in page
    assert REASON in page
    assert "Bring back" in page
    for url in (image.thumb_url, image.original_url, image.download_url):
        assert client.get(url).status_code == 200
    page = client.get(reverse("hidden_images")).text
    assert image.get_absolute_url() in page
    assert REASON in page


def test_an_administrator_hides_an_image_on_its_page_and_brings_it_back(alice, root, image, client_for):
    client = client_for(root)
    assert "Hide everywhere" in client.get(image.get_absolute_url()).text
    assert "Hide everywhere" not in client_for(alice).get(image.get_absolute_url()).text
    address = reverse("image_hide", args=[image.pk])
    page = client.post(address, {"hidden_reason": " "})
    assert (page.status_code, "Enter a reason." in page.text) == (422, True)
    assert "Image hidden." in client.post(address, {"hidden_reason": REASON}, follow=True).text
    response = client.post(reverse("image_unhide", args=[image.pk]), follow=True)
    assert "Image brought back." in response.text
    assert client_for(alice).get(image.thumb_url).status_code == 200


def test_only_administrators_hide_and_bring_back(non_admin, root, image):
    assert hide(queryset_of(image), reason=REASON, by=non_admin).changed == []
    hide_image(image, by=root)
    assert unhide(queryset_of(image), by=non_admin).changed == []


def test_a_private_image_cannot_be_hidden(alice, root, create_images, client_for):
    private = create_images(alice)[0]
    assert hide(queryset_of(private), reason=REASON, by=root).changed == []
    address = reverse("image_hide", args=[private.pk])
    assert client_for(root).post(address, {"hidden_reason": REASON}).status_code == 404


def test_each_click_leaves_one_audit_entry(root, image):
    hide_image(image, by=root)
    assert hide(queryset_of(image), reason=REASON, by=root).changed == []
    unhide(queryset_of(image), by=root)
    entries = list(AuditEntry.objects.order_by("id"))
    assert [(entry.action, entry.actor_name, entry.target_id) for entry in entries] == [
        ("image.hidden", "Root", image.pk), ("image.brought_back", "Root", image.pk)
    ]  # fmt: skip
    assert (entries[0].after, entries[1].before) == ({"reason": REASON}, {"reason": REASON})


def test_a_rolled_back_click_leaves_no_audit_entry(root, image):
    with transaction.atomic():
        hide_image(image, by=root)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


def test_the_database_refuses_a_hidden_image_without_who_and_why(image):
    with pytest.raises(IntegrityError), transaction.atomic():
        queryset_of(image).update(state="hidden")
    with pytest.raises(IntegrityError), transaction.atomic():
        queryset_of(image).update(hidden_reason=REASON)
