"""Which models are switched on: for the studio, and where a team differs."""

import uuid

import pytest

from studio.audit.models import AuditEntry
from studio.generations.runs.available_models import available_models, models_in_use
from studio.generations.runs.rerun import Refused, rerun
from studio.generations.runs.submit import ModelNotAvailable, start_run
from studio.generations.states import RunState
from studio.policies.models import ModelSwitch
from studio.provider.models import MODELS
from tests.accounts.factories import auditor
from tests.fixtures import ask, run_of, switch_on

pytestmark = pytest.mark.django_db

PAGE = "/administration/models/"
DEFAULT, LITE, PRO = "doubao-seedream-4.5", "doubao-seedream-5.0-lite", "doubao-seedream-5.0-pro"


def names(team=None):
    return [model.name for model in available_models(team)]


def test_only_the_default_is_on_at_first(team):
    assert names() == names(team) == [DEFAULT]


def test_an_administrator_switches_a_model_on_for_everybody(root, browser_of, team):
    answer = browser_of(root).post(PAGE, {DEFAULT: "on", LITE: "on"}, follow=True)
    assert "Saved." in answer.text
    assert names() == names(team) == [DEFAULT, LITE]


def test_a_team_may_differ_and_follows_the_studio_otherwise(root, browser_of, team):
    client = browser_of(root)
    client.post(f"{PAGE}?team={team.slug}", {DEFAULT: "off", PRO: "on", LITE: ""})
    assert (names(team), names()) == ([PRO], [DEFAULT])
    client.post(PAGE, {DEFAULT: "on", LITE: "on"})
    assert names(team) == [LITE, PRO]
    assert team.name in client.get(PAGE).text


def test_the_last_model_stays_on(root, browser_of, team):
    client = browser_of(root)
    for page in (PAGE, f"{PAGE}?team={team.slug}"):
        answer = client.post(page, {DEFAULT: "off" if "team" in page else ""})
        assert (answer.status_code, "Switch on at least one model." in answer.text) == (422, True)
    assert not ModelSwitch.objects.exists()


def test_a_provider_offers_only_models_that_it_has_a_name_for(root, settings, browser_of):
    switch_on("doubao-seedream-4.0", by=root)
    settings.PROVIDER = "modelverse"
    assert names() == [DEFAULT]
    assert "Seedream 4.0" not in browser_of(root).get(PAGE).text


def test_a_switch_leaves_one_entry_in_the_audit_log(root, browser_of, team):
    client = browser_of(root)
    for _ in range(2):
        client.post(f"{PAGE}?team={team.slug}", {LITE: "on"})
    entry = AuditEntry.objects.get(action="models.switched")
    assert (entry.actor_id, entry.team_id, entry.after) == (root.pk, team.pk, {LITE: True})


def test_an_auditor_reads_and_cannot_switch(browser_of):
    page = browser_of(auditor()).get(PAGE).text
    assert "Seedream 5.0 Pro" in page
    assert "One public page" in page
    assert "Standard, Fast" in page
    assert "<fieldset disabled>" in page


def test_no_run_starts_with_a_model_that_is_off(alice, team):
    switch_on(LITE, by=alice, team=team)
    start_run(ask(model=LITE), by=alice, submission=uuid.uuid4(), team=team)
    with pytest.raises(ModelNotAvailable, match=r"Seedream 5.0 Lite is not available here"):
        start_run(ask(model=LITE), by=alice, submission=uuid.uuid4())


def test_a_run_of_a_model_that_was_switched_off_does_not_run_again(alice):
    switch_on(LITE, by=alice)
    run = run_of(alice, model=LITE)
    run.state = RunState.FAILED
    ModelSwitch.objects.all().delete()
    with pytest.raises(Refused, match="not available here"):
        rerun(run, by=alice, submission=uuid.uuid4())


def test_a_model_that_one_team_uses_has_a_price_on_the_page(root, browser_of, team):
    switch_on(PRO, by=root, team=team)
    assert MODELS[PRO] in models_in_use()
    assert "Providers list about CN¥0.84" in browser_of(root).get("/administration/prices/").text
