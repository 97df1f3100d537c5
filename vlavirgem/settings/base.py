"""Django's settings of the ready-to-run installation; what can differ between installations is in environment.py."""

from __future__ import annotations

import sys
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from csp.constants import NONCE, SELF
from django.utils.functional import lazy
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from vlavirgem.settings.environment import environment
from vlavirgem.settings.logs import logging_config

env = environment()
BASE = Path(__file__).resolve().parent.parent

ENVIRONMENT = env
SECRET_KEY = env.signing_key
DEBUG = env.debug
ALLOWED_HOSTS = [f".{env.base_domain}"]
SCHEME = env.scheme
BASE_DOMAIN = env.base_domain
ADDRESS_PORT = env.address_port
WSGI_APPLICATION = "vlavirgem.wsgi.application"
ROOT_URLCONF = "vlavirgem.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Floors, lowest first. Commons: tables in the shared schema, for what tenants do together.
SHARED_APPS = [
    "django_tenants",
    "vlavirgem_tenants.directory",
    "vlavirgem_tenants.wall",
    "vlavirgem_tenants.commons",
    "vlavirgem_sandbox.catalogue",
    "vlavirgem_sandbox.endpoints",
    "vlavirgem_sandbox.conformance",
    "vlavirgem_sandbox.pilots",
    "vlavirgem_sandbox.purchases",
    "vlavirgem_cms.shared",
    "vlavirgem_graphql.signatures",
    "vlavirgem_graphql.exchange",
    "vlavirgem_graphql.evidence",
    "vlavirgem_graphql.changes",
]
# Private: tables in each tenant's own schema.
TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "vlavirgem_tenants.people",
    "axes",
    "vlavirgem_sandbox.tryouts",
    "vlavirgem_sandbox.chains",
    "vlavirgem_cms.pages",
    "vlavirgem_graphql.datasets",
    "vlavirgem_graphql.gateway",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]
# No tables of their own.
PLAIN_APPS = [
    "vlavirgem.ui",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "drf_spectacular_sidecar",
    "graphene_django",
    "django_filters",
]


# Templates of an app earlier in the list win, and the house's own come before the packages'.
INSTALLED_APPS = list(
    dict.fromkeys(sorted([*PLAIN_APPS, *SHARED_APPS, *TENANT_APPS], key=lambda name: not name.startswith("vlavirgem")))
)
INSTALLED_APPS.append("vlavirgem.apps.InstallationConfig")  # the last to be ready: it calls the plugins

TENANT_MODEL = "directory.Tenant"
TENANT_DOMAIN_MODEL = "directory.Domain"
AUTH_USER_MODEL = "people.User"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
GATE_ADDRESS, OWNER_ADDRESS, ADMIN_ADDRESS, DATABASE_ROLES = env.gate, env.owner, env.admin, env.roles
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "vlavirgem_tenants.wall.postgresql",
        **env.gate.as_django(),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}

MIDDLEWARE = [
    "vlavirgem_tenants.requests.middleware.RequestLogMiddleware",
    "vlavirgem_sandbox.tryouts.serving.late_answers.LateAnswerMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vlavirgem_tenants.requests.middleware.TenantScopeMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "vlavirgem_tenants.requests.middleware.ActorMiddleware",
    "vlavirgem_graphql.exchange.kinds.made.middleware.KindsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vlavirgem.ui.toasts.ToastMiddleware",
    "vlavirgem_tenants.requests.middleware.RefusalMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vlavirgem_tenants.requests.context.town",
            ],
        },
    },
]
FORM_RENDERER = "vlavirgem.ui.forms.HouseFormRenderer"

