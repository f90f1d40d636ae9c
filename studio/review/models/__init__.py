from studio.review.models.event import Reason, ReviewEvent, ReviewVerb
from studio.review.models.flag import Flag
from studio.review.models.release import Release
from studio.review.models.submission import Approval, Submission

__all__ = ["Approval", "Flag", "Reason", "Release", "ReviewEvent", "ReviewVerb", "Submission"]
