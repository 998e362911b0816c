"""Every setting there is. Facts about this machine come from the environment, through three helpers that fail loudly."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

BASE_DIR = Path(__file__).resolve().parent.parent


def env_word(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_flag(name: str, default: bool = False) -> bool:
    word = env_word(name, "1" if default else "0").lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} should be 1 or 0, not {word!r}.")


def env_list(name: str, default: str = "") -> list[str]:
    return [word for word in (part.strip() for part in env_word(name, default).split(",")) if word]


# --- The storeys, from the ground up. Apps, urls, sockets, the clock's tasks and the front page are built from this list;
# --- cutting it short anywhere leaves a house that stands (tests/test_house.py cuts it everywhere).
STOREYS = env_list("STOREYS", "members,rotation,rooms,conscience,groups,feeds,circles")

# --- Where things are kept
DATA_DIR = Path(env_word("DATA_DIR", str(BASE_DIR / "var")))
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def _secret_key() -> str:
    """From the environment, or made once for this machine and kept readable by its owner only."""
    if word := env_word("SECRET_KEY"):
        return word
    path = DATA_DIR / "secret_key"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = env_flag("DEBUG")
HTTPS = env_flag("HTTPS")
REDIS_URL = env_word("REDIS_URL")
DATABASE_URL = env_word("DATABASE_URL")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

# --- The operator's own words. QUIET_NAME is what a browser tab, a history list and a mail sender show: it should say nothing.
SITE_NAME = env_word("SITE_NAME", "Fellowship")
QUIET_NAME = env_word("QUIET_NAME", "Rooms")
PUBLIC_ADDRESS = env_word("PUBLIC_ADDRESS").rstrip(
    "/"
)  # https://… as people reach it; letters of notes need it for their links
SOURCE_URL = env_word(
    "SOURCE_URL"
)  # whoever runs a changed version for others offers its source here (AGPL, section 13)
# What opens a secret ballot, one file a question, gone as it closes. Never in the database; better not in a backup.
BALLOT_KEYS = Path(env_word("BALLOT_KEYS", str(DATA_DIR / "ballot_keys")))
HELP_LINES = Path(env_word("HELP_LINES", str(DATA_DIR / "help_lines.toml")))
LEAVE_TO = env_word("LEAVE_TO", "/page/")  # where "Leave quickly" goes: a neutral page of ours unless another is named

# --- Apps
INSTALLED_APPS = [
    "fellowship",
    *STOREYS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
]
MIDDLEWARE = [
    # What every answer carries stands outermost, so that a refusal by any of the others carries it too.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "members.middleware.strict_headers",
    "members.middleware.nobody_asked",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.viewers_zone",
    "members.middleware.week_of_use",
    "members.middleware.quiet_headers",
    "members.middleware.members_pace",
]
ROOT_URLCONF = "fellowship.urls"
ASGI_APPLICATION = "fellowship.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "members.context.words",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
# The form renderer reads the project's own templates too, so that every field looks alike.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# --- Database. The embedded default is SQLite: WAL so that readers never wait, IMMEDIATE so that writers queue up instead of
# --- failing, secure_delete so that an erased row is overwritten with zeros.
if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "fellowship.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=10000;"
                    "PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;"
                ),
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Memory that forgets: Redis with persistence off, or this process
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "cache",
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # redis-py 8 cuts idle sockets after 5 s and caps its pool at 100 unless told otherwise.
            # One try more at once: after a restart of Redis each kept connection is found dead when it is next used.
            "CONFIG": {
                "hosts": [
                    {
                        "address": REDIS_URL,
                        "socket_timeout": None,
                        "max_connections": 1000,
                        "retry": Retry(NoBackoff(), 1),
                    }
                ]
            },
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "rooms.layers.LocalLayer"}}

# --- The clock: beat calls tasks, tasks call rules, nobody enqueues. The schedule is gathered in fellowship/celery.py.
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS = {} if REDIS_URL else {"polling_interval": 0.05}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- People and the way back in
AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "members.adapter.QuietAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_USERNAME_MIN_LENGTH = 1
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Sized for forty people behind one address; wrong passwords are counted for each name and caller together.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "signup": "40/m/ip", "login_failed": "40/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(env_word("TRUSTED_PROXIES", "0"))
DEFAULT_FROM_EMAIL = env_word("DEFAULT_FROM_EMAIL", "rooms@localhost")
EMAIL_HOST = env_word("EMAIL_HOST")  # without one, letters are printed where the server runs
EMAIL_PORT = int(env_word("EMAIL_PORT", "25"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env_word("EMAIL_HOST_USER"), env_word("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_flag("EMAIL_USE_TLS")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"

SESSION_ENGINE = "members.sessions"
# Over TLS a cookie that opens something is one that only this very host can have set (browsers see to it by the prefix).
HOST_ONLY = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST_ONLY}sessionid", f"{HOST_ONLY}csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = True, "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # it ends with the browser, as on a shared device everything should
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "members.views.refused.form_too_old"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- What a browser may do here
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
# For how long a browser that came by TLS comes by nothing else. The other two bind names that may not be ours to bind.
SECURE_HSTS_SECONDS = int(env_word("HSTS_SECONDS", str(365 * 24 * 3600) if HTTPS else "0"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = env_flag("HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = env_flag("HSTS_PRELOAD")
X_FRAME_OPTIONS = "DENY"  # but for the frames of our own pages: members.quiet.framed_by_us
if behind_proxy := env_word("TLS_HEADER"):  # e.g. X-Forwarded-Proto, when a proxy of the operator's speaks TLS for us
    SECURE_PROXY_SSL_HEADER = ("HTTP_" + behind_proxy.upper().replace("-", "_"), "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "media-src": [SELF, "blob:"],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        # A form that is answered by going elsewhere counts as sent there: "Leave quickly" may.
        "form-action": [
            SELF,
            *([f"{urlsplit(LEAVE_TO).scheme}://{urlsplit(LEAVE_TO).netloc}"] if "//" in LEAVE_TO else []),
        ],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024  # no form here is longer than a share
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
BODY_AT_MOST = 9 * 1024 * 1024  # bytes of a whole request: a picture of eight, and the form around it

# --- Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Español"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- When the house says that a look together may be due. It opens nothing by itself.
MANY_BENEATH = int(env_word("MANY_BENEATH", "20"))  # bodies with their place in one
UNSERVED_DAYS = int(env_word("UNSERVED_DAYS", "90"))  # with nobody serving in it

# --- Static files: served beside Django by the same process (fellowship/asgi.py)
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]

# --- Logs carry ids, never names, addresses or words. Access logs are off (an address and a path on one line is a register).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"kind_of_page": {"()": "fellowship.logs.KindOfPage"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["out"], "level": env_word("LOG_LEVEL", "WARNING")},
    "loggers": {
        # Django names the path of every 404 and refused form, and a path can name a circle.
        "django.request": {"level": "ERROR", "filters": ["kind_of_page"]},
        "django.security": {"level": "CRITICAL"},
        # While Redis is away it would print a stack trace a second; the hub says in a line what that means.
        "channels_redis": {"level": "CRITICAL"},
        "fido2": {"level": "WARNING"},  # it would note each passkey used, at its second
        "uvicorn.access": {"level": "CRITICAL"},
        "uvicorn.error": {"level": "WARNING"},
    },
}
