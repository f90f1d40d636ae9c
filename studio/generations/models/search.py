"""The column that one index searches, and how it is asked."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, Lookup
from django.db.models.sql.compiler import SQLCompiler


class InPlace(Func):
    """An image's words with those of its owner and its team, by which one index finds the words of one gallery.

    PostgreSQL keeps it up itself: whoever shares an image or takes it back need not think of it.
    """

    arity = 3

    def as_sql(self, compiler: SQLCompiler, connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:  # type: ignore[override]
        words, owner, team = (compiler.compile(part)[0] for part in self.get_source_expressions())
        whose = f"ARRAY['o:' || {owner}::text, 't:' || {team}::text]"
        return f"{words} || array_to_tsvector(array_remove({whose}, NULL))", ()


@SearchVectorField.register_lookup
class Matches(Lookup):
    """`search__matches="'雨' <-> '夜'"`: the text of a `tsquery`, whose words are as `words.split` gives them."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, self.rhs]
