"""POST /images/…/hide/ and …/unhide/: an administrator takes an image away everywhere at once, and brings it back."""

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
from tests.fixtures import person

pytestmark = pytest.mark.django_db

VARIANTS = ("thumbnail", "small", "preview", "original", "download")
REASON = "The model has not signed"


@pytest.fixture
def root():
    somebody = person("Root")
    somebody.is_superuser = somebody.is_staff = True
    somebody.save()
    return somebody


@pytest.fixture
def image(alice, team, stored) -> Image:
    """Alice's in the team, beside another one of the same run."""
    return stored(alice, 2, team=team, prompt="A stolen vase")[0]


@pytest.fixture(params=["alice", "bob", "lead", "auditor", "charlie"])
def anybody(request, alice, bob, charlie, team):
    """The owner, her team, its lead, an auditor and a stranger."""
    people = {"alice": alice, "bob": bob, "charlie": charlie}
    if request.param == "lead":
        people["lead"] = person("Lena")
        Membership.objects.create(user=people["lead"], team=team, role=Role.LEAD)
    if request.param == "auditor":
        people["auditor"] = person("Aud")
        people["auditor"].is_auditor = True
        people["auditor"].save()
    return people[request.param]


def rows(image):
    return Image.objects.filter(pk=image.pk)


def hidden(image, *, by) -> Image:
    assert hide(rows(image), reason=REASON, by=by).changed == [image.pk]
    image.refresh_from_db()
    return image


def files_of(image):
    return [reverse("image_file", args=[image.pk, variant]) for variant in VARIANTS]


def pictures_in(pieces) -> int:
    names = zipfile.ZipFile(io.BytesIO(b"".join(pieces))).namelist()
    return len([name for name in names if name.endswith(".jpg")])


def test_its_page_and_every_file_are_missing_for_everybody(anybody, root, image, browser_of):
    hidden(image, by=root)
    client = browser_of(anybody)
    assert client.get(image.get_absolute_url()).status_code == 404
    assert [client.get(url).status_code for url in files_of(image)] == [404] * len(VARIANTS)


def test_what_a_browser_has_kept_is_asked_for_again(bob, root, image, browser_of):
    client = browser_of(bob)
    kept = client.get(image.thumb_url)
    assert kept["Cache-Control"] == "private, no-cache"
    headers = {"If-None-Match": kept["ETag"]}
    assert client.get(image.thumb_url, headers=headers).status_code == 304
    hidden(image, by=root)
    assert client.get(image.thumb_url, headers=headers).status_code == 404


def test_galleries_and_searches_leave_it_out(alice, bob, root, image, browser_of):
    hidden(image, by=root)
    for viewer in (alice, bob, root):
        client = browser_of(viewer)
        for query in ("", "?team=brand-studio", "?team=brand-studio&q=stolen"):
            assert image.thumb_url not in client.get(f"/gallery/{query}").text
        assert image.pk not in [one.pk for one in picker_page(viewer, words="stolen").rows]


def test_it_is_not_announced_in_an_open_gallery(bob, root, team, image):
    since = timezone.now() - timezone.timedelta(hours=1)
    hidden(image, by=root)
    assert image.pk not in [pk for pk, _at in find_new_images(team, viewer=bob, since=since, most=9)]


def test_a_zip_and_a_run_s_download_leave_it_out(alice, root, image, browser_of):
    hidden(image, by=root)
    beside = image.generation.images.exclude(pk=image.pk).get()
    assert pictures_in(write_zip([image.pk, beside.pk], viewer=alice, site="/")) == 1
    hidden(beside, by=root)
    client = browser_of(alice)
    assert client.post("/images/zip/", {"image": [image.pk]}).status_code == 302
    assert client.get(reverse("run_zip", args=[image.generation_id])).status_code == 302


def test_collections_show_it_no_more(alice, root, team, image, browser_of):
    shelf = create("Vases", team, by=alice)
    add_images(rows(image), shelf, by=alice)
    hidden(image, by=root)
    page = browser_of(alice).get(f"/gallery/?team=brand-studio&collection={shelf.pk}").text
    assert image.thumb_url not in page


def test_the_run_s_card_says_so(alice, bob, root, image, browser_of):
    hidden(image, by=root)
    for viewer in (alice, bob):
        page = browser_of(viewer).get(image.generation.get_absolute_url()).text
        assert "Hidden by an administrator." in page
        assert image.thumb_url not in page


def test_nobody_makes_anything_of_it(alice, bob, root, image, browser_of):
    hidden(image, by=root)
    for viewer in (alice, bob):
        client = browser_of(viewer)
        for route in ("reference_from_image", "image_reuse", "image_release", "comments", "image_flag"):
            assert client.post(reverse(route, args=[image.pk]), {"text": "Look"}).status_code == 404
        for route in ("images_trash", "images_submit", "images_unshare", "images_favourite"):
            client.post(reverse(route), {"image": image.pk})
    image.refresh_from_db()
    assert (image.state, image.trashed_at, image.review) == ("hidden", None, "")


