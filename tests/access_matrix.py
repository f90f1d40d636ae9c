"""Who may use each route: one table of routes and users."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

OPEN = {"healthz", "readyz", "offline", "service_worker", "setup", "set_language", "join",
        "account_login", "account_logout", "account_signup", "account_inactive",
        "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key", "account_reset_password_from_key_done",
        "account_confirm_email", "account_email_verification_sent", "account_reauthenticate",
        "account_confirm_login_code"}  # fmt: skip
"""Open without signing in; what these routes allow is covered by their own tests."""
API = {"api_models", "api_images", "api_image", "api_image_file", "api_run", "api_usage"}
"""Used with an access key: tests/api/test_key_matrix.py has the table of these."""
API_WITHOUT_KEY = {"api_link", "api_openapi"}

BOTH = ("get", "post")
EVERYBODY = {
    "studio": ("get",), "runs": BOTH, "run_events": ("get",), "prompts": ("get",),
    **{f"gallery{name}": ("get",) for name in ("", "_count", "_rail", "_months", "_new")}, "trash": ("get",),
    **{f"images_{name}": ("post",) for name in ("tag", "favourite", "rate", "trash", "restore", "collect")},
    "images_use_as_references": ("post",),
    "collections": ("post",), "searches": ("post",), "workspace": ("post",), "draft": ("post",),
    "draft_restore": ("post",), "composer_model": ("post",), "budget_requests": BOTH,
    "images_unshare": ("post",), "images_release": ("post",),
    **{f"images_{name}": ("post",) for name in ("submit", "withdraw", "decide")},
     "images_zip": ("post",), "images_dependants": ("post",), "references": ("post",),
    "reference_from_url": ("post",), "unused_references": BOTH,
    "picker": BOTH, "account": BOTH, "account_delete": BOTH, "account_email": BOTH, "account_change_password": BOTH,
    "account_set_password": BOTH, "usersessions_list": BOTH, "notifications": ("get",), "notifications_read": ("post",),
    "usage": ("get",), "usage_month": ("get",), "usage_export": ("post",), "access_keys": BOTH, "recovery": ("get",),
    "api_docs": ("get",),
}  # fmt: skip
"""Routes that every signed-in user may use, on their own data."""

PEOPLE = ("alice", "viewer", "designer", "reviewer", "lead", "other_lead", "auditor", "administrator")
OUTSIDE = ("suspended", "nobody")
# y: allowed; f: 403, may view but not act; n: 404, as if it did not exist.
TABLE = """
                                 ali vie des rev lea oth aud adm
run                 team    get   y   y   y   y   y   n   y   y
run_reuse           team    post  y   y   y   y   y   n   y   y
run_zip             team    get   y   y   y   y   y   n   y   y
run_cancel          team    post  y   f   f   f   y   n   f   y
run_fetch           team    post  y   f   f   f   y   n   f   y
run_give_up         team    post  y   f   f   f   y   n   f   y
run_rerun           team    post  y   f   f   f   y   n   f   y
run_rerun_ask       team    post  y   f   f   f   y   n   f   y
run_outcome         team    post  f   f   f   f   y   n   f   y
run_delete          team    post  y   f   f   f   y   n   f   y
run_restore         team    post  y   f   f   f   y   n   f   y
run_hide            team    post  y   y   y   y   y   n   y   y
run_unhide          team    post  y   y   y   y   y   n   y   y
slot_retry          team    post  y   f   f   f   y   n   f   y
slot_retry_ask      team    post  y   f   f   f   y   n   f   y
image               team    get   y   y   y   y   y   n   y   y
image_file          team    get   y   y   y   y   y   n   y   y
reference_file      team    get   y   y   y   y   y   n   y   y
reference_from_image team   post  y   y   y   y   y   n   y   y
image_reuse         team    post  y   y   y   y   y   n   y   y
images_share        team    post  y   f   y   y   y   n   f   y
collection          team    post  y   f   y   y   y   n   f   y
collection_order    team    post  y   f   y   y   y   n   f   y
search              team    post  y   f   f   f   y   n   f   y
search              private post  y   n   n   n   n   n   n   n
collection          private post  y   n   n   n   n   n   n   n
collection_order    private post  y   n   n   n   n   n   n   n

