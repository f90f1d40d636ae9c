"""All settings of the studio, read once from the environment; a wrong value stops the start with a sentence.

The names that operators use are listed in docs/operators.md.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel.numbers import list_currencies
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from environs import Env, validate

from studio.infra.deploy import data_dir
from studio.infra.mail import SMTP, mailer
from studio.provider.providers import KINDS
from studio.sandbox.latency import parse_delay

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("STUDIO_DATA", "data")).expanduser().resolve()

# ── Core ─────────────────────────────────────────────────────────────────────────────────────────────
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or data_dir.secret_key(DATA_DIR)
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "There is no SECRET_KEY. Set one in the environment, or run `manage.py up` once: "
        f"it keeps a generated key in the data folder ({DATA_DIR})."
    )
PORT = env.int("PORT", 8000)
PUBLIC_URL = env.str("STUDIO_PUBLIC_URL", f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", urlsplit(PUBLIC_URL).hostname or "localhost"]
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "studio.accounts.apps.StudioAdminConfig",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "studio.infra",
    "studio.audit",
    "studio.accounts",
    "studio.policies",
    "studio.budgets",
    "studio.generations",
    "studio.gallery",
    "studio.review",
    "studio.webhooks",
    "studio.usage",
    "studio.administration",
    "studio.api",
]

MIDDLEWARE = [
    "studio.audit.middleware.RequestIdMiddleware",
    "studio.api.middleware.JsonErrorMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "studio.infra.middleware.compression.PageCompressionMiddleware",
    "studio.infra.middleware.static.StaticMiddleware",
    "studio.infra.middleware.cache_control.CacheControlMiddleware",
    "studio.infra.middleware.database_busy.BusyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "studio.infra.middleware.null_characters.NullCharacterMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "studio.accounts.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "studio.infra.middleware.storage_unavailable.StorageErrorMiddleware",
]

ROOT_URLCONF = "studio.urls"
ASGI_APPLICATION = "studio.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "studio.generations.context_processors.frame",
                "studio.review.context_processors.review_frame",
            ],
            "builtins": ["studio.generations.templatetags.studio"],
        },
    }
]

# ── Database: PostgreSQL everywhere; the embedded one unless DATABASE_URL says otherwise ────────────────
DATABASE_URL = env.str("DATABASE_URL", "") or data_dir.database_url(DATA_DIR)
_database: dict[str, Any] = dict(env.dj_db_url("DATABASE_URL", DATABASE_URL or "postgresql:///studio"))
_pool = {"min_size": 0, "max_size": env.int("STUDIO_DB_POOL", 16), "timeout": 10}
# Waiting for a row lock times out, and a process suspended in a transaction does not hold its locks for ever.
_timeouts = "-c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
_options: dict[str, Any] = dict(_database.get("OPTIONS", {}))
_options["options"] = f"{_timeouts} {_options.get('options', '')}".strip()
DATABASES = {
    "default": {
        **_database,
        # A pool, not CONN_MAX_AGE: kept connections leak under ASGI, one per thread.
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # a restarted server must not leave dead connections in the pool
        "OPTIONS": {**_options, "pool": _pool},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # It counts wrong passwords; with the default of 300, many made-up addresses would evict a count.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# ── People ───────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["studio.accounts.auth.hashers.StudioArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "studio"
ACCOUNT_ADAPTER = "studio.accounts.auth.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None  # asked at sign-in
ACCOUNT_RATE_LIMITS = {
    "invite": "60/h/user",
    # Beyond this, failed sign-ins get the usual responses, but are no longer recorded.
    "record_failed_sign_in": "20/h/ip,200/h/key",
}
USERSESSIONS_ADAPTER = "studio.accounts.auth.session_adapter.SessionAdapter"
# Django's generator already includes the address; allauth's would add a second list of addresses that allow sign-in.
_tokens = "django.contrib.auth.tokens"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = f"{_tokens}.PasswordResetTokenGenerator"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PUBLIC_URL.startswith("https://") else "http"
USERSESSIONS_TRACK_ACTIVITY = False
ADMIN_EMAIL = env.str("STUDIO_ADMIN_EMAIL", "")
ADMIN_PASSWORD = env.str("STUDIO_ADMIN_PASSWORD", "")

# ── Mail ─────────────────────────────────────────────────────────────────────────────────────────────
# Without a mail server emails are written nowhere: a log must not contain links that grant access.
_email = env.dj_email_url("EMAIL_URL", "dummy://")
try:
    MAILERS = {"default": mailer(_email)}
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from error
HAS_MAIL = MAILERS["default"]["BACKEND"] == SMTP
DEFAULT_FROM_EMAIL = _email.get("DEFAULT_FROM_EMAIL", "Seedream Studio <studio@localhost>")

# ── Security ─────────────────────────────────────────────────────────────────────────────────────────
_https = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
LANGUAGE_COOKIE_SAMESITE = "Lax"
# Browsers accept this prefix only from this host, so that no sibling domain can set the cookie.
_host = "__Host-" if _https else ""
SESSION_COOKIE_NAME = f"{_host}sessionid"
CSRF_COOKIE_NAME = f"{_host}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_host}django_language"
SESSION_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
# The studio cannot know whether other hosts of the domain support only HTTPS.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "style-src-attr": [CSP.UNSAFE_INLINE],  # tiles have their ratio as a custom property
    "img-src": [CSP.SELF, "data:", "blob:"],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}

# ── Languages, time ──────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "studio" / "locale"]
FORMAT_MODULE_PATH = ["studio.locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = env.str("STUDIO_TIME_ZONE", "UTC")

# ── Files ────────────────────────────────────────────────────────────────────────────────────────────
STUDIO_STORAGE = env.str("STUDIO_STORAGE", "")
TRASH_DAYS = env.int("STUDIO_TRASH_DAYS", 30, validate=validate.Range(min=1, max=3650))
TEAM_STORAGE = env.int(
    "STUDIO_TEAM_STORAGE", 0, validate=validate.Range(min=0, max=10**6)
)  # gigabytes; 0 means no limit
MIN_FREE_SPACE = env.float(
    "STUDIO_MIN_FREE_SPACE", 1, validate=validate.Range(min=0, max=10**6)
)  # gigabytes; 0 means no limit
# References of one user that no run and no draft uses; 0 means no limit.
UNUSED_REFERENCES = env.int("STUDIO_UNUSED_REFERENCES", 200, validate=validate.Range(min=0, max=10**6))
UNUSED_REFERENCES_MB = env.int("STUDIO_UNUSED_REFERENCES_MB", 1024, validate=validate.Range(min=0, max=10**6))
STORAGES = {
    "default": data_dir.storage(STUDIO_STORAGE, DATA_DIR / "files"),
    "staticfiles": {"BACKEND": "studio.infra.middleware.static.ManifestStorage"},
}
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/htmx", BASE_DIR / "node_modules/htmx.org/dist"),
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 11_000  # a gallery form contains up to 10,000 image ids
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # larger uploads are spooled to disk

# ── Webhooks ─────────────────────────────────────────────────────────────────────────────────────────
# Allows receivers on this machine over plain http, for development and tests.
WEBHOOK_LOOPBACK = env.bool("STUDIO_WEBHOOK_LOOPBACK", False)

# ── The provider ─────────────────────────────────────────────────────────────────────────────────────
MODELVERSE_API_KEY = env.str("MODELVERSE_API_KEY", "")
PROVIDER = env.str(
    "STUDIO_PROVIDER", "modelverse" if MODELVERSE_API_KEY else "sandbox", validate=validate.OneOf(list(KINDS))
)
PROVIDER_KEY = {
    "sandbox": "sandbox",
    "modelverse": MODELVERSE_API_KEY,
    "ark": env.str("ARK_API_KEY", ""),
    "byteplus": env.str("BYTEPLUS_API_KEY", ""),
}[PROVIDER]
if not PROVIDER_KEY:
    raise ImproperlyConfigured(
        f"STUDIO_PROVIDER is {PROVIDER}, but its key is not set. See docs/operators.md."
    )
SANDBOX_PORT = env.int("STUDIO_SANDBOX_PORT", PORT + 1)
PROVIDER_URL = env.str("STUDIO_PROVIDER_URL", "") or (
    f"http://127.0.0.1:{SANDBOX_PORT}/v1" if PROVIDER == "sandbox" else KINDS[PROVIDER].base_url
)
# The producer in the AI label of a released copy: the company's name, or its code.
CONTENT_PRODUCER = env.str("STUDIO_CONTENT_PRODUCER", "") or "Seedream Studio"
RESULT_HOSTS: list[str] = env.list("STUDIO_RESULT_HOSTS", [])
PRICE = env.decimal("STUDIO_PRICE", Decimal("0.25"))
CURRENCY = env.str(
    "STUDIO_CURRENCY",
    "CNY",
    validate=validate.OneOf(
        list_currencies(), error="{input} is no currency: use a code such as CNY or USD."
    ),
)
CONCURRENCY = env.int("STUDIO_CONCURRENCY", 50, validate=validate.Range(min=1, max=500))
WORKER_HEARTBEAT = env.float("STUDIO_WORKER_HEARTBEAT", 5.0, validate=validate.Range(min=0.1, max=60))
# Seconds without a heartbeat after which a worker counts as not responding.
WORKER_STALLED = env.float("STUDIO_WORKER_STALLED", 20.0, validate=validate.Range(min=1, max=300))
# Seconds for a stopping worker to finish its last call and download the results, even of the largest group.
WORKER_DRAIN = 1200.0
try:
    SANDBOX_DELAY = parse_delay(env.str("STUDIO_SANDBOX_DELAY", "1.5"))
except ValueError as error:
    raise ImproperlyConfigured(f"STUDIO_SANDBOX_DELAY: {error}") from error

# ── Logs ─────────────────────────────────────────────────────────────────────────────────────────────
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        # At INFO httpx logs complete result links, which are bearer secrets for a day.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
    },
}
