"""Words in the search index besides those of the prompt: for owner, team and tags."""


def of_team(team: int) -> str:
    """The word of every image and run of a team."""
    return f"t:{team}"


def of_owner(owner: int) -> str:
    """The word of every image and run of a person."""
    return f"o:{owner}"


def of_tag(tag: int) -> str:
    """The word of every image with a tag; by id, since tags of two teams may have the same name."""
    return f"#:{tag}"
