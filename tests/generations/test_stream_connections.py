"""GET /runs/events: however many pages are open, none of them holds a connection to the database."""

import contextlib

import httpx
from django.test import Client

from tests.fixtures import person, run_of

CONNECTIONS = 3
PAGES = 6


def test_open_pages_leave_the_connections_to_others(new_studio):
    studio = new_studio(started=False, STUDIO_DB_POOL=str(CONNECTIONS))
    studio.start("web")
    with studio.db():
        alice, browser = person("Alice"), Client()
        browser.force_login(alice)
        run_of(alice)  # nobody carries it out: the pages stay open
    cookies = {"sessionid": browser.cookies["sessionid"].value}
    with (
        httpx.Client(base_url=studio.url, cookies=cookies, timeout=30) as client,
        contextlib.ExitStack() as pages,
    ):
        for _ in range(PAGES):
            page = pages.enter_context(client.stream("GET", "/runs/events"))
            assert next(page.iter_lines()) == "retry: 1000"
        assert client.get("/").status_code == 200
