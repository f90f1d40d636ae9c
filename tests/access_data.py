"""The data that the access matrix is tested with.

Alice created all of it, half privately and half in the team “Posters”, where she is a designer.
"""

import uuid
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import AccessKey, Invitation, Membership, Notification, Role, Team, User
from studio.accounts.teams import avatar, invitations
from studio.gallery.bulk.actions import start
from studio.gallery.comments import comments
from studio.gallery.curation.collections import add_images, create
from studio.gallery.models import BulkAction, BulkVerb, Collection, Comment, SavedSearch
from studio.generations.composer.uploads import store
from studio.generations.models import BudgetRequest, Generation, Image, Upload
from studio.generations.runs.submit import start_run
from studio.policies.models import InputRule
from studio.policies.rules.actions import create_rule
from studio.review.models import ReviewEvent
from studio.review.workflow.submitting import submit
from studio.usage.models import UsageMismatch
from studio.webhooks.endpoints import create_endpoint
from studio.webhooks.models import Delivery
from studio.webhooks.redelivery import send_test
from tests.access_matrix import PEOPLE, Row
from tests.accounts.factories import access_key
from tests.fixtures import generation_params, image_bytes

RULE = {"name": "Brands", "kind": "words", "text": "nike", "effect": "block", "message": "No brands."}
HOOK_URL = "https://hooks.example/seedream"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessData:
    """The users and their data. All dicts but `people` are by workspace: "team" or "private"."""

    people: dict[str, User | None]
    team: Team
    member: Membership
    invitation: Invitation
    notification: Notification
    bulk_action: BulkAction
    review_event: ReviewEvent
    rule: InputRule
    mismatch: UsageMismatch
    collections: dict[str, Collection]
    searches: dict[str, SavedSearch]
    comments: dict[str, Comment]
    content: dict[str, tuple[Generation, Image, Upload]]
    requests: dict[str, BudgetRequest]
    keys: dict[str, AccessKey]
    webhooks: dict[str, Delivery]

    def url(self, row: Row) -> str:
        run, image, upload = self.content.get(row.workspace, self.content["team"])
        comment = self.comments.get(row.workspace, self.comments["team"])
        collection = self.collections.get(row.workspace, self.collections["team"])
        budget_request = self.requests.get(row.workspace, self.requests["team"])
        key = self.keys.get(row.workspace, self.keys["team"])
        slug, user_id = self.team.slug, self.member.user_id
        delivery = self.webhooks.get(row.workspace, self.webhooks["team"])
        arguments: dict[str, list[object]] = {
            "run": [run.pk], "run_reuse": [run.pk], "run_cancel": [run.pk], "run_rerun": [run.pk],
            "run_rerun_ask": [run.pk],
            "run_zip": [run.pk], "run_delete": [run.pk], "run_restore": [run.pk], "run_hide": [run.pk],
            "run_unhide": [run.pk],
            "run_fetch": [run.pk], "run_give_up": [run.pk], "run_outcome": [run.pk],
            "recovery_outcome": [run.pk], "recovery_fetch": [image.pk], "recovery_give_up": [image.pk],
            "slot_retry": [image.pk], "slot_retry_ask": [image.pk],
            "image": [image.pk], "image_file": [image.pk, "thumbnail"],
            "reference_file": [upload.pk], "reference_from_image": [image.pk], "image_reuse": [image.pk],
            "image_flag": [image.pk], "image_hide": [image.pk], "image_unhide": [image.pk],
            "team": [slug], "team_picture": [slug], "team_settings": [slug], "team_archive": [slug],
            "team_review": [slug],
            "team_restore": [slug], "team_join": [slug],
            "team_invite": [slug], "invitation_revoke": [slug, self.invitation.pk],
            "member_role": [slug, self.member.pk], "member_remove": [slug, self.member.pk],
            "comments": [image.pk], "comment": [comment.pk], "comment_delete": [comment.pk],
            "notification_open": [self.notification.pk], "notification_join": [self.notification.pk],
            "collection": [collection.pk], "collection_order": [collection.pk],
            "search": [self.searches.get(row.workspace, self.searches["team"]).pk],
            **{f"review_{name}": [image.pk] for name in ("decide", "reopen", "claim", "flag")},
            "review_event": [self.review_event.pk],
            **{name: [self.rule.pk] for name in ("rule", "rule_switch", "rule_delete")},
            "image_release": [image.pk],
            "audit_export": ["csv"], "usage_export": ["csv"], "usage_mismatch_close": [self.mismatch.pk],
            **{f"budget_request{name}": [budget_request.pk] for name in ("", "_approve", "_refuse", "_withdraw")},
            "access_key": [key.pk], "access_key_revoke": [key.pk],
            "team_budget": [slug], "person_budget": [user_id],
            "team_webhooks": [slug], "key_webhooks": [delivery.endpoint.key_id],
            **{f"webhook{name}": [delivery.endpoint_id] for name in ("", "_rotate", "_switch", "_test", "_delete")},
            "webhook_redeliver": [delivery.endpoint_id, delivery.pk],
            "bulk": [self.bulk_action.pk], "person": [user_id], "person_suspend": [user_id],
            "person_unsuspend": [user_id], "person_sign_out": [user_id], "person_reset_link": [user_id],
        }  # fmt: skip
        of_team = row.route in ("rules", "rule_new", "rule_preview") and row.workspace == "team"
        query = {"team": slug} if of_team else None
        return reverse(row.route, args=arguments.get(row.route, []), query=query)

    def body(self, row: Row) -> dict[str, object]:
        """A valid form, so that the request of every user with access succeeds."""
        if row.method == "get":
            return {}
        image = self.content["private"][1]
        target = self.content.get(row.workspace, self.content["team"])[1]
        invite = {"email": "new@studio.example", "role": "viewer", "team": self.team.pk}
        bodies: dict[str, dict[str, object]] = {
            "teams": {"name": "Labels"}, "team_settings": {"name": "Labels"}, "member_role": {"role": "lead"},
            "team_review": {"approvals": 1},
            "team_invite": invite, "people_invite": invite, "comments": {"text": "Look"},
            "images_share": {"image": image.pk, "team": self.team.slug}, "images_unshare": {"image": image.pk},
            "images_zip": {"image": image.pk}, "images_tag": {"image": image.pk, "tag": "blue"},
            "images_rate": {"image": image.pk, "stars": 4}, "images_collect": {"image": image.pk, "name": "Mine"},
            "searches": {"name": "Rain", "query": "q=rain"}, "search": {"delete": "1"},
            "collections": {"name": "Mine"}, "collection": {"name": "Ours"}, "collection_order": {"image": target.pk},
            **{f"images_{name}": {"image": image.pk} for name in ("favourite", "trash", "restore")},
            "images_use_as_references": {"image": image.pk},
            **dict.fromkeys(("rule_new", "rule", "rule_preview"), RULE),
            "images_release": {"image": image.pk},
            "usage_mismatch_close": {f"{self.mismatch.pk}-note": "Counted twice"},
            "budget_request_refuse": {"reason": "No."},
            **{name: {"decision": "billed", "note": "Seen"} for name in ("run_outcome", "recovery_outcome")},
            "access_key": {"name": "Plug-in", "requests_per_minute": 9},
            "models": {"doubao-seedream-4.5": "on"},
            "prices": {"model": "sandbox doubao-seedream-4.5", "price": "0.3"},
            **{name: {"amount": "50"} for name in ("team_budget", "person_budget")},
            "review_decide": {"verb": "approve", "version": 1},
            **{name: {"url": HOOK_URL, "events": "run.ended"} for name in ("team_webhooks", "key_webhooks", "webhook")},
            "image_hide": {"hidden_reason": "A likeness"},
            **{f"{page}_flag": {"verb": "flag", "reason": "text"} for page in ("review", "image")},
            **{f"images_{name}": {"image": target.pk, "verb": "approve"} for name in ("submit", "withdraw", "decide")},
        }  # fmt: skip
        return {"submission": uuid.uuid4(), **bodies.get(row.route, {})}