def test_a_reference_that_was_copied_from_it_is_gone_too(bob, root, image, browser_of):
    copy = store_image(image, by=bob)
    assert browser_of(bob).get(copy.thumb_url).status_code == 200
    hidden(image, by=root)
    assert browser_of(bob).get(copy.thumb_url).status_code == 404
    chosen, problems = parse_choices([copy.value], by=bob)
    assert (chosen, problems) == ([], ["Image 1: No longer available. Add it again."])


def test_comments_and_mentions_are_gone_with_it(alice, bob, root, image, browser_of):
    said = comments.add(image, text="@Bob look", submission=uuid.uuid4(), by=alice)
    assert Notification.objects.filter(person=bob, kind="mention").exists()
    hidden(image, by=root)
    client = browser_of(bob)
    assert client.get(reverse("comment", args=[said.pk])).status_code == 404
    assert "look" not in client.get(reverse("notifications")).text


def test_the_review_queue_leaves_it_out(alice, root, team, image, browser_of):
    team.approvals = 1
    team.save()
    submit(rows(image), by=alice)
    hidden(image, by=root)
    rita = person("Rita")
    Membership.objects.create(user=rita, team=team, role=Role.REVIEWER)
    client = browser_of(rita)
    assert client.get("/review/").context["rows"] == []
    assert client.get("/review/", {"item": image.pk}).status_code == 404
    unhide(rows(image), by=root)
    assert client.get("/review/").context["opened"] == Submission.objects.get()


def test_an_open_page_of_it_ends_and_its_run_s_card_is_shown_anew(bob, root, image):
    page = Subscription(of=NO_RUNS, image=image.pk)
    before = Generation.objects.get(pk=image.generation_id).updated
    assert not page.access_revoked(bob)
    hidden(image, by=root)
    assert page.access_revoked(bob)
    assert Generation.objects.get(pk=image.generation_id).updated > before


def test_administrators_see_it_with_who_when_and_why(root, image, browser_of):
    hidden(image, by=root)
    client = browser_of(root)
    page = client.get(image.get_absolute_url()).text
    assert "Hidden by Root" in page
    assert REASON in page
    assert "Bring back" in page
    for url in (image.thumb_url, image.original_url, image.download_url):
        assert client.get(url).status_code == 200
    page = client.get(reverse("hidden_images")).text
    assert image.get_absolute_url() in page
    assert REASON in page


def test_an_administrator_hides_it_on_its_page_and_brings_it_back(alice, root, image, browser_of):
    client = browser_of(root)
    assert "Hide everywhere" in client.get(image.get_absolute_url()).text
    assert "Hide everywhere" not in browser_of(alice).get(image.get_absolute_url()).text
    address = reverse("image_hide", args=[image.pk])
    page = client.post(address, {"hidden_reason": " "})
    assert (page.status_code, "Enter a reason." in page.text) == (422, True)
    assert "Image hidden." in client.post(address, {"hidden_reason": REASON}, follow=True).text
    back = client.post(reverse("image_unhide", args=[image.pk]), follow=True)
    assert "Image brought back." in back.text
    assert browser_of(alice).get(image.thumb_url).status_code == 200


def test_only_administrators_hide_and_bring_back(anybody, root, image):
    assert hide(rows(image), reason=REASON, by=anybody).changed == []
    hidden(image, by=root)
    assert unhide(rows(image), by=anybody).changed == []


def test_what_is_private_is_nobody_s_to_hide(alice, root, stored, browser_of):
    private = stored(alice)[0]
    assert hide(rows(private), reason=REASON, by=root).changed == []
    address = reverse("image_hide", args=[private.pk])
    assert browser_of(root).post(address, {"hidden_reason": REASON}).status_code == 404


def test_each_click_leaves_one_entry_in_the_audit_trail(root, image):
    hidden(image, by=root)
    assert hide(rows(image), reason=REASON, by=root).changed == []
    unhide(rows(image), by=root)
    entries = list(AuditEntry.objects.order_by("id"))
    assert [(one.action, one.actor_name, one.target_id) for one in entries] == [
        ("image.hidden", "Root", image.pk), ("image.brought_back", "Root", image.pk)
    ]  # fmt: skip
    assert (entries[0].after, entries[1].before) == ({"reason": REASON}, {"reason": REASON})


def test_a_click_that_is_taken_back_leaves_no_entry(root, image):
    with transaction.atomic():
        hidden(image, by=root)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


def test_the_database_refuses_a_hidden_image_without_who_and_why(image):
    with pytest.raises(IntegrityError), transaction.atomic():
        rows(image).update(state="hidden")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows(image).update(hidden_reason=REASON)
