"""A run whose prompt matches an input rule: its images need a release to be downloaded; reviewers see the rule."""

import pytest
from django.urls import reverse

from studio.policies.models import InputRule
from tests.review.factories import create_image, submit_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def restricted_image(alice, team):
    InputRule.objects.create(
        team=team, name="Celebrities", kind="words", text="Marilyn", effect="review", message="Ask legal.",
        author=alice,
    )  # fmt: skip
    return create_image(team, by=alice, prompt="Marilyn with a vase")


def test_the_images_cannot_be_downloaded_without_approval(alice, restricted_image, image, client_for):
    client = client_for(alice)
    response = client.get(restricted_image.download_url)
    assert response.status_code == 403
    assert "An input rule asks for approval first." in response.text
    page = client.post(reverse("images_zip"), {"image": [restricted_image.pk, image.pk]}, follow=True)
    assert "An input rule asks for approval first." in page.text


def test_the_page_disables_the_download_and_says_why(alice, restricted_image, client_for):
    page = client_for(alice).get(restricted_image.get_absolute_url()).text
    assert restricted_image.download_url not in page
    assert "An input rule asks for approval first." in page


def test_without_a_review_the_rule_only_informs(alice, restricted_image, team, client_for):
    team.approvals = 0
    team.save()
    page = client_for(alice).get(restricted_image.get_absolute_url()).text
    assert restricted_image.download_url in page


def test_the_reviewer_sees_which_rule_matched(alice, rita, restricted_image, client_for):
    submit_image(restricted_image, by=alice)
    page = client_for(rita).get("/review/").text
    assert "“Marilyn” meets the rule “Celebrities”. Ask legal." in page
