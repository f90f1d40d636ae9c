"""Row locks on teams and users until the transaction ends. Order: teams, then users, then images."""

from collections.abc import Iterable

from studio.accounts.models import Team, User


def reload_user(person: User) -> User:
    """Reads the person from the database again: the request's copy may be out of date."""
    return User.objects.get(pk=person.pk)


def lock_team(team: Team) -> Team:
    """Locks and re-reads the team's row, so that two leads cannot both leave and the team has none."""
    return Team.objects.select_for_update().get(pk=team.pk)


def lock_teams(teams: Iterable[int]) -> None:
    list(Team.objects.filter(pk__in=teams).select_for_update().order_by("pk").values_list("pk"))


def lock_users(people: Iterable[int]) -> None:
    """Blocks the deletion of these accounts, but not inserts of rows that refer to them."""
    rows = User.objects.filter(pk__in=people).select_for_update(no_key=True)
    list(rows.order_by("pk").values_list("pk"))
