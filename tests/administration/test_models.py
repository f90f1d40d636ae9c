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
from tests.fixtures import create_run, enable_models, generation_params

pytestmark = pytest.mark.django_db

PAGE = "/administration/models/"
DEFAULT, LITE, PRO = "doubao-seedream-4.5", "doubao-seedream-5.0-lite", "doubao-seedream-5.0-pro"


def model_names(team=None):
    return [model.name for model in available_models(team)]


def test_only_the_default_model_is_on_at_first(team):
    assert model_names() == model_names(team) == [DEFAULT]


def test_an_administrator_switches_a_model_on_for_everybody(root, client_for, team):
    response = client_for(root).post(PAGE, {DEFAULT: "on", LITE: "on"}, follow=True)
    assert "Saved." in response.text
    assert model_names() == model_names(team) == [DEFAULT, LITE]


def test_a_team_can_override_the_models_of_the_studio(root, client_for, team):
    client = client_for(root)
    client.post(f"{PAGE}?team={team.slug}", {DEFAULT: "off", PRO: "on", LITE: ""})
    assert (model_names(team), model_names()) == ([PRO], [DEFAULT])
    client.post(PAGE, {DEFAULT: "on", LITE: "on"})
    assert model_names(team) == [LITE, PRO]
    assert team.name in client.get(PAGE).text


def test_the_last_model_cannot_be_switched_off(root, client_for, team):
    client = client_for(root)
    for page in (PAGE, f"{PAGE}?team={team.slug}"):
        response = client.post(page, {DEFAULT: "off" if "team" in page else ""})
        assert (response.status_code, "Switch on at least one model." in response.text) == (422, True)
    assert not ModelSwitch.objects.exists()


def test_a_provider_offers_only_models_that_it_has_a_name_for(root, settings, client_for):
    enable_models("doubao-seedream-4.0", by=root)
    settings.PROVIDER = "modelverse"
    assert model_names() == [DEFAULT]
    assert "Seedream 4.0" not in client_for(root).get(PAGE).text


def test_a_switch_leaves_one_entry_in_the_audit_log(root, client_for, team):
    client = client_for(root)
    for _ in range(2):
        client.post(f"{PAGE}?team={team.slug}", {LITE: "on"})
    entry = AuditEntry.objects.get(action="models.switched")
    assert (entry.actor_id, entry.team_id, entry.after) == (root.pk, team.pk, {LITE: True})


def test_an_auditor_reads_and_cannot_switch(client_for):
    page = client_for(auditor()).get(PAGE).text
    assert "Seedream 5.0 Pro" in page
    assert "One public page" in page
    assert "Standard, Fast" in page
    assert "<fieldset disabled>" in page


def test_no_run_starts_with_a_model_that_is_off(alice, team):
    enable_models(LITE, by=alice, team=team)
    start_run(generation_params(model=LITE), by=alice, submission=uuid.uuid4(), team=team)
    with pytest.raises(ModelNotAvailable, match=r"Seedream 5.0 Lite is not available here"):
        start_run(generation_params(model=LITE), by=alice, submission=uuid.uuid4())


def test_a_run_of_a_model_that_was_switched_off_cannot_be_rerun(alice):
    enable_models(LITE, by=alice)
    run = create_run(alice, model=LITE)
    run.state = RunState.FAILED
    ModelSwitch.objects.all().delete()
    with pytest.raises(Refused, match="not available here"):
        rerun(run, by=alice, submission=uuid.uuid4())


def test_a_model_that_one_team_uses_has_a_price_on_the_page(root, client_for, team):
    enable_models(PRO, by=root, team=team)
    assert MODELS[PRO] in models_in_use()
    assert "Providers list about CN¥0.84" in client_for(root).get("/administration/prices/").text
