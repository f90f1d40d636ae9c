"""How a review's state looks."""

from studio.generations.states import ReviewState

ICONS = {
    ReviewState.DRAFT: "pencil",
    ReviewState.SUBMITTED: "clock",
    ReviewState.CHANGES_REQUESTED: "retry",
    ReviewState.REJECTED: "no",
    ReviewState.APPROVED: "ok",
    ReviewState.RELEASED: "ok",
}
TONES = {
    ReviewState.CHANGES_REQUESTED: "warn",
    ReviewState.REJECTED: "danger",
    ReviewState.APPROVED: "ok",
    ReviewState.RELEASED: "ok",
}


def badge(state: str) -> dict[str, str]:
    """How a review's state looks: a word, an icon and a tone."""
    known = ReviewState(state)
    return {"label": str(known.label), "icon": ICONS[known], "tone": TONES.get(known, "")}
