"""Static files under hashed, compressed names, which WhiteNoise lets browsers keep for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites `import` in our ES modules to hashed names, so that they may import each other."""

    support_js_module_import_aggregation = True
