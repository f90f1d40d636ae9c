"""Static files under hashed, compressed names, which WhiteNoise lets browsers keep for ever."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise with answers in one piece: its open files would be read by Django all the same, with a warning.

    Our files are small and kept by browsers for ever; where they are many, the proxy in front serves them.
    """

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file as file:
                content = file.read()
        response = HttpResponse(content, status=int(found.status))
        del response.headers["Content-Type"]
        for name, value in found.headers:
            response.headers[name] = value
        return response


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites `import` in our ES modules to hashed names, so that they may import each other."""

    support_js_module_import_aggregation = True
    keep_only_hashed_files = True

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Skip what an earlier run has compressed: a hashed name never changes its content."""
        yield from super().compress_files([path for path in paths if not self.exists(f"{path}.gz")])
