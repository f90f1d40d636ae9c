"""Everything that leaves an entry in the audit trail, by the name that filters and exports use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """`area.verb`; whoever records something new adds its member here."""

    # People
    SUSPENDED = "person.suspended", _("Suspended a person")
    UNSUSPENDED = "person.unsuspended", _("Unsuspended a person")
    SESSIONS_ENDED = "person.sessions_ended", _("Ended a person’s sessions")

    # Review
    REVIEW_SUBMITTED = "review.submitted", _("Submitted an image for review")
    REVIEW_WITHDRAWN = "review.withdrawn", _("Withdrew an image from review")
    REVIEW_APPROVED = "review.approved", _("Approved an image")
    REVIEW_CHANGES_REQUESTED = "review.changes_requested", _("Requested changes to an image")
    REVIEW_REJECTED = "review.rejected", _("Rejected an image")
    REVIEW_UNDONE = "review.undone", _("Undid a review decision")
    REVIEW_REOPENED = "review.reopened", _("Reopened a review")
    REVIEW_SETTINGS_CHANGED = "review.settings_changed", _("Changed a team’s review settings")
    # Flags and hidden images
    FLAGGED = "image.flagged", _("Flagged an image")
    FLAG_WITHDRAWN = "image.flag_withdrawn", _("Withdrew a flag")
    FLAGS_RESOLVED = "image.flags_resolved", _("Resolved the flags of an image")
    # Policies
    SETTINGS_CHANGED = "settings.changed", _("Changed settings")
    RULE_CREATED = "rule.created", _("Created an input rule")
    RULE_CHANGED = "rule.changed", _("Changed an input rule")
    RULE_DELETED = "rule.deleted", _("Deleted an input rule")
