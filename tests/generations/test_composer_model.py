"""The composer adapts to the model: it offers what the model supports, and says which settings changed."""

import json
import re
import uuid
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.budgets.models import Price
from studio.generations.composer.drafts import draft_of, save_draft
from studio.generations.composer.model_fields import adapt, model_in
from studio.generations.composer.reuse import reuse
from studio.generations.models import Generation
from studio.policies.models import ModelSwitch
from studio.provider.models import DEFAULT_MODEL, MODELS
from tests.fixtures import create_run, enable_models

pytestmark = pytest.mark.django_db

DEFAULT, OLD = "doubao-seedream-4.5", "doubao-seedream-4.0"
LITE, PRO = "doubao-seedream-5.0-lite", "doubao-seedream-5.0-pro"
HTMX = {"HX-Request": "true"}
FORM = {
    "prompt": "A vase", "size_mode": "ratio", "size": "4704x3520", "tier": "2K", "w": "2048", "h": "2048",
    "group": "auto", "max_images": "6", "watermark": "on", "optimize_prompt_mode": "",
}  # fmt: skip


@pytest.fixture
def all_models_on(alice):
    enable_models(OLD, LITE, PRO, by=alice)


@pytest.fixture
def post(alice, client_for):
    client = client_for(alice)

    def send(route="composer_model", *, htmx=True, **changes):
        data = {"submission": str(uuid.uuid4()), **FORM, **changes}
        return client.post(reverse(route), data, headers=HTMX if htmx else {})

    return send


def test_with_one_model_there_is_no_picker(alice, client_for):
    page = client_for(alice).get("/").text
    assert 'id="model"' not in page
    assert f'name="model" value="{DEFAULT}"' in page


@pytest.mark.usefixtures("all_models_on")
def test_the_picker_lists_every_model_that_is_on(alice, client_for):
    page = client_for(alice).get("/").text
    assert re.findall(r'<option value="(doubao[^"]+)"', page) == [OLD, DEFAULT, LITE, PRO]
    assert "2K to 4K, up to 14 references" in page


@pytest.mark.usefixtures("all_models_on")
def test_changing_the_model_keeps_the_input_and_says_what_changed(alice, post):
    page = unescape(post(model=PRO).text)
    assert ">A vase</textarea>" in page
    assert 'value="2304x1728" data-ratio="4:3" checked' in page
    assert "Size changed from 4704×3520 to 2304×1728." in page
    assert "Group images are off: Seedream 5.0 Pro makes one image per run." in page
    assert draft_of(alice, team=None).fields["model"] == PRO


@pytest.mark.usefixtures("all_models_on")
def test_the_composer_offers_only_what_the_model_supports(post):
    pro, lite = post(model=PRO).text, post(model=LITE).text
    assert 'type="radio" name="group"' not in pro
    assert ("1K / 1.5K / 2K" in pro, "/ 10</span>" in pro, ">Fast<" in pro) == (True, True, True)
    assert ("2K / 3K" in lite, 'name="web_search"' in lite, ">Fast<" in lite) == (True, True, False)
    assert 'name="web_search"' not in pro


@pytest.mark.usefixtures("all_models_on")
def test_every_choice_is_stored_on_the_run(post):
    fields = {"model": LITE, "size_mode": "tier", "tier": "3K", "size": "2048x2048", "web_search": "on"}
    assert post("runs", **fields).status_code == 200
    run = Generation.objects.get()
    assert (run.model, run.size, run.web_search, run.max_images) == (LITE, "3K", True, 6)


@pytest.mark.usefixtures("all_models_on")
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"group": "auto"}, "Seedream 5.0 Pro makes one image per run."),
        ({"size_mode": "custom", "w": "1600", "h": "1601"}, "Width and height must be multiples of 16."),
        ({"size_mode": "custom", "w": "4096", "h": "4096"}, "above the maximum of 4,194,304 pixels"),
        ({"web_search": "on"}, "Seedream 5.0 Pro has no web search."),
    ],
)
def test_unsupported_settings_are_refused_before_the_run_is_sent(post, fields, reason):
    valid_fields = {"model": PRO, "group": "disabled", "size": "2048x2048"}
    response = post("runs", **valid_fields | fields)
    assert (response.status_code, Generation.objects.count()) == (422, 0)
    assert reason in unescape(response.text)