run                 private get   y   n   n   n   n   n   n   n
run_reuse           private post  y   n   n   n   n   n   n   n
run_zip             private get   y   n   n   n   n   n   n   n
run_cancel          private post  y   n   n   n   n   n   n   n
run_fetch           private post  y   n   n   n   n   n   n   n
run_give_up         private post  y   n   n   n   n   n   n   n
run_rerun           private post  y   n   n   n   n   n   n   n
run_rerun_ask       private post  y   n   n   n   n   n   n   n
run_outcome         private post  y   n   n   n   n   n   n   n
run_delete          private post  y   n   n   n   n   n   n   n
run_restore         private post  y   n   n   n   n   n   n   n
run_hide            private post  y   n   n   n   n   n   n   n
run_unhide          private post  y   n   n   n   n   n   n   n
slot_retry          private post  y   n   n   n   n   n   n   n
slot_retry_ask      private post  y   n   n   n   n   n   n   n
image               private get   y   n   n   n   n   n   n   n
image_file          private get   y   n   n   n   n   n   n   n
reference_file      private get   y   n   n   n   n   n   n   n
reference_from_image private post y   n   n   n   n   n   n   n
image_reuse         private post  y   n   n   n   n   n   n   n

comments            team    get   y   y   y   y   y   n   y   y
comments            team    post  y   y   y   y   y   n   f   y
comment             team    get   y   y   y   y   y   n   y   y
comment_delete      team    post  y   f   f   f   y   n   f   y
comments            private get   y   n   n   n   n   n   n   n
comments            private post  y   n   n   n   n   n   n   n
comment             private get   y   n   n   n   n   n   n   n
comment_delete      private post  y   n   n   n   n   n   n   n

teams               -       get   y   y   y   y   y   y   y   y
teams               -       post  f   f   f   f   f   f   f   y
team                team    get   y   y   y   y   y   n   y   y
team_picture        team    get   y   y   y   y   y   n   y   y
team_settings       team    post  f   f   f   f   y   n   f   y
team_review         team    post  f   f   f   f   y   n   f   y
team_archive        team    post  f   f   f   f   y   n   f   y
team_restore        team    post  f   f   f   f   y   n   f   y
team_invite         team    post  f   f   f   f   y   n   f   y
invitation_revoke   team    post  f   f   f   f   y   n   f   y
team_join           team    post  f   f   f   f   f   n   f   y
member_role         team    post  f   f   f   f   y   n   f   y
member_remove       team    post  f   f   f   f   y   n   f   y

budget_request      team    get   y   n   n   n   y   n   y   y
budget_request_approve team post  f   n   n   n   y   n   f   y
budget_request_refuse team  post  f   n   n   n   y   n   f   y
budget_request_withdraw team post y   n   n   n   n   n   n   n
budget_request      private get   y   n   n   n   n   n   n   y
budget_request_approve private post f n   n   n   n   n   n   y
budget_request_refuse private post f  n   n   n   n   n   n   y
budget_request_withdraw private post y n  n   n   n   n   n   n

access_key          team    get   y   n   n   n   y   n   f   y
access_key          team    post  y   n   n   n   y   n   f   y
access_key          private get   y   n   n   n   n   n   f   y
access_key          private post  y   n   n   n   n   n   f   y
access_key_revoke    team    post  y   n   n   n   y   n   f   y
access_key_revoke    private post  y   n   n   n   n   n   f   y

notification_open    -       post  y   n   n   n   n   n   n   n
notification_join    -       post  y   n   n   n   n   n   n   n

bulk                -       get   y   n   n   n   n   n   n   n
bulk                -       post  y   n   n   n   n   n   n   n

