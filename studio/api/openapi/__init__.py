"""Describes the API: `GET /v1/openapi.json`, OpenAPI 3.1, from the types that parameters and answers are made of."""
