"""All settings, from the environment. Nonsense stops the start with one clear line."""

import os
from pathlib import Path

from config.audited import AUDITED
from config.broker import broker_options
from config.env import Environment
from config.identity_provider import identity_provider
from config.logs import STYLES, TEXT, logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(Path(os.environ.get("BAKEOFF_ENV_FILE", "").strip() or BASE_DIR / ".env"))

# --- Where data lives -----------------------------------------------------------------------
DATA_DIR = env.path("BAKEOFF_DATA_DIR", default=BASE_DIR / "var")
_sqlite = f"sqlite:///{DATA_DIR}/bakeoff.sqlite3"
LEASE_SECONDS = env.number("BAKEOFF_LEASE_SECONDS", default=30)
DATABASES = {"default": env.database("DATABASE_URL", default=_sqlite, patience=LEASE_SECONDS / 2)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Security -------------------------------------------------------------------------------
DEBUG = env.boolean("DEBUG", default=False)
SECRET_KEY = env.secret_key("SECRET_KEY", directory=DATA_DIR)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.boolean("BAKEOFF_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
AUTH_USER_MODEL = "organizations.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- Signing in -----------------------------------------------------------------------------
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
REQUIRE_MFA = env.boolean("BAKEOFF_REQUIRE_MFA", default=False)
OIDC_CREATE_USERS = env.boolean("BAKEOFF_OIDC_CREATE_USERS", default=False)
SOCIALACCOUNT_PROVIDERS = identity_provider(env)
SOCIALACCOUNT_ADAPTER = "organizations.sign_in.oidc.SingleSignOnAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = int(HTTPS)  # whose word on a visitor's address is taken
ACCOUNT_ADAPTER = "organizations.sign_in.accounts.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "30/10m/ip,5/10m/key", "change_password": "5/10m/user"}
MFA_ADAPTER = "organizations.sign_in.second_factor.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Bakeoff"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]

# --- Applications ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "config.admin_config.GovernedAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "auditlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "organizations",
    "organizations.audit",
    "providers",
    "experiments",
    "evaluation",
    "evaluation.internal",
    "leaderboards",
    "config",
]
MIDDLEWARE = [
    "config.health.HealthMiddleware",
    "config.request_ids.RequestIdMiddleware",
    "config.observed.ObservingMiddleware",
    "config.api_limits.RateLimitMiddleware",
    "config.api_caching.PrivateAnswersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "organizations.sign_in.second_factor.SecondFactorMiddleware",
    "config.audit.AuditMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
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

# --- Who changed what -------------------------------------------------------------------------
AUDITLOG_LOGENTRY_MODEL = "organizations_audit.AuditEntry"
AUDITLOG_INCLUDE_TRACKING_MODELS = AUDITED
# Their own tables would stand empty beside ours, and in the way of emptying the database.
MIGRATION_MODULES = {"auditlog": None, "knox": None}
AUDITLOG_STORE_JSON_CHANGES = AUDITLOG_USE_FK_STRING_REPRESENTATION = True

# --- The run, stage by stage: the table of contents of the system ------------------------------
RUN_STAGES = [
    "experiments.stages.attempts.AttemptStage",
    "experiments.stages.validation.ValidationStage",
    "evaluation.evaluate.EvaluationStage",
]
RUN_PUBLISHER = "leaderboards.ending.publish"
SLICE_SECONDS = env.number("BAKEOFF_SLICE_SECONDS", default=30)
STOP_GRACE_SECONDS = env.number("BAKEOFF_STOP_GRACE_SECONDS", default=150)
RECONCILE_SECONDS = env.number("BAKEOFF_RECONCILE_SECONDS", default=10)
DEADLINE_GRACE_SECONDS = env.number("BAKEOFF_DEADLINE_GRACE_SECONDS", default=900)
DRAIN_SLOTS = env.integer("BAKEOFF_DRAIN_SLOTS", default=64)
ATTEMPT_RUNS = env.integer("BAKEOFF_ATTEMPT_RUNS", default=16)
VALIDATION_SLOTS = env.integer("BAKEOFF_VALIDATION_SLOTS", default=2)
VALIDATION_RUNS = env.integer("BAKEOFF_VALIDATION_RUNS", default=2)
EGRESS_ALLOWED_CIDRS = env.networks("BAKEOFF_EGRESS_ALLOWED_CIDRS")
CREDENTIAL_DIR = env.directory("BAKEOFF_CREDENTIAL_DIR")

# --- Celery: carries hints, never work --------------------------------------------------------
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", default="memory://localhost/")
EMBEDDED_WORKER = CELERY_BROKER_URL.startswith("memory://")
CELERY_BROKER_TRANSPORT_OPTIONS = broker_options(CELERY_BROKER_URL)
CELERY_WORKER_POOL = "threads"  # the drains are stopped in one process
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "control"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
_reconcile = {"task": "experiments.reconcile", "schedule": RECONCILE_SECONDS}
_not_made_up_for = {"expires": max(60, RECONCILE_SECONDS)}  # clocks differ
CELERY_BEAT_SCHEDULE = {"reconcile": _reconcile | {"options": _not_made_up_for}}
REDIS_URL = env.text("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- API --------------------------------------------------------------------------------------
API_REQUESTS_PER_MINUTE = env.integer("BAKEOFF_API_REQUESTS_PER_MINUTE", default=600)
KNOX_TOKEN_MODEL = "organizations.ApiToken"  # noqa: S105 - the name of a model
REST_KNOX = {"TOKEN_PREFIX": "bko_"}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.api_auth.TokenAuthentication",
        "config.api_auth.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_THROTTLE_CLASSES": ["config.api_limits.RequestThrottle"],
    "DEFAULT_PARSER_CLASSES": ["config.api_parsers.JSONParser"],
    "DEFAULT_METADATA_CLASS": "config.api_metadata.AllowedMethods",
    "DEFAULT_PAGINATION_CLASS": "config.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "config.api_schema.AutoSchema",
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "DEFAULT_VERSION": "v1",
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "config.api_errors.ExceptionHandler",
    "EXCEPTION_FORMATTER_CLASS": "config.api_errors.ProblemFormatter",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Bakeoff API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ProviderKindEnum": "providers.kinds.ProviderKind",
        "CallOutcomeEnum": "experiments.states.CallOutcome",
        "RunStateEnum": "experiments.states.RunState",
        "WorkStateEnum": "experiments.states.WorkState",
        "ValidationStatusEnum": "experiments.states.ValidationStatus",
    },
}

# --- Pages ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "staticfiles"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

# --- What can be seen from outside ------------------------------------------------------------
LOGGING = logging_config(
    style=env.choice("BAKEOFF_LOG_FORMAT", STYLES, default=TEXT),
    level=env.text("BAKEOFF_LOG_LEVEL", default="WARNING"),
)
METRICS_TOKEN = env.bearer("BAKEOFF_METRICS_TOKEN")
METRICS_PORT = env.port("BAKEOFF_METRICS_PORT")
METRICS_HOST = env.text("BAKEOFF_METRICS_HOST", default="127.0.0.1")
# OpenTelemetry's own variables say where to and how much.
TRACES = env.boolean("BAKEOFF_TRACES", default=bool(os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")))