review              team    get   n   n   n   y   y   n   n   y
review_decide       team    post  n   n   n   y   y   n   n   y
review_reopen       team    post  n   n   n   y   y   n   n   y
review_claim        team    post  n   n   n   y   y   n   n   y
review_flag         team    post  n   n   n   y   y   n   n   y
image_flag          team    post  y   y   y   y   y   n   y   y
image_flag          private post  y   n   n   n   n   n   n   n
image_hide          team    post  f   f   f   f   f   n   f   y
image_hide          private post  f   n   n   n   n   n   n   n
image_unhide        team    post  f   f   f   f   f   n   f   y
image_unhide        private post  f   n   n   n   n   n   n   n
hidden_images       -       get   n   n   n   n   n   n   n   y
review_undo         team    post  n   n   n   y   y   n   n   y
releases            -       get   n   n   n   y   y   y   y   y
image_release       team    post  y   f   y   y   y   n   f   y
image_release       private post  f   n   n   n   n   n   n   n
review_event        team    get   y   y   y   y   y   n   y   y
administration      -       get   n   n   n   n   n   n   y   y
provider_check      -       post  n   n   n   n   n   n   f   y
installation        -       get   n   n   n   n   n   n   y   y
installation        -       post  n   n   n   n   n   n   f   y
models              -       get   n   n   n   n   n   n   y   y
models              -       post  n   n   n   n   n   n   f   y
prices              -       get   n   n   n   n   n   n   y   y
prices              -       post  n   n   n   n   n   n   f   y
budgets             -       get   n   n   n   n   n   n   y   y
team_budget         team    get   n   n   n   n   n   n   y   y
team_budget         team    post  n   n   n   n   n   n   f   y
person_budget       -       get   n   n   n   n   n   n   y   y
person_budget       -       post  n   n   n   n   n   n   f   y
recovery_outcome    team    post  f   n   n   n   y   n   f   y
recovery_outcome    private post  y   n   n   n   n   n   f   y
recovery_fetch      team    post  y   n   n   n   y   n   f   y
recovery_fetch      private post  y   n   n   n   n   n   f   f
recovery_give_up    team    post  y   n   n   n   y   n   f   y
recovery_give_up    private post  y   n   n   n   n   n   f   f
usage_mismatches    -       get   n   n   n   n   n   n   y   y
usage_mismatch_close -      post  n   n   n   n   n   n   f   y
audit               -       get   n   n   n   n   n   n   y   y
audit_export        -       post  n   n   n   n   n   n   y   y
rules               -       get   n   n   n   n   n   n   y   y
rules               team    get   n   n   n   n   y   n   y   y
rule_new            team    get   n   n   n   n   y   n   f   y
rule_new            team    post  n   n   n   n   y   n   f   y
rule_preview        team    post  n   n   n   n   y   n   f   y
rule                team    get   n   n   n   n   y   n   y   y
rule                team    post  n   n   n   n   y   n   f   y
rule_switch         team    post  n   n   n   n   y   n   f   y
rule_delete         team    post  n   n   n   n   y   n   f   y

team_webhooks       team    get   n   n   n   n   y   n   y   y
team_webhooks       team    post  n   n   n   n   y   n   f   y
webhook             team    get   n   n   n   n   y   n   y   y
webhook             team    post  n   n   n   n   y   n   f   y
key_webhooks        private get   y   n   n   n   n   n   n   n
key_webhooks        private post  y   n   n   n   n   n   n   n
webhook             private get   y   n   n   n   n   n   n   n
webhook             private post  y   n   n   n   n   n   n   n
webhook_rotate      team    post  n   n   n   n   y   n   f   y
webhook_rotate      private post  y   n   n   n   n   n   n   n
webhook_switch      team    post  n   n   n   n   y   n   f   y
webhook_switch      private post  y   n   n   n   n   n   n   n
webhook_test        team    post  n   n   n   n   y   n   f   y
webhook_test        private post  y   n   n   n   n   n   n   n
webhook_delete      team    post  n   n   n   n   y   n   f   y
webhook_delete      private post  y   n   n   n   n   n   n   n
webhook_redeliver   team    post  n   n   n   n   y   n   f   y
webhook_redeliver   private post  y   n   n   n   n   n   n   n

people              -       get   n   n   n   n   n   n   y   y
person              -       get   n   n   n   n   n   n   y   y
people_invite       -       post  n   n   n   n   n   n   f   y
person_reset_link   -       post  n   n   n   n   n   n   f   y
person_suspend      -       post  n   n   n   n   n   n   f   y
person_unsuspend    -       post  n   n   n   n   n   n   f   y
person_sign_out     -       post  n   n   n   n   n   n   f   y
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: a route, the workspace of the row it is tried with, a method, a letter for each user."""

    route: str
    workspace: str
    method: str
    letters: dict[str, str]

    def __str__(self) -> str:
        return f"{self.route}-{self.workspace}-{self.method}"


def _row(line: str) -> Row:
    route, workspace, method, *letters = line.split()
    return Row(
        route=route, workspace=workspace, method=method, letters=dict(zip(PEOPLE, letters, strict=True))
    )


ROWS = [_row(line) for line in TABLE.strip().splitlines()[1:] if line]
ROWS += [
    Row(route=route, workspace="-", method=method, letters=dict.fromkeys(PEOPLE, "y"))
    for route, methods in EVERYBODY.items()
    for method in methods
]


def routes(resolver: URLResolver | None = None) -> set[str]:
    """The names of all routes except those of Django's admin, which has its own test."""
    found: set[str] = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.add(entry.name or str(entry.pattern))
        elif entry.namespace != "admin":
            found |= routes(entry)
    return found
