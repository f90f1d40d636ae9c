"""What stops a request: budgets, input rules, scopes, revoked keys, bodies that are too large or not JSON."""

import http.client
import json

import httpx
import pytest

from studio.accounts.keys.issuing import revoke_key
from studio.accounts.models import AccessKey, Membership, Role, Scope, Team
from studio.accounts.models.access_key import hash_secret
from studio.generations.models import Generation
from studio.policies.models import InputRule
from tests.accounts.factories import access_key
from tests.api.client import PATH, body, error_of, group
from tests.fixtures import enable_models


@pytest.fixture
def key(studio, secret):
    with studio.db():
        return AccessKey.objects.select_related("owner").get(secret_hash=hash_secret(secret))


def team_of(key: AccessKey) -> Team:
    team = Team.objects.create(name="Posters", slug=f"posters-{key.pk}")
    Membership.objects.create(team=team, user=key.owner, role=Role.DESIGNER)
    return team


def header_of_new_key(studio, key: AccessKey, **changes) -> dict[str, str]:
    """The header of another key of the same user."""
    with studio.db():
        return {"Authorization": f"Bearer {access_key(key.owner, **changes).secret}"}


def test_an_input_rule_refuses_with_its_message(api, studio, key):
    rule = {"name": "Brands", "kind": "words", "text": "acmecola", "effect": "block"}
    with studio.db():
        created_rule = InputRule.objects.create(**rule, message="No brands, please.", author=key.owner)
    response = api.post(prompt="a can of acmecola")
    with studio.db():
        created_rule.delete()
    assert error_of(response) == (400, "InputTextSensitiveContentDetected.PolicyViolation")
    assert "No brands, please." in response.json()["error"]["message"]


def test_a_team_key_creates_images_of_the_team(api, studio, key):
    with studio.db():
        team = team_of(key)
    response = api.post(headers=header_of_new_key(studio, key, team=team), prompt="for the team")
    assert response.status_code == 200, response.text
    with studio.db():
        assert Generation.objects.get(prompt="for the team").team == team


def test_a_key_above_its_monthly_limit_is_refused(api, studio, key):
    response = api.post(headers=header_of_new_key(studio, key, images_per_month=1), **group(2))
    assert error_of(response) == (429, "QuotaExceeded")
    assert "limited to 1 images" in response.json()["error"]["message"]
    assert response.headers["x-should-retry"] == "false"


def test_a_key_without_the_scope_is_refused(api, studio, key):
    assert error_of(api.post(headers=header_of_new_key(studio, key, scopes=[Scope.READ]))) == (
        403,
        "AccessDenied",
    )


def test_a_revoked_key_is_refused_at_once(api, studio, key):
    assert api.post().status_code == 200
    with studio.db():
        revoke_key(key, by=key.owner)
    assert error_of(api.post()) == (401, "AuthenticationError")


def test_a_key_above_its_requests_per_minute_is_refused(api, studio, key):
    header = header_of_new_key(studio, key, requests_per_minute=1)
    assert api.post(headers=header, size="nothing").status_code == 400
    response = api.post(headers=header)
    assert error_of(response) == (429, "AccountRateLimitExceeded")
    assert 0 < int(response.headers["retry-after"]) <= 60


@pytest.mark.parametrize("content", [b"", b"[]", b'{"model":', b"\xff\xfe"])
def test_a_body_that_is_not_a_json_object_is_refused(api, content):
    assert error_of(api.http.post(PATH, content=content)) == (400, "InvalidParameter")


def test_a_body_above_200_mb_is_refused_before_it_is_read(studio, secret):
    connection = http.client.HTTPConnection("127.0.0.1", studio.port, timeout=60)
    connection.putrequest("POST", PATH)
    connection.putheader("Authorization", f"Bearer {secret}")
    connection.putheader("Content-Length", str(200 * 2**20 + 1))
    connection.endheaders()
    response = connection.getresponse()
    assert (response.status, json.load(response)["error"]["code"]) == (413, "RequestTooLarge")
    connection.close()


def test_a_wrong_host_is_refused(studio, secret):
    headers = {"Authorization": f"Bearer {secret}", "Host": "elsewhere.example"}
    response = httpx.post(f"{studio.url}{PATH}", json=body(), headers=headers, trust_env=False)
    assert response.status_code == 400


def test_the_models_are_listed_only_with_a_key(api, studio):
    found = api.http.get("/v1/models").json()
    assert found["object"] == "list"
    assert "doubao-seedream-4.5" in [model["id"] for model in found["data"]]
    assert httpx.get(f"{studio.url}/v1/models", trust_env=False).status_code == 401


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"model": "dall-e-3"}, "InvalidEndpointOrModel.NotFound"),
        ({"output_format": "png"}, "InvalidParameter"),
        ({"model": "doubao-seedream-5.0-lite", "output_format": "png"}, "InvalidParameter"),
        ({"model": "doubao-seedream-5.0-pro", "background": "transparent"}, "InvalidParameter"),
        ({"prompt": "x" * 20_001}, "InvalidParameter"),
    ],
)
def test_unsupported_parameters_are_refused(api, fields, code):
    response = api.post(**fields)
    assert response.json()["error"]["code"] == code
    assert response.status_code in (400, 404)


def test_a_team_s_model_is_requested_by_its_id(api, studio, key):
    old = {"model": "seedream-4-0-250828", "size": "1K", "prompt": "an older model"}
    assert error_of(api.post(**old)) == (404, "ModelNotOpen")
    with studio.db():
        team = team_of(key)
        enable_models("doubao-seedream-4.0", by=key.owner, team=team)
    header = header_of_new_key(studio, key, team=team)
    response = api.post(headers=header, **old)
    assert (response.status_code, response.json()["model"]) == (200, "seedream-4-0-250828")
    listed = api.http.get("/v1/models", headers=header).json()["data"]
    assert [model["id"] for model in listed] == ["doubao-seedream-4.0", "doubao-seedream-4.5"]
