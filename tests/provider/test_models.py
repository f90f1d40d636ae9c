"""The table of models."""

from dataclasses import fields

import pytest

from studio.provider.model_spec import Certainty, ModelSpec
from studio.provider.models import DEFAULT_MODEL, MODELS, find_model, model_of, models_of
from studio.provider.providers import KINDS

EVERY_MODEL = pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
WITHOUT_CERTAINTY = {"name", "label", "old_ids", "presets", "certainty"}


@EVERY_MODEL
def test_every_fact_states_its_certainty(model: ModelSpec) -> None:
    assert {*model.certainty} == {field.name for field in fields(model)} - WITHOUT_CERTAINTY


@EVERY_MODEL
def test_a_model_is_found_by_each_of_its_names(model: ModelSpec) -> None:
    assert {find_model(name) for name in model.all_ids} == {model}


@EVERY_MODEL
def test_only_known_providers_offer_a_model(model: ModelSpec) -> None:
    assert {"sandbox"} < {*model.ids} <= {*KINDS}


def test_no_name_belongs_to_two_models() -> None:
    names = [name for model in MODELS.values() for name in model.all_ids]
    assert len(names) == len({*names})


def test_the_default_model_is_documented_and_offered_by_every_provider() -> None:
    assert DEFAULT_MODEL.certainty["size_limits"] is Certainty.CONTRACT
    assert {*DEFAULT_MODEL.ids} == {*KINDS}


def test_a_provider_offers_the_models_that_it_has_a_name_for() -> None:
    assert "doubao-seedream-4.0" not in {model.name for model in models_of("modelverse")}
    assert [*models_of("sandbox")] == [*MODELS.values()]


def test_an_unknown_name_is_no_model_but_an_old_run_can_still_be_shown() -> None:
    assert find_model("gpt-image-1") is None
    assert model_of("seedream-3") is DEFAULT_MODEL


def test_a_response_names_the_dated_id_of_the_requested_model() -> None:
    assert DEFAULT_MODEL.answers_as("doubao-seedream-4.5") == "doubao-seedream-4-5-251128"
    assert DEFAULT_MODEL.answers_as("seedream-4-5-251128") == "seedream-4-5-251128"
