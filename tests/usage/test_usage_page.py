"""The usage page: each view shows what its reader may see, of any days, in one kind of money."""

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
from tests.fixtures import run_of
from tests.generations.finished_runs import finished
from tests.usage.factories import finished_on

pytestmark = pytest.mark.django_db

USAGE = "/usage/"


@pytest.fixture(autouse=True)
def _provider(settings):
    settings.PROVIDER = "modelverse"


@pytest.fixture
def used(alice, bob, team):
    """Alice: two images privately, three in her team; Bob: one in the team, yesterday."""
    finished(alice, 2)
    finished(alice, 3, team=team)
    finished_on(today() - timedelta(days=1), bob, 1, team=team)
    roll_up()


def page(browser, **fields):
    answer = browser.get(USAGE, {"period": "7", **fields})
    assert answer.status_code == 200, answer.status_code
    return answer


def figures(answer) -> dict[str, str]:
    return {stat.label: stat.value for stat in answer.context["report"].stats}


def people(answer) -> list[str]:
    return [row.label for row in answer.context["report"].people]


def test_everybody_sees_their_own(alice, used, browser_of):
    answer = page(browser_of(alice))
    assert (figures(answer)["Money"], figures(answer)["Images"]) == ("CN¥1.25", "5")
    assert answer.context["query"].views == ("mine",)
    assert [row.label for row in answer.context["report"].places] == ["Brand Studio", "Private"]


def test_a_lead_sees_their_team_without_private_work(lead, used, browser_of):
    answer = page(browser_of(lead))
    assert (figures(answer)["Images"], people(answer)) == ("4", ["Alice", "Bob"])


def test_a_lead_sees_their_own_too(lead, used, browser_of):
    assert figures(page(browser_of(lead), view="mine"))["Images"] == "0"


def test_administrators_and_auditors_see_everybody(root, used, browser_of):
    for person in (root, auditor()):
        answer = page(browser_of(person))
        assert (figures(answer)["Images"], people(answer)) == ("6", ["Alice", "Bob"])
        assert figures(answer)["Active people"] == "2"


@pytest.mark.parametrize(
    "fields",
    [{"view": "all"}, {"view": "teams"}, {"team": "other"}, {"team": "brand-studio", "view": "teams"}],
)
def test_what_is_not_the_readers_is_not_there(bob, charlie, used, browser_of, fields):
    Team.objects.create(name="Other", slug="other")
    for person in (bob, charlie):
        assert browser_of(person).get(USAGE, fields).status_code == 404


def test_a_view_is_narrowed_to_a_team_or_to_what_is_private(root, alice, used, browser_of):
    assert figures(page(browser_of(root), team="brand-studio"))["Images"] == "4"
    assert figures(page(browser_of(root), team="private"))["Images"] == "2"
    assert figures(page(browser_of(alice), team="private"))["Images"] == "2"


def test_any_days_may_be_asked_for(root, alice, bob, team, used, browser_of):
    yesterday = (today() - timedelta(days=1)).isoformat()
    browser = browser_of(root)
    assert figures(page(browser, **{"from": yesterday, "to": yesterday}))["Images"] == "1"
    assert figures(page(browser, **{"to": yesterday, "from": today().isoformat()}))["Images"] == "6"
    long = page(browser, **{"from": "2020-01-15", "to": today().isoformat()})
    assert figures(long)["Images"] == "6"
    assert len(long.context["report"].by_day.lines) < 150


def test_a_nonsense_range_is_none(alice, used, browser_of):
    answer = browser_of(alice).get(
        USAGE, {"from": "2026-02-31", "period": "year", "metric": "cats", "page": "-1"}
    )
    assert answer.context["query"].period == "month"


def test_what_was_added_up_and_what_was_not_is_counted_once(root, alice, used, browser_of):
    before = figures(page(browser_of(root)))
    roll_up()
    assert figures(page(browser_of(root))) == before


def test_practice_is_kept_apart(alice, settings, browser_of):
    finished(alice, 1)
    settings.PROVIDER = "sandbox"
    finished(alice, 4)
    answer = page(browser_of(alice))
    assert (figures(answer)["Would cost"], figures(answer)["Images"]) == ("CN¥1.00", "4")
    answer = page(browser_of(alice), kind="CNY")
    assert (figures(answer)["Money"], figures(answer)["Images"]) == ("CN¥0.25", "1")


def test_each_kept_image_has_its_cost(alice, bob, used, browser_of):
    assert figures(page(browser_of(alice)))["Cost per kept image"] == "–"
    run = finished(alice, 3)
    for image in run.images.all()[:2]:
        Favourite.objects.create(user=alice, image=image)
    assert figures(page(browser_of(alice)))["Cost per kept image"] == "CN¥1.00"


def test_failures_are_listed_by_their_code(alice, browser_of):
    run = run_of(alice, max_images=2)
    transitions.claim(run.pk)
    for index in range(2):
        transitions.image_failed(run.pk, ImageFailed(index=index, code="OutputRisk", message="No"))
    transitions.ended(run.pk, completed=True)
    [failure] = page(browser_of(alice)).context["report"].failures
    assert (failure.code, failure.images, failure.share) == ("OutputRisk", 2, "100%")


def test_a_person_is_found_by_name(root, used, browser_of):
    answer = page(browser_of(root), q="bo")
    assert people(answer) == ["Bob"]
    assert 'value="bo"' in answer.text
    assert "No matching people" in page(browser_of(root), q="nobody").text


def test_the_chart_has_a_bar_a_day_and_the_same_numbers_as_a_table(root, used, browser_of):
    answer = page(browser_of(root), metric="images")
    assert answer.text.count('class="day"') == 7
    lines = answer.context["report"].by_day.lines
    assert [line.images for line in lines] == [0, 0, 0, 0, 0, 1, 5]
    assert lines[-1].parts == ["3", "2"]
    assert f"{lines[-1].label}: CN¥1.25" in answer.text


def test_the_address_holds_everything(root, used, browser_of):
    answer = page(browser_of(root), team="brand-studio", metric="tokens")
    assert "?team=brand-studio&amp;period=7&amp;metric=images" in answer.text
    assert "?team=brand-studio&amp;period=90&amp;metric=tokens" in answer.text


def test_a_page_asks_at_most_twelve_queries(root, used, browser_of, django_assert_max_num_queries):
    browser = browser_of(root)
    with django_assert_max_num_queries(12):
        browser.get(USAGE)


def test_a_person_with_a_budget_shows_how_much_of_it_is_used(root, alice, used, browser_of):
    set_budget(alice, 5_000_000)
    rows = {row.label: row.share for row in page(browser_of(root)).context["report"].people}
    assert rows == {"Alice": 25, "Bob": None}


def test_a_deleted_person_stays_in_the_sums_without_a_name(root, bob, team, browser_of):
    finished(bob, 2, team=team)
    type(bob).objects.filter(pk=bob.pk).update(is_active=False, deleted_at=bob.date_joined)
    assert people(page(browser_of(root))) == ["Former member"]


def test_the_navigation_leads_there(alice, browser_of):
    assert f'href="{reverse("usage")}" aria-current="page"' in page(browser_of(alice)).text
    assert f'href="{reverse("usage")}?view=mine"' in browser_of(alice).get(reverse("gallery")).text
