"""Fills the gallery with a few SQL statements, which generate the rows in the database: a million in minutes.

The rows are the same as those of real runs: finished runs of the sandbox, in the order of their clicks, spread over
three years. All random values derive from the row's number, so that the same call creates the same gallery.
"""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from studio.accounts.models import Membership, Role, Team, User
from studio.budgets.prices import current_price
from studio.gallery.models import Tag
from studio.gallery.seed import sql
from studio.gallery.seed.prompts import prompts
from studio.gallery.seed.sample_images import (
    IMAGES_PER_RATIO,
    Painter,
    sample_images,
)
from studio.generations.models import Generation, Image
from studio.generations.search_index import of_tag
from studio.infra.text_search import vector
from studio.provider.models import DEFAULT_MODEL

MEMBERS = 20
"""People in each team."""
_MAX_PROMPTS = 20_000  # distinct prompts
_TAGS = (
    "hero",
    "已选",
    "campaign",
    "草稿",
    "packaging",
    "春节",
    "moodboard",
    "客户",
    "archive",
    "海报",
    "social",
    "封面",
)


def denial_reason() -> str:
    """Why this studio cannot be filled; empty when it can. Sample images are never mixed with paid ones."""
    if settings.PROVIDER != "sandbox":
        return "Only a studio with the sandbox is filled."
    if Generation.objects.exclude(provider="sandbox").exists():
        return "There are runs of a real provider here."
    return ""


def run(images: int, teams: int, *, paint: Painter) -> None:
    """Adds images in teams, then updates the database's statistics."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        _create_people(cursor, teams)
        _insert_prompts(cursor, min(images, _MAX_PROMPTS))
        _insert_sample_images(cursor, paint)
        # Creating an index after all rows are inserted costs a tenth.
        indexes = Image._meta.indexes
        with connection.schema_editor() as editor:
            for index in indexes:
                editor.remove_index(Image, index)
        _insert_rows(cursor, images, teams)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with connection.schema_editor() as editor:
            for index in indexes:
                editor.add_index(Image, index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _insert_rows(cursor: CursorWrapper, images: int, teams: int) -> None:
    cursor.execute(
        sql.RUNS,
        {"images": images, "teams": teams, "members": MEMBERS, "ratios": len(DEFAULT_MODEL.presets), "tags": len(_TAGS),
         "zone": settings.TIME_ZONE, "prompts": min(images, _MAX_PROMPTS)},
    )  # fmt: skip
    cursor.execute(
        sql.IMAGES, {"images": images, "pictures": IMAGES_PER_RATIO, "members": MEMBERS, "tags": len(_TAGS)}
    )
    price = current_price("sandbox", DEFAULT_MODEL.name)
    cursor.execute(sql.LEDGER, {"model": DEFAULT_MODEL.name, "price": price, "currency": settings.CURRENCY})
    for statement in (
        sql.SLOTS,
        sql.TAGGED,
        sql.FAVOURITES,
        sql.RATINGS,
        sql.PERIODS,
        *sql.SEQUENCES,
    ):
        cursor.execute(statement)


def _create_people(cursor: CursorWrapper, teams: int) -> None:
    """Creates teams and their people, who have no password: an administrator sees every team."""
    names = [f"seed-{number:03}" for number in range(teams)]
    Team.objects.bulk_create(
        [Team(name=f"Team {number + 1}", slug=name) for number, name in enumerate(names)],
        ignore_conflicts=True,
    )
    teams_by_slug = {team.slug: team for team in Team.objects.filter(slug__in=names)}
    unusable_password = make_password(None)
    emails = [f"{name}-{number:02}@studio.example" for name in names for number in range(MEMBERS)]
    User.objects.bulk_create(
        [User(email=email, name=_name(email), password=unusable_password) for email in emails],
        ignore_conflicts=True,
    )
    people = {user.email: user for user in User.objects.filter(email__in=emails)}
    members = [
        Membership(team=teams_by_slug[email[:8]], user=people[email], role=_role(number))
        for number, email in enumerate(emails)
    ]
    Membership.objects.bulk_create(members, ignore_conflicts=True)
    Tag.objects.bulk_create(
        [Tag(team=team, name=name, key=name) for team in teams_by_slug.values() for name in _TAGS],
        ignore_conflicts=True,
    )
    cursor.execute(sql.TABLES)
    cursor.executemany(
        "INSERT INTO seed_people VALUES (%s, %s, %s, %s)",
        [
            (number // MEMBERS, number % MEMBERS, people[email].pk, teams_by_slug[email[:8]].pk)
            for number, email in enumerate(emails)
        ],
    )
    tags = Tag.objects.filter(team__in=teams_by_slug.values()).values_list("team_id", "name", "pk")
    cursor.executemany(
        "INSERT INTO seed_tags VALUES (%s, %s, %s, %s)",
        [(team, _TAGS.index(name), pk, of_tag(pk)) for team, name, pk in tags if name in _TAGS],
    )


def _name(email: str) -> str:
    surnames, names = (
        "王李张刘陈杨黄赵吴周",
        ("Alex", "Mei", "Jo", "Lan", "Sam", "Yue", "Kim", "Hao", "Ana", "Wei"),
    )
    number = int(email[5:8]) * MEMBERS + int(email[9:11])
    return f"{names[number % 10]} {surnames[number // 10 % 10]}"


def _role(number: int) -> Role:
    return Role.LEAD if number % MEMBERS == 0 else Role.DESIGNER


def _insert_prompts(cursor: CursorWrapper, count: int) -> None:
    with cursor.copy("COPY seed_prompts FROM STDIN") as copy:
        for number, prompt in enumerate(prompts(count)):
            copy.write_row((number, prompt, vector(prompt)))


def _insert_sample_images(cursor: CursorWrapper, paint: Painter) -> None:
    cursor.executemany(
        "INSERT INTO seed_pictures VALUES (%s, %s, %s, %s, %s, %s)", list(sample_images(paint))
    )
    cursor.executemany(
        "INSERT INTO seed_sizes VALUES (%s, %s, %s, %s)",
        [
            (number, is_4k, size.width, size.height)
            for number, preset in enumerate(DEFAULT_MODEL.presets)
            for is_4k, size in ((False, preset.sizes["2K"]), (True, preset.sizes["4K"]))
        ],
    )