def build() -> AccessData:
    """Creates the data, in the open transaction of a test."""
    people: dict[str, User | None] = {name: _person(name) for name in (*PEOPLE, "suspended", "dora")}
    team, other = (Team.objects.create(name=name, slug=name.lower()) for name in ("Posters", "Other"))
    team.approvals = 1
    team.save()
    roles = {"alice": Role.DESIGNER, "suspended": Role.LEAD, "dora": Role.DESIGNER}
    roles |= {role: Role(role) for role in Role.values}
    for name, role in roles.items():
        Membership.objects.create(team=team, user=people[name], role=role)
    Membership.objects.create(team=other, user=people["other_lead"], role=Role.LEAD)
    User.objects.filter(email__startswith="administrator").update(is_superuser=True, is_staff=True)
    User.objects.filter(email__startswith="auditor").update(is_auditor=True)
    lead, alice = people["lead"], people["alice"]
    assert lead
    assert alice
    invitation = invitations.invite(team, email="new@studio.example", role="viewer", by=lead).invitation
    root = people["administrator"]
    assert root
    invitations.invite(other, email=alice.email, role="viewer", by=User.objects.get(pk=root.pk))
    team.picture = avatar.store(image_bytes())
    team.save()
    content = {"team": _content(alice, team), "private": _content(alice, None)}
    submit(Image.objects.filter(pk=content["team"][1].pk), by=alice)
    made_comments = {
        workspace: comments.add(image, text="Yes", submission=uuid.uuid4(), by=alice)
        for workspace, (_run, image, _upload) in content.items()
    }
    member = Membership.objects.get(user=people.pop("dora"))
    return AccessData(
        people=people | {"nobody": None}, team=team, member=member, invitation=invitation,
        notification=Notification.objects.get(person=alice), comments=made_comments, content=content,
        review_event=ReviewEvent.objects.get(),
        rule=create_rule(RULE, team=team, by=lead),
        mismatch=UsageMismatch.objects.create(
            run=content["team"][0], found_at=timezone.now(), images=1, tokens=1, provider_images=2, provider_tokens=2
        ),
        keys={workspace: access_key(alice, run.team).key for workspace, (run, _image, _upload) in content.items()},
        webhooks={"team": _webhook(team, lead), "private": _webhook(access_key(alice).key, alice)},
        requests={workspace: _budget_request(alice, run.team) for workspace, (run, _image, _upload) in content.items()},
        bulk_action=start(BulkVerb.FAVOURITE, [], {}, by=alice),
        searches={
            "team": SavedSearch.objects.create(owner=alice, team=team, name="Rain", query="q=rain", is_shared=True),
            "private": SavedSearch.objects.create(owner=alice, name="Snow", query="q=snow"),
        },
        collections={workspace: _collection(image, alice) for workspace, (_run, image, _upload) in content.items()},
    )  # fmt: skip


