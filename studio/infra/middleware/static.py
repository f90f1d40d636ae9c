"""Static files with hashed names, compressed, which WhiteNoise lets browsers cache forever."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise with complete responses: Django would read its open files anyway, with a warning.

    Our files are small and cached by browsers forever; at high load a reverse proxy can serve them.
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
        """Skips files that are compressed already: the content behind a hashed name never changes."""
        yield from super().compress_files([path for path in paths if not self.exists(f"{path}.gz")])