LANGUAGE_CODE = env.language
LANGUAGES = [("nl", _("Dutch")), ("en", _("English")), ("fr", _("French"))]
ROOMS = ("vlavirgem", "vlavirgem_tenants", "vlavirgem_sandbox", "vlavirgem_cms", "vlavirgem_graphql")
LOCALE_PATHS = [
    f"{folder}/locale"
    for room in ROOMS
    if (spec := find_spec(room))
    for folder in spec.submodule_search_locations or ()
]
FORMAT_MODULE_PATH = "vlavirgem.ui.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_FOLDER = env.static or env.home / "static"
MEDIA_ROOT = env.home / "media"
MEDIA_URL = "/media/"
# The image is built with collectstatic (helm/Dockerfile); a checkout serves the files from where they are.
COLLECTED = (STATIC_FOLDER / "staticfiles.json").exists()
IS_COLLECTION = COLLECTED or "collectstatic" in sys.argv
STATIC_ROOT = STATIC_FOLDER if IS_COLLECTION else None  # WhiteNoise warns of a folder that is not there
STORAGES = {
    "default": {"BACKEND": "vlavirgem_cms.pages.files.TenantFiles"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_COLLECTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not COLLECTED
MULTITENANT_RELATIVE_MEDIA_ROOT = "%s"

# One process's memory; every key carries the schema, on every cache (renditions would leak otherwise).
CACHES = {
    name: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": name,
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
    }
    for name in ("default", "renditions")
}

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"vlavirgem_tenants.people.password_rules.{name}"}
    for name in ("NotAboutThePerson", "LongEnough", "NotCommon")
]
# An account is closed to an address (vlavirgem_tenants.people.throttle): for good to nobody, so a stranger cannot keep
# a member out, and trying on while it is closed does not make it longer, so the time that the page names is right.
PROXIES = env.proxies
AXES_FAILURE_LIMIT = env.sign_in_tries
AXES_COOLOFF_TIME = timedelta(minutes=env.sign_in_wait)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "vlavirgem_tenants.people.throttle.client_address"
AXES_USERNAME_CALLABLE = "vlavirgem_tenants.people.throttle.typed_name"
AXES_LOCKOUT_CALLABLE = "vlavirgem_tenants.people.throttle.locked_page"

LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# Another tenant's page cannot set a __Host- cookie for the domain they share. Browsers take it over https only.
COOKIE_PREFIX = "__Host-" if env.scheme == "https" else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.scheme == "https"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.scheme == "https" else None
SECURE_HSTS_SECONDS = 31_536_000 if env.scheme == "https" else 0
SECURE_SSL_REDIRECT = False  # the ingress's work
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview is a frame of the same site
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/cms/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": ["'none'"],
    },
}

CALLS_KEPT_DAYS = env.calls_kept_days
TRYOUT_CALLS_A_DAY = env.tryout_calls_a_day
GATEWAY_POINTS_A_MINUTE, GATEWAY_POINTS_AN_HOUR = env.gateway_points_a_minute, env.gateway_points_an_hour
OUTGOING_HOSTS, OUTGOING_INSIDE_HOSTS = env.outgoing_hosts, env.outgoing_inside_hosts
SERVER_PROCESSES, SERVER_THREADS = env.workers, env.threads

WAGTAIL_SITE_NAME = "VlaVirGem"
# Worked out when a mail is written: workflow mails are about the tenant in whose scope they are sent.
WAGTAILADMIN_BASE_URL = lazy(lambda: import_string("vlavirgem_tenants.scope.current_address")(), str)()  # noqa: PLW0108 - not before the apps are loaded
WAGTAIL_I18N_ENABLED = False
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "dutch", "AUTO_UPDATE": True}
}
WAGTAILADMIN_LOGIN_URL = "/cms/login/"  # vlavirgem_cms leads on to LOGIN_URL, or says which role it takes
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = [("nl", _("Dutch")), ("en", _("English")), ("fr", _("French"))]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# An editor publishes; who may read a page is the page's own setting, not a password or a group.
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # nothing is fetched from elsewhere
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]  # no SVG: it can hold scripts
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
TAGGIT_CASE_INSENSITIVE = True

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOGGING = logging_config(log_format=env.log_format, level=env.log_level)
SILENCED_SYSTEM_CHECKS: list[str] = []
