"""Any request to any endpoint, with any key or none, gets a response that the OpenAPI document describes."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.checks import ignored_auth

from studio.api.generate import endpoint
from studio.api.openapi.operations import OPERATIONS
from tests.api import conformance
from tests.api.client import ARK_PATH

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = [f"{one.method.upper()} {one.path}" for one in OPERATIONS]
NAMES_ONCE = [name for name in NAMES if ARK_PATH not in name]
"""Ark's address is served by the same code as the other one."""
MODES = list(GenerationMode)
EXAMPLES = 20
"""For each operation."""


@pytest.fixture(autouse=True)
def _complete_runs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "submit", conformance.submit_and_complete)


@pytest.mark.parametrize("name", NAMES)
def test_any_request_gets_a_documented_answer(name: str, alice: Any, team: Any) -> None:
    operation, aim = conformance.schema().find_operation_by_label(name), conformance.aim(alice, team)
    secrets = conformance.secrets(alice)
    cases = st.one_of([operation.as_strategy(mode) for mode in MODES])
    keys = st.sampled_from([*secrets.values(), None])

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases, secret=keys, is_aimed=st.booleans())
    def check(case: Case, secret: str | None, is_aimed: bool) -> None:
        if is_aimed:
            aim.at(case)
        conformance.send(case, secret, ignored_auth)

    check()


@pytest.mark.parametrize("name", NAMES_ONCE)
def test_every_boundary_gets_a_documented_answer(name: str, alice: Any, team: Any) -> None:
    schema, aim = conformance.schema(), conformance.aim(alice, team)
    secret = conformance.secrets(alice)["everything"]
    statuses = set()
    for case in schema.iter_coverage_cases(
        schema.find_operation_by_label(name),
        generation_modes=MODES,
        generation_config=schema.config.generation,
    ):
        aim.at(case)
        statuses.add(conformance.send(case, secret))
    assert 200 in statuses
