"""Badges for review states."""

from studio.generations.states import REVIEW_ICONS, ReviewState

TONES = {
    ReviewState.CHANGES_REQUESTED: "warn",
    ReviewState.REJECTED: "danger",
    ReviewState.APPROVED: "ok",
    ReviewState.RELEASED: "ok",
}


def badge(state: str) -> dict[str, str]:
    """The badge of a review state: a label, an icon and a tone."""
    known = ReviewState(state)
    return {"label": str(known.label), "icon": REVIEW_ICONS[known], "tone": TONES.get(known, "")}
