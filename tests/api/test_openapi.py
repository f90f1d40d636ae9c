"""`GET /v1/openapi.json` describes every endpoint, and its types match what the API does."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from pydantic import ValidationError

from studio.api.generate.endpoint import PATHS
from studio.api.openapi.document import document
from studio.api.openapi.generations import ErrorResponse, GenerationRequest, ModelList
from studio.api.openapi.operations import OPERATIONS
from studio.api.urls import urlpatterns
from studio.provider.server.errors import Refusal
from studio.provider.server.request_parser import parse_request
from tests.api.client import body
from tests.api.reading import client_of, image_by


def references(node: Any) -> set[str]:
    """Every `$ref` in the document."""
    return set(re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(node)))


def test_the_document_is_public_and_json():
    response = Client().get("/v1/openapi.json")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response.json()["openapi"].startswith("3.1")


def test_every_endpoint_is_described():
    paths = {"/" + re.sub(r"<\w+:pk>", "{id}", str(one.pattern)) for one in urlpatterns}
    paths = {re.sub(r"<\w+:(\w+)>", r"{\1}", path) for path in paths}
    assert document()["paths"].keys() == paths | PATHS.keys()


def test_every_referenced_type_is_defined_and_used():
    assert references(document()) == document()["components"]["schemas"].keys()


def test_operation_names_are_unique():
    assert len({one.name for one in OPERATIONS}) == len(OPERATIONS)


def test_parameters_match_those_that_are_read():
    found = {one["name"]: one for one in document()["paths"]["/v1/images"]["get"]["parameters"]}
    assert {"q", "from", "to", "after", "limit", "team"} <= found.keys()
    assert (found["limit"]["schema"]["minimum"], found["limit"]["schema"]["maximum"]) == (1, 100)
    assert found["shape"]["schema"]["type"] == "array"
    assert not re.search(found["q"]["schema"]["pattern"], "a\0b")
    assert '"null"' not in json.dumps(found)


@pytest.mark.django_db
def test_responses_match_the_described_types(alice, team):
    image, client = image_by(alice, team), client_of(alice)
    numbers = {"/v1/images/{id}": image.pk, "/v1/runs/{id}": image.generation_id}
    for operation in OPERATIONS:
        model = operation.responses.get("application/json")
        if operation.method == "get" and model:
            path = operation.path.replace("{id}", str(numbers.get(operation.path, "")))
            response = client.get(path)
            assert response.status_code == 200, path
            assert (
                response.json().keys() <= model.model_json_schema(mode="serialization")["properties"].keys()
            )
    ModelList.model_validate_json(client.get("/v1/models").content)
    ErrorResponse.model_validate_json(client.get("/v1/runs/1000000").content)


VALID = [
    {}, {"size": "2K"}, {"images": "https://a.example/1.jpg"}, {"image": ["https://a.example/1.jpg"]},
    {"images": []}, {"images": ""}, {"stream": True}, {"watermark": None}, {"response_format": "b64_json"}, {"seed": 7},
    {"sequential_image_generation": "auto", "sequential_image_generation_options": {"max_images": 15}},
    {"optimize_prompt_options": {"mode": "standard"}}, {"output_format": "jpeg", "model": "doubao-seedream-5.0-lite"},
    {"tools": [{"type": "web_search"}], "model": "doubao-seedream-5.0-lite"},
]  # fmt: skip
INVALID = [
    {"prompt": None}, {"prompt": ""}, {"prompt": 7}, {"model": None}, {"images": [7]}, {"images": [""]}, {"size": 2048},
    {"images": 0}, {"image": False}, {"stream": "yes"}, {"watermark": 1}, {"response_format": "png"},
    {"sequential_image_generation": "on"},
    {"sequential_image_generation": "auto", "sequential_image_generation_options": {"max_images": 16}},
    {"optimize_prompt_options": {"mode": "slow"}}, {"optimize_prompt_options": []},
    {"tools": [{"type": "mcp"}], "model": "doubao-seedream-5.0-lite"},
]  # fmt: skip


@pytest.mark.parametrize("fields", VALID, ids=str)
def test_a_request_that_matches_the_description_is_accepted(fields):
    parse_request(body(**fields))
    GenerationRequest.model_validate(body(**fields))


@pytest.mark.parametrize("fields", INVALID, ids=str)
def test_a_request_that_violates_the_description_is_refused(fields):
    with pytest.raises(Refusal):
        parse_request(body(**fields))
    with pytest.raises(ValidationError):
        GenerationRequest.model_validate(body(**fields))