def _person(name: str) -> User:
    """Without a password: hashing one would take longer than everything else."""
    return User.objects.create_user(f"{name}@studio.example", None, name=name)


def _collection(image: Image, owner: User) -> Collection:
    collection = create("Vases", image.team, by=owner)
    add_images(Image.objects.filter(pk=image.pk), collection, by=owner)
    return collection


def _content(owner: User, team: Team | None) -> tuple[Generation, Image, Upload]:
    """A failed run with a reference and yet a stored image, so that every route has something to act on."""
    colour = "teal" if team else "navy"
    upload = store(SimpleUploadedFile("vase.jpg", image_bytes(colour=colour)), by=owner)
    run = start_run(generation_params(references=[upload]), by=owner, submission=uuid.uuid4(), team=team)
    file = default_storage.save("images/one.jpg", ContentFile(image_bytes(300, 200)))
    run.images.update(
        state="stored", file=file, thumbnail=file, sha256="0" * 64, width=2048, height=2048,
        pixels=2048**2, stored_at=timezone.now(),
    )  # fmt: skip
    return run, run.images.get(), upload


def _webhook(scope: Team | AccessKey, owner: User) -> Delivery:
    """The delivery of a test event to a new webhook."""
    endpoint = create_endpoint(scope, url=HOOK_URL, events=["run.ended"], by=owner).endpoint
    send_test(endpoint, by=owner)
    return Delivery.objects.select_related("endpoint").get(endpoint=endpoint)


def _budget_request(owner: User, team: Team | None) -> BudgetRequest:
    """A budget request for a run that could start now."""
    return BudgetRequest.objects.create(
        owner=owner, team=team, submission=uuid.uuid4(), prompt="A vase", size="2048x2048", watermark=False,
        is_personal=team is None, cost=250_000, currency="CNY",
    )  # fmt: skip
