"""The actions of the audit trail; filters and exports use their values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """`area.verb`; add a member for each new kind of entry."""

    # Accounts
    SIGNED_IN = "account.signed_in", _("Signed in")
    SIGN_IN_FAILED = "account.sign_in_failed", _("Failed to sign in")
    OTHER_SESSIONS_ENDED = "account.other_sessions_ended", _("Signed out on all other devices")
    PASSWORD_CHANGED = "account.password_changed", _("Changed their password")
    EMAIL_CHANGED = "account.email_changed", _("Changed their email address")
    ACCOUNT_DELETED = "account.deleted", _("Deleted their account")
    KEY_CREATED = "key.created", _("Created an access key")
    KEY_EDITED = "key.edited", _("Edited an access key")
    KEY_REVOKED = "key.revoked", _("Revoked an access key")
    # People
    PERSON_ADDED = "person.added", _("Added a person")
    PERSON_EDITED = "person.edited", _("Edited a person")
    PERSON_DELETED = "person.deleted", _("Deleted a person")
    ACCESS_CHANGED = "person.access_changed", _("Changed a person’s access")
    RESET_LINK_CREATED = "person.reset_link_created", _("Created a password reset link")
    SUSPENDED = "person.suspended", _("Suspended a person")
    UNSUSPENDED = "person.unsuspended", _("Unsuspended a person")
    SESSIONS_ENDED = "person.sessions_ended", _("Ended a person’s sessions")

    # Teams
    TEAM_CREATED = "team.created", _("Created a team")
    TEAM_EDITED = "team.edited", _("Edited a team")
    TEAM_ARCHIVED = "team.archived", _("Archived a team")
    TEAM_RESTORED = "team.restored", _("Restored a team")
    # Members
    INVITED = "member.invited", _("Invited a person")
    INVITATION_REVOKED = "member.invitation_revoked", _("Revoked an invitation")
    JOINED = "member.joined", _("Joined a team")
    ROLE_CHANGED = "member.role_changed", _("Changed a member’s role")
    REMOVED = "member.removed", _("Removed a member")
    LEFT = "member.left", _("Left a team")
    # Data
    PRIVATE_VIEWED = "data.private_viewed", _("Viewed someone’s private data")
    IMAGES_EXPORTED = "data.images_exported", _("Downloaded images as a ZIP file")
    AUDIT_EXPORTED = "data.audit_exported", _("Exported the audit log")
    BACKED_UP = "data.backed_up", _("Backed up the studio")
    RESTORED = "data.restored", _("Restored the studio from a backup")
    # Review
    REVIEW_SUBMITTED = "review.submitted", _("Submitted an image for review")
    REVIEW_WITHDRAWN = "review.withdrawn", _("Withdrew an image from review")
    REVIEW_APPROVED = "review.approved", _("Approved an image")
    REVIEW_CHANGES_REQUESTED = "review.changes_requested", _("Requested changes to an image")
    REVIEW_REJECTED = "review.rejected", _("Rejected an image")
    REVIEW_UNDONE = "review.undone", _("Undid a review decision")
    REVIEW_REOPENED = "review.reopened", _("Reopened a review")
    IMAGE_RELEASED = "review.released", _("Released an image")
    REVIEW_SETTINGS_CHANGED = "review.settings_changed", _("Changed a team’s review settings")
    # Flags and hidden images
    FLAGGED = "image.flagged", _("Flagged an image")
    FLAG_WITHDRAWN = "image.flag_withdrawn", _("Withdrew a flag")
    FLAGS_RESOLVED = "image.flags_resolved", _("Resolved the flags of an image")
    IMAGE_HIDDEN = "image.hidden", _("Hid an image")
    IMAGE_SHOWN = "image.brought_back", _("Brought back a hidden image")
    # Policies
    SETTINGS_CHANGED = "settings.changed", _("Changed settings")
    MODELS_SWITCHED = "models.switched", _("Switched models on or off")
    PROVIDER_CHECKED = "provider.checked", _("Made a test call to the provider")
    RULE_CREATED = "rule.created", _("Created an input rule")
    RULE_CHANGED = "rule.changed", _("Changed an input rule")
    RULE_DELETED = "rule.deleted", _("Deleted an input rule")
    # Budgets
    PRICE_ADDED = "price.added", _("Added a price")
    BUDGET_CHANGED = "budget.changed", _("Changed a budget")
    BUDGET_RAISED = "budget.raised", _("Raised a budget")
    BUDGET_REQUESTED = "budget.requested", _("Asked for budget")
    BUDGET_REQUEST_WITHDRAWN = "budget.request_withdrawn", _("Withdrew a budget request")
    BUDGET_REQUEST_APPROVED = "budget.request_approved", _("Approved a budget request")
    BUDGET_REQUEST_REFUSED = "budget.request_refused", _("Refused a budget request")
    # Runs of unknown outcome
    OUTCOME_ACCEPTED = "outcome.accepted", _("Accepted a run as billed")
    OUTCOME_DISMISSED = "outcome.dismissed", _("Dismissed a run as not billed")
    # Webhooks
    WEBHOOK_CREATED = "webhook.created", _("Added a webhook")
    WEBHOOK_CHANGED = "webhook.changed", _("Changed a webhook")
    WEBHOOK_SECRET_ROTATED = "webhook.secret_rotated", _("Rotated the secret of a webhook")
    WEBHOOK_ENABLED = "webhook.enabled", _("Enabled a webhook")
    WEBHOOK_DISABLED = "webhook.disabled", _("Disabled a webhook")
    WEBHOOK_DELETED = "webhook.deleted", _("Deleted a webhook")
    # Usage
    USAGE_EXPORTED = "usage.exported", _("Exported usage")
    USAGE_MISMATCH_CLOSED = "usage.mismatch_closed", _("Closed a usage mismatch")
