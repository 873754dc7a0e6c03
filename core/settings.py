"""All settings in one file, safe for production by default; there is no DEBUG mode.

Local mode (the default) makes its secrets in the data folder. Production mode is an explicit switch,
`PARTHELAND_MODE=production`, and stops the start with the name of each missing setting.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from core import jwt_keys, logs
from core.administration.appearance import UNFOLD  # noqa: F401 - the name under which the library reads it
from core.database import databases
from core.env import Required, environment, local_secret, networks
from core.inbox.account import account
from core.openapi_settings import SPECTACULAR_SETTINGS  # noqa: F401 - the name under which the library reads it

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = environment.choice("PARTHELAND_MODE", "local", "production")
PRODUCTION = MODE == "production"
required = Required(production=PRODUCTION)

DATA_DIR = Path(environment.str("PARTHELAND_DATA", default=str(BASE_DIR / ".data"))).absolute()
SECRETS_DIR = DATA_DIR / "secrets"
PORT = environment.int("PORT", default=8000)
# This machine only; a container, where the proxy is another machine, sets 0.0.0.0.
LISTEN_HOST = environment.str("LISTEN_HOST", default="127.0.0.1")
WEB_WORKERS = environment.number("WEB_WORKERS", default=max(2, min(os.cpu_count() or 2, 16)))
WEB_THREADS = environment.number("WEB_THREADS", default=2)

# Secrets ----------------------------------------------------------------------------------------
SECRET_KEY = required.text("SECRET_KEY", local=lambda: local_secret(SECRETS_DIR, "secret_key"))
# Earlier ones: what they signed or encrypted (sessions, known devices, second factors) stays readable.
SECRET_KEY_FALLBACKS = environment.list("SECRET_KEY_FALLBACKS", default=[])
JWT_PRIVATE_KEY = required.text(
    "JWT_PRIVATE_KEY", local=lambda: local_secret(SECRETS_DIR, "jwt_private_key.pem", jwt_keys.generate)
)
# Public or private keys that signed earlier; what they signed stays valid until it expires.
JWT_FORMER_KEYS = environment.str("JWT_FORMER_KEYS", default="")
# By it push services know us. Devices are bound to it: another key is another sender, whom they refuse.
VAPID_PRIVATE_KEY = environment.str("VAPID_PRIVATE_KEY", default="") or (
    "" if PRODUCTION else local_secret(SECRETS_DIR, "vapid_private_key.pem", jwt_keys.generate)
)

# Addresses --------------------------------------------------------------------------------------
PUBLIC_URL = required.text("PUBLIC_URL", local=f"http://localhost:{PORT}").rstrip("/")
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or "localhost"
ALLOWED_HOSTS = environment.list("ALLOWED_HOSTS", default=[PUBLIC_HOST] if PRODUCTION else ["*"])
# Networks of the reverse proxies whose X-Forwarded-For is believed: "10.0.0.0/8, fd00::/8", or "none".
TRUSTED_PROXIES = networks("TRUSTED_PROXIES", required.text("TRUSTED_PROXIES", local="none"))

# Applications -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "procrastinate.contrib.django",
    "core.changes",
    "core.mail",
    "core.audit",
    "core.municipalities",
    "core.accounts",
    "core.legal",
    "core.consents",
    "core.privacy",
    "core.limits",
    "core.notifications",
    "core.push",
    "core.uploads",
    "core.idempotency",
    "core",
    "events",
    "ideas",
    "news",
    "api",
    "pages",
    "unfold.apps.BasicAppConfig",  # its default one replaces our site
    "core.administration.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
]

MIDDLEWARE = [
    "core.middleware.AccessLog",
    "core.middleware.SecurityHeaders",
    "core.middleware.PublicCors",
    "api.throttling.RateLimitHeaders",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "api.middleware.ApiAnswers",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.deadlocks.OnceMore",  # the last one: it carries out the view
]

ROOT_URLCONF = "core.urls"
WSGI_APPLICATION = "core.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Database and jobs ------------------------------------------------------------------------------
DATABASES = databases(DATA_DIR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"
# Only the worker loads them, by this list: what they do would be a burden to each web process.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = [
    "core.tasks",
    "core.changes.tasks",
    "core.idempotency.tasks",
    "core.limits.tasks",
    "core.mail.tasks",
    "core.notifications.tasks",
    "core.push.tasks",
    "core.uploads.tasks",
    "events.tasks",
    "ideas.tasks",
    "news.tasks",
]
PROCRASTINATE_WORKER_DEFAULTS = {"concurrency": 2, "update_heartbeat_interval": 5, "stalled_worker_timeout": 20}

# Monitoring -------------------------------------------------------------------------------------
# Who sends it as bearer token may read /metrics; without it there is no such page.
METRICS_TOKEN = environment.str("METRICS_TOKEN", default="")
# The folder in which the web processes share their counters (core.serving.counters); the library reads it itself.
PROMETHEUS_MULTIPROC_DIR = environment.str("PROMETHEUS_MULTIPROC_DIR", default="")

# The region -------------------------------------------------------------------------------------
REGION_DIR = Path(environment.str("PARTHELAND_REGION", default=str(BASE_DIR / "regions" / "partheland")))

# Taking part ------------------------------------------------------------------------------------
# So many reports hide an idea or a comment until a clerk has looked at it; 0: they never do.
REPORTS_TO_HIDE = environment.number("REPORTS_TO_HIDE", default=5, least=0)

# Uploads ----------------------------------------------------------------------------------------
MEDIA = Path(required.text("MEDIA", local=str(DATA_DIR / "media"))).absolute()

# Mail -------------------------------------------------------------------------------------------
MAIL_DIR = DATA_DIR / "mail"
EMAIL_URL = required.text("EMAIL_URL", local="")
if EMAIL_URL:
    _email = environment.mail_server("EMAIL_URL")
    EMAIL_BACKEND = "core.mail.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"] or "", _email["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS, EMAIL_USE_SSL = _email.get("EMAIL_USE_TLS", False), _email.get("EMAIL_USE_SSL", False)
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "core.mail.files.EmailBackend"
DEFAULT_FROM_EMAIL = required.text("DEFAULT_FROM_EMAIL", local=f"partheland@{PUBLIC_HOST}")

# The mailbox that citizens write to; off without it ------------------------------------------------
IMAP_URL = environment.str("IMAP_URL", default="")
MAILBOX = account(IMAP_URL) if IMAP_URL else None
# Under which address it is known; answers to our letters about mails go there.
_known_as = MAILBOX.user if MAILBOX and "@" in MAILBOX.user else DEFAULT_FROM_EMAIL
MAILBOX_ADDRESS = environment.str("MAILBOX_ADDRESS", default=_known_as) if MAILBOX else ""

# Push messages ----------------------------------------------------------------------------------
# A push service on this machine, for developers and tests; in production messages go to public addresses only.
PUSH_TO_LOOPBACK = not PRODUCTION

# The newsletter -----------------------------------------------------------------------------------
# When its regular issues go out, in the region's time zone.
NEWSLETTER_WEEKLY = environment.str("NEWSLETTER_WEEKLY", default="thu 07:00")
NEWSLETTER_DAILY = environment.str("NEWSLETTER_DAILY", default="07:00")
# How many of its mails a receiving domain gets per minute; 0 for as many as there are.
NEWSLETTER_PER_DOMAIN = environment.number("NEWSLETTER_PER_DOMAIN", default=120, least=0)

# Privacy ----------------------------------------------------------------------------------------
# Days other than those of core/privacy/retention.py: "registrations=60,audit=730".
RETENTION_DAYS = environment.dict("RETENTION_DAYS", cast={"value": int}, default={})

# Language and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "core" / "locale"]
FORMAT_MODULE_PATH = "core.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# Signing in -------------------------------------------------------------------------------------
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ["email", "display_name"]}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "core.accounts.common_passwords.CommonPasswordValidator"},
]  # fmt: skip

# Of who works in the administration; the demonstration lets its administrator in without.
SECOND_FACTOR_REQUIRED = PRODUCTION

# Browsers ---------------------------------------------------------------------------------------
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "pages.views.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 10
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "no-referrer"  # addresses may hold tokens; the administration sets its own
CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = [
    "accept", "accept-language", "authorization", "content-type", "idempotency-key", "if-match", "if-none-match",
]  # fmt: skip
CORS_EXPOSE_HEADERS = [
    "content-language", "deprecation", "etag", "idempotency-replayed", "link", "location", "ratelimit",
    "ratelimit-policy", "retry-after", "sunset", "www-authenticate",
]  # fmt: skip
CORS_PREFLIGHT_MAX_AGE = 86400

# Static files: found where they lie, so nothing has to be collected first -------------------------
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

# The API face -------------------------------------------------------------------------------------
MAXIMUM_JSON_BYTES = 1_000_000
MAXIMUM_UPLOAD_BYTES = 10_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = MAXIMUM_JSON_BYTES
# Only load tests and the tests of other things switch them off.
RATE_LIMITS = environment.choice("RATE_LIMITS", "on", "off") == "on"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.StrictJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.renderers.OneFormatPerRoute",
    "DEFAULT_PAGINATION_CLASS": "api.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "api.schema.OperationSchema",
    "EXCEPTION_HANDLER": "api.errors.problem_response",
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

LOGGING = logs.configuration(environment.choice("LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR"))

required.stop_if_missing()
