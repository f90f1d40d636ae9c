from studio.review.models.event import Reason, ReviewEvent, ReviewVerb
from studio.review.models.submission import Approval, Submission

__all__ = ["Approval", "Reason", "ReviewEvent", "ReviewVerb", "Submission"]
