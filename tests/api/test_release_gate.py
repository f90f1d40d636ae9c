"""Behind the release gate a response lists its images without their files."""

import json

import pytest
from asgiref.sync import sync_to_async

from tests.accounts.factories import access_key
from tests.api.asgi import AsgiCall
from tests.api.worker import aend, astore, wait_for_run


@pytest.mark.django_db(transaction=True)
async def test_base64_behind_the_gate_is_an_error_of_the_image(alice, team):
    team.approvals, team.release_gate = 1, True
    await team.asave()
    issued = await sync_to_async(access_key)(alice, team)
    async with AsgiCall(issued.secret, response_format="b64_json") as call:
        run = await wait_for_run(team=team)
        await astore(run, 0)
        await aend(run)
        await call.wait_until_ended()
    (item,) = json.loads(call.text)["data"]
    assert item["error"]["code"] == "AccessDenied"
    assert "approval" in item["error"]["message"]
