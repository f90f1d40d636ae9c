"""Behind the release gate an answer tells of its images, and does not hand them out."""

import json

import pytest
from asgiref.sync import sync_to_async

from tests.accounts.factories import access_key
from tests.api.asgi import AsgiCall
from tests.api.worker import aend, astore, the_run


@pytest.mark.django_db(transaction=True)
async def test_base64_behind_the_gate_is_an_error_of_the_image(alice, team):
    team.approvals, team.release_gate = 1, True
    await team.asave()
    issued = await sync_to_async(access_key)(alice, team)
    async with AsgiCall(issued.secret, response_format="b64_json") as call:
        run = await the_run(team=team)
        await astore(run, 0)
        await aend(run)
        await call.ended()
    (item,) = json.loads(call.text)["data"]
    assert item["error"]["code"] == "AccessDenied"
    assert "approval" in item["error"]["message"]
