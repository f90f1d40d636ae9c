"""The usage page: each view shows what its reader may see, for any days, in one kind of money."""

from datetime import timedelta

import pytest
from django.urls import reverse

from studio.accounts.models import Team
from studio.budgets.limits import set_budget
from studio.gallery.models import Favourite
from studio.generations.execution import transitions
from studio.provider.stream.events import ImageFailed
from studio.usage.rollup import roll_up, today
from tests.accounts.factories import auditor
from tests.fixtures import create_run
from tests.generations.finished_runs import finished_run
from tests.usage.factories import finished_on

pytestmark = pytest.mark.django_db

USAGE = "/usage/"


@pytest.fixture(autouse=True)
def _provider(settings):
    settings.PROVIDER = "modelverse"


@pytest.fixture
def existing_usage(alice, bob, team):
    """Alice: two images privately, three in her team; Bob: one in the team, yesterday."""
    finished_run(alice, 2)
    finished_run(alice, 3, team=team)
    finished_on(today() - timedelta(days=1), bob, 1, team=team)
    roll_up()


def page(browser, **fields):
    response = browser.get(USAGE, {"period": "7", **fields})
    assert response.status_code == 200, response.status_code
    return response


def figures(response) -> dict[str, str]:
    return {stat.label: stat.value for stat in response.context["report"].stats}


def people(response) -> list[str]:
    return [row.label for row in response.context["report"].people]


def test_everybody_sees_their_own_usage(alice, existing_usage, client_for):
    response = page(client_for(alice))
    assert (figures(response)["Money"], figures(response)["Images"]) == ("CN¥1.25", "5")
    assert response.context["query"].views == ("mine",)
    assert [row.label for row in response.context["report"].places] == ["Brand Studio", "Private"]


def test_a_lead_sees_their_team_without_private_work(lead, existing_usage, client_for):
    response = page(client_for(lead))
    assert (figures(response)["Images"], people(response)) == ("4", ["Alice", "Bob"])


def test_a_lead_sees_their_own_usage_too(lead, existing_usage, client_for):
    assert figures(page(client_for(lead), view="mine"))["Images"] == "0"


def test_administrators_and_auditors_see_everybody(root, existing_usage, client_for):
    for person in (root, auditor()):
        response = page(client_for(person))
        assert (figures(response)["Images"], people(response)) == ("6", ["Alice", "Bob"])
        assert figures(response)["Active people"] == "2"


@pytest.mark.parametrize(
    "fields",
    [{"view": "all"}, {"view": "teams"}, {"team": "other"}, {"team": "brand-studio", "view": "teams"}],
)
def test_an_inaccessible_view_or_team_is_a_404(bob, charlie, existing_usage, client_for, fields):
    Team.objects.create(name="Other", slug="other")
    for person in (bob, charlie):
        assert client_for(person).get(USAGE, fields).status_code == 404


def test_a_view_is_filtered_by_a_team_or_by_private_work(root, alice, existing_usage, client_for):
    assert figures(page(client_for(root), team="brand-studio"))["Images"] == "4"
    assert figures(page(client_for(root), team="private"))["Images"] == "2"
    assert figures(page(client_for(alice), team="private"))["Images"] == "2"


def test_any_range_of_days_can_be_chosen(root, alice, bob, team, existing_usage, client_for):
    yesterday = (today() - timedelta(days=1)).isoformat()
    browser = client_for(root)
    assert figures(page(browser, **{"from": yesterday, "to": yesterday}))["Images"] == "1"
    assert figures(page(browser, **{"to": yesterday, "from": today().isoformat()}))["Images"] == "6"
    long = page(browser, **{"from": "2020-01-15", "to": today().isoformat()})
    assert figures(long)["Images"] == "6"
    assert len(long.context["report"].by_day.lines) < 150


def test_an_invalid_range_is_ignored(alice, existing_usage, client_for):
    response = client_for(alice).get(
        USAGE, {"from": "2026-02-31", "period": "year", "metric": "cats", "page": "-1"}
    )
    assert response.context["query"].period == "month"


def test_usage_is_counted_once_before_and_after_a_rollup(root, alice, existing_usage, client_for):
    before = figures(page(client_for(root)))
    roll_up()
    assert figures(page(client_for(root))) == before


def test_practice_usage_is_shown_separately(alice, settings, client_for):
    finished_run(alice, 1)
    settings.PROVIDER = "sandbox"
    finished_run(alice, 4)
    response = page(client_for(alice))
    assert (figures(response)["Would cost"], figures(response)["Images"]) == ("CN¥1.00", "4")
    response = page(client_for(alice), kind="CNY")
    assert (figures(response)["Money"], figures(response)["Images"]) == ("CN¥0.25", "1")


def test_the_cost_per_kept_image_is_shown(alice, bob, existing_usage, client_for):
    assert figures(page(client_for(alice)))["Cost per kept image"] == "–"
    run = finished_run(alice, 3)
    for image in run.images.all()[:2]:
        Favourite.objects.create(user=alice, image=image)
    assert figures(page(client_for(alice)))["Cost per kept image"] == "CN¥1.00"


def test_failures_are_listed_by_their_code(alice, client_for):
    run = create_run(alice, max_images=2)
    transitions.claim(run.pk)
    for index in range(2):
        transitions.image_failed(run.pk, ImageFailed(index=index, code="OutputRisk", message="No"))
    transitions.ended(run.pk, completed=True)
    [failure] = page(client_for(alice)).context["report"].failures
    assert (failure.code, failure.images, failure.share) == ("OutputRisk", 2, "100%")


def test_a_person_is_found_by_name(root, existing_usage, client_for):
    response = page(client_for(root), q="bo")
    assert people(response) == ["Bob"]
    assert 'value="bo"' in response.text
    assert "No matching people" in page(client_for(root), q="nobody").text


def test_the_chart_has_a_bar_a_day_and_the_same_numbers_as_a_table(root, existing_usage, client_for):
    response = page(client_for(root), metric="images")
    assert response.text.count('class="day"') == 7
    lines = response.context["report"].by_day.lines
    assert [line.images for line in lines] == [0, 0, 0, 0, 0, 1, 5]
    assert lines[-1].parts == ["3", "2"]
    assert f"{lines[-1].label}: CN¥1.25" in response.text


def test_the_url_holds_all_filters(root, existing_usage, client_for):
    response = page(client_for(root), team="brand-studio", metric="tokens")
    assert "?team=brand-studio&amp;period=7&amp;metric=images" in response.text
    assert "?team=brand-studio&amp;period=90&amp;metric=tokens" in response.text


def test_a_page_takes_at_most_twelve_queries(root, existing_usage, client_for, django_assert_max_num_queries):
    browser = client_for(root)
    with django_assert_max_num_queries(12):
        browser.get(USAGE)


def test_a_person_with_a_budget_shows_how_much_of_it_is_used(root, alice, existing_usage, client_for):
    set_budget(alice, 5_000_000)
    rows = {row.label: row.share for row in page(client_for(root)).context["report"].people}
    assert rows == {"Alice": 25, "Bob": None}


def test_a_deleted_person_stays_in_the_totals_without_a_name(root, bob, team, client_for):
    finished_run(bob, 2, team=team)
    type(bob).objects.filter(pk=bob.pk).update(is_active=False, deleted_at=bob.date_joined)
    assert people(page(client_for(root))) == ["Former member"]


def test_the_navigation_links_to_the_page(alice, client_for):
    assert f'href="{reverse("usage")}" aria-current="page"' in page(client_for(alice)).text
    assert f'href="{reverse("usage")}?view=mine"' in client_for(alice).get(reverse("gallery")).text
