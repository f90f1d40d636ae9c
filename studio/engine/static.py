"""Static files under hashed, compressed names, which WhiteNoise lets browsers keep for ever."""

from collections.abc import Iterable, Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites `import` in our ES modules to hashed names, so that they may import each other."""

    support_js_module_import_aggregation = True
    keep_only_hashed_files = True

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Skip what an earlier run has compressed: a hashed name never changes its content."""
        yield from super().compress_files([path for path in paths if not self.exists(f"{path}.gz")])
