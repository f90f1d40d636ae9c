"""The client of the provider's image API: models, requests, responses, downloads. No Django, no database."""
