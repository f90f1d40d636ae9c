"""The words of an image besides those of its prompt: whose it is, and its tags."""


def of_team(team: int) -> str:
    """The word that every image of a team has."""
    return f"t:{team}"


def of_owner(owner: int) -> str:
    """The word that every image of a person has."""
    return f"o:{owner}"


def of_tag(tag: int) -> str:
    """The word of an image with a tag; by its id, since two teams' tags may have one name."""
    return f"#:{tag}"
