"""Locks on teams and users until the transaction ends: teams before users, users before images."""

from collections.abc import Iterable

from studio.accounts.models import Team, User


def reload_user(person: User) -> User:
    """The person as the database knows them now: the request's copy may be out of date."""
    return User.objects.get(pk=person.pk)


def lock_team(team: Team) -> Team:
    """The team's row as it is now: of two last leads only one may go."""
    return Team.objects.select_for_update().get(pk=team.pk)


def lock_teams(teams: Iterable[int]) -> None:
    list(Team.objects.filter(pk__in=teams).select_for_update().order_by("pk").values_list("pk"))


def lock_users(people: Iterable[int]) -> None:
    """Their accounts cannot be deleted meanwhile, but rows that name them can be inserted."""
    rows = User.objects.filter(pk__in=people).select_for_update(no_key=True)
    list(rows.order_by("pk").values_list("pk"))
