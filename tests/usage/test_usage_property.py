"""Whatever happens to runs and images, and whenever it is rolled up, usage equals a plain count."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from studio.gallery.models import Collection, CollectionImage, Favourite
from studio.generations.execution import transitions
from studio.generations.models import Generation, Image, Outcome
from studio.generations.runs.outcome_decisions import decide
from studio.provider.stream.events import Completed, ImageFailed, ImageSucceeded
from studio.usage.rollup import roll_up, today
from tests.fixtures import create_run
from tests.usage.factories import finished_on
from tests.usage.plain_count import current_usage, plain_count

pytestmark = pytest.mark.django_db


class Simulation:
    """A user with a team, and the possible steps. Each takes a number that selects the run, the variant and the day."""

    def __init__(self, alice: Any, team: Any) -> None:
        self.alice, self.team = alice, team
        self.collection = Collection.objects.create(owner=alice, name="Vases")

    def submit(self, number: int) -> None:
        run = create_run(self.alice, team=self.team if number % 2 else None, max_images=1 + number % 3)
        transitions.claim(run.pk)

    def finish(self, number: int) -> None:
        finished_on(today() - timedelta(days=number % 4), self.alice, 1 + number % 3)

    def image(self, number: int) -> None:
        made = ImageSucceeded(index=number % 4, url=f"https://x/{number}", size=None)
        transitions.image_made(self._run(number), made)

    def failed_image(self, number: int) -> None:
        code = ("Sensitive", "ServerError")[number % 2]
        transitions.image_failed(self._run(number), ImageFailed(index=number % 4, code=code, message=""))

    def report(self, number: int) -> None:
        done = Completed(images=number % 4, output_tokens=number, total_tokens=number)
        transitions.usage(self._run(number), done)

    def end(self, number: int) -> None:
        transitions.ended(self._run(number), completed=bool(number % 2))

    def mark_unknown(self, number: int) -> None:
        transitions.unknown(self._run(number), code="worker_lost", message="")

    def decide(self, number: int) -> None:
        unknown = Generation.objects.filter(state="unknown").order_by("pk")
        for run in unknown[:1]:
            decide(run, Outcome.BILLED if number % 2 else Outcome.NOT_BILLED, by=self.alice, note="As billed")

    def favourite(self, number: int) -> None:
        Favourite.objects.get_or_create(user=self.alice, image=self._image(number))

    def unfavourite(self, number: int) -> None:
        Favourite.objects.filter(image=self._image(number)).delete()

    def collect(self, number: int) -> None:
        fields = {"collection": self.collection, "image": self._image(number)}
        CollectionImage.objects.get_or_create(**fields, defaults={"position": number})

    def delete_collection(self, number: int) -> None:
        self.collection.delete()
        self.collection = Collection.objects.create(owner=self.alice, name="Vases")

    def review(self, number: int) -> None:
        Image.objects.filter(pk=self._image(number).pk).update(review=("", "draft", "approved")[number % 3])

    def download(self, number: int) -> None:
        Image.objects.filter(pk=self._image(number).pk).mark_downloaded()

    def move_to_another_day(self, number: int) -> None:
        day = today() - timedelta(days=number % 4)
        Generation.objects.filter(pk=self._run(number)).update(day=day)

    def roll_up(self, number: int) -> None:
        roll_up()

    def _run(self, number: int) -> int:
        return self._any(Generation, number).pk

    def _image(self, number: int) -> Image:
        return self._any(Image, number)

    @staticmethod
    def _any(model: Any, number: int) -> Any:
        rows = model.objects.order_by("pk")
        return rows[number % len(rows)]


STEPS = [name for name in vars(Simulation) if not name.startswith("_")]
STEP = st.tuples(st.sampled_from([*STEPS, "roll_up", "roll_up", "image"]), st.integers(0, 40))


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEP, min_size=6, max_size=20))
def test_usage_equals_a_plain_count_after_every_step(alice, team, steps):
    with transaction.atomic():
        simulation = Simulation(alice, team)
        for name, number in [("submit", 0), ("finish", 1), ("submit", 1), *steps]:
            getattr(simulation, name)(number)
            assert current_usage() == plain_count()
        transaction.set_rollback(True)
