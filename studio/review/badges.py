"""How a review's state looks."""

from studio.generations.states import REVIEW_ICONS, ReviewState

TONES = {
    ReviewState.CHANGES_REQUESTED: "warn",
    ReviewState.REJECTED: "danger",
    ReviewState.APPROVED: "ok",
    ReviewState.RELEASED: "ok",
}


def badge(state: str) -> dict[str, str]:
    """How a review's state looks: a word, an icon and a tone."""
    known = ReviewState(state)
    return {"label": str(known.label), "icon": REVIEW_ICONS[known], "tone": TONES.get(known, "")}