def test_a_model_that_is_off_is_refused_and_the_input_is_kept(post):
    response = post("runs", model=PRO, group="disabled", size="2048x2048")
    assert response.status_code == 422
    assert "Seedream 5.0 Pro is not available here. Choose another model." in response.text
    assert ">A vase</textarea>" in response.text


@pytest.mark.usefixtures("all_models_on")
def test_without_javascript_submitting_another_model_shows_its_settings_first(post):
    response = post("runs", htmx=False, model=PRO, shown_model=DEFAULT)
    assert (response.status_code, Generation.objects.count()) == (200, 0)
    assert "<!doctype html>" in response.text.lower()
    assert "Size changed from 4704×3520 to 2304×1728." in response.text


@pytest.mark.usefixtures("all_models_on")
def test_the_estimate_has_the_price_of_every_model(alice, post):
    price_fields = {"currency": "CNY", "valid_from": timezone.now(), "created_by": alice}
    Price.objects.create(provider="sandbox", model=PRO, micros=840_000, **price_fields)
    page = post(model=PRO).text
    quotes = json.loads(unescape(re.search(r'data-quotes="([^"]*)"', page)[1]))
    assert {model: row[0]["money"] for model, row in quotes.items()} == {
        PRO: "CN¥0.84", OLD: "CN¥0.25", DEFAULT: "CN¥0.25", LITE: "CN¥0.25",
    }  # fmt: skip


@pytest.mark.usefixtures("all_models_on")
def test_reusing_a_run_selects_its_model(alice, client_for):
    run = create_run(alice, model=LITE, size="4704x2016", web_search=True)
    reuse(Generation.objects.with_slots().get(pk=run.pk), by=alice)
    page = client_for(alice).get("/").text
    assert f'<option value="{LITE}" selected>' in page
    assert 'value="4704x2016" data-ratio="21:9" checked' in page


def test_a_draft_of_a_model_that_was_switched_off_opens_with_one_that_is_on(alice, client_for):
    enable_models(PRO, by=alice)
    fields = {**FORM, "model": PRO, "size": "1024x1024", "group": "disabled"}
    save_draft(fields, [], by=alice, page="a", seen=0, team=None)
    ModelSwitch.objects.all().delete()
    page = client_for(alice).get("/").text
    assert "Seedream 5.0 Pro is not available here; this is Seedream 4.5." in page
    assert 'value="2048x2048" data-ratio="1:1" checked' in page


@pytest.mark.parametrize(
    ("fields", "model", "changed"),
    [
        ({"size_mode": "tier", "tier": "4K"}, LITE, {"tier": "3K"}),
        ({"size_mode": "tier", "tier": "1K"}, DEFAULT, {"tier": "2K"}),
        ({"size_mode": "custom", "w": "4096", "h": "4096"}, PRO, {"w": "2048", "h": "2048"}),
        ({"size_mode": "custom", "w": "20", "h": "7"}, PRO, {}),
        ({"size": "6240x2656"}, LITE, {"size": "4704x2016"}),
        ({"optimize_prompt_mode": "fast"}, DEFAULT, {"optimize_prompt_mode": ""}),
        ({"web_search": "on"}, DEFAULT, {"web_search": ""}),
        ({"size_mode": "ratio", "size": "2048x2048", "group": "auto"}, OLD, {}),
    ],
)
def test_only_unsupported_settings_change(fields, model, changed):
    adapted = adapt(fields, MODELS[model])
    assert adapted.fields == changed
    assert len(adapted.notes) == len({*changed} - {"h"})


def test_too_many_references_are_kept_and_reported():
    adapted = adapt({}, MODELS[PRO], references=12)
    assert adapted.notes == ["Seedream 5.0 Pro takes up to 10 references. Remove 2 references."]


def test_a_form_without_a_known_model_uses_the_default():
    assert model_in({}) is model_in({"model": "gpt-image-1"}) is DEFAULT_MODEL
