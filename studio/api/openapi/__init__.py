"""Describes the API: `GET /v1/openapi.json`, OpenAPI 3.1, generated from the types of parameters and responses."""
