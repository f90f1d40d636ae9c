"""A run whose prompt met an input rule: its images leave by a release alone, and the reviewer sees the rule."""

import pytest
from django.urls import reverse

from studio.policies.models import InputRule
from tests.review.factories import image_in, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def marked(alice, team):
    InputRule.objects.create(
        team=team, name="Celebrities", kind="words", text="Marilyn", effect="review", message="Ask legal.",
        author=alice,
    )  # fmt: skip
    return image_in(team, by=alice, prompt="Marilyn with a vase")


def test_its_images_are_not_downloaded_without_approval(alice, marked, image, browser_of):
    client = browser_of(alice)
    answer = client.get(marked.download_url)
    assert answer.status_code == 403
    assert "An input rule asks for approval first." in answer.text
    page = client.post(reverse("images_zip"), {"image": [marked.pk, image.pk]}, follow=True)
    assert "An input rule asks for approval first." in page.text


def test_the_page_disables_the_download_and_says_why(alice, marked, browser_of):
    page = browser_of(alice).get(marked.get_absolute_url()).text
    assert marked.download_url not in page
    assert "An input rule asks for approval first." in page


def test_without_a_review_the_rule_only_informs(alice, marked, team, browser_of):
    team.approvals = 0
    team.save()
    page = browser_of(alice).get(marked.get_absolute_url()).text
    assert marked.download_url in page


def test_the_reviewer_sees_which_rule_it_met(alice, rita, marked, browser_of):
    submitted(marked, by=alice)
    page = browser_of(rita).get("/review/").text
    assert "“Marilyn” meets the rule “Celebrities”. Ask legal." in page
