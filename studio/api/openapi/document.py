"""Builds the OpenAPI document from the operations."""

import functools
import re
from http import HTTPStatus
from typing import Any, Literal

from django.conf import settings
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from studio.api.openapi.generations import ErrorResponse
from studio.api.openapi.operations import JSON, OPERATIONS, Operation

REF = "#/components/schemas/{model}"
PATH_PARAMETERS: dict[str, dict[str, Any]] = {
    "id": {"type": "integer", "minimum": 1},
    "token": {"type": "string"},
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "The same key with the same body gets the first run's response.",
    "schema": {"type": "string", "maxLength": 255},
}  # fmt: skip
RATE_HEADERS = {
    f"x-ratelimit-{name}-requests": {"schema": {"type": "string"}} for name in ("limit", "remaining", "reset")
}


@functools.cache
def document() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Seedream Studio", "version": "1", "description": "Images by access key."},
        "servers": [{"url": settings.PUBLIC_URL}],
        "security": [{"accessKey": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"accessKey": {"type": "http", "scheme": "bearer", "bearerFormat": "sds_…"}},
            "schemas": _schemas(),
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation.path), *_query(operation.parameters)],
        "responses": {"200": _answer(operation), **{str(code): _error(code) for code in operation.errors}},
    }
    if operation.is_open:
        described["security"] = []
    elif operation.scope:
        described["description"] = f"Needs the scope `{operation.scope}`."
    if operation.body:
        described["requestBody"] = {"required": True, "content": {JSON: {"schema": _ref(operation.body)}}}
        described["parameters"].append(IDEMPOTENCY_KEY)
    return described


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"\{(\w+)\}", path)
    return [{"name": name, "in": "path", "required": True, "schema": PATH_PARAMETERS[name]} for name in names]


def _query(model: type[BaseModel] | None) -> list[dict[str, Any]]:
    """Query parameters are optional but never null."""
    if model is None:
        return []
    fields = model.model_json_schema(ref_template=REF)["properties"]
    return [
        {"name": name, "in": "query", "required": False, "schema": _without_null(of)}
        for name, of in fields.items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in schema.items() if (name, value) != ("default", None)}
    if choices := [one for one in schema.get("anyOf", []) if one != {"type": "null"}]:
        kept["anyOf"] = choices
    return kept


def _answer(operation: Operation) -> dict[str, Any]:
    content = {kind: {"schema": _ref(model)} if model else {} for kind, model in operation.responses.items()}
    described: dict[str, Any] = {"description": operation.summary, "content": content}
    return described if operation.is_open else described | {"headers": RATE_HEADERS}


def _error(code: int) -> dict[str, Any]:
    return {"description": HTTPStatus(code).phrase, "content": {JSON: {"schema": _ref(ErrorResponse)}}}


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REF.format(model=model.__name__)}


def _schemas() -> dict[str, Any]:
    """The schemas of request bodies, responses and parameters."""
    written: list[type[BaseModel]] = [ErrorResponse]
    written += [model for operation in OPERATIONS for model in operation.responses.values() if model]
    read = [model for operation in OPERATIONS for model in (operation.body, operation.parameters) if model]
    both: dict[tuple[type[BaseModel], Literal["validation", "serialization"]], None] = {}
    both |= {(model, "serialization"): None for model in written} | {
        (model, "validation"): None for model in read
    }
    _names, schemas = models_json_schema([*both], ref_template=REF)
    defined: dict[str, Any] = schemas["$defs"]
    return {name: schema for name, schema in defined.items() if not name.endswith("Parameters")}
