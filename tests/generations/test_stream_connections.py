"""GET /runs/events: an open stream holds no database connection, however many pages are open."""

import contextlib

import httpx
from django.test import Client

from tests.fixtures import create_run, create_user

CONNECTIONS = 3
PAGES = 6


def test_open_streams_hold_no_database_connection(new_studio):
    studio = new_studio(started=False, STUDIO_DB_POOL=str(CONNECTIONS))
    studio.start("web")
    with studio.db():
        alice, browser = create_user("Alice"), Client()
        browser.force_login(alice)
        create_run(alice)  # no worker executes it: the streams stay open
    cookies = {"sessionid": browser.cookies["sessionid"].value}
    with (
        httpx.Client(base_url=studio.url, cookies=cookies, timeout=60) as client,
        contextlib.ExitStack() as pages,
    ):
        for _ in range(PAGES):
            page = pages.enter_context(client.stream("GET", "/runs/events"))
            assert next(page.iter_lines()) == "retry: 1000"
        assert client.get("/").status_code == 200
