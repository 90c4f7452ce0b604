"""Django's settings: everything that differs between machines comes from the environment."""

import os
from pathlib import Path

from plait.config import databases, logs, mail, security, sign_in
from plait.core.home import find_home

HOME = find_home()
ENVIRONMENT = security.environment()
PRODUCTION = ENVIRONMENT == "production"

DEBUG = False  # the development server shows our own error pages too, so that they are seen
SECRET_KEY = security.secret_key(HOME, production=PRODUCTION)
SECRET_KEY_FALLBACKS = security.former_keys()
ALLOWED_HOSTS = security.allowed_hosts(production=PRODUCTION)
PLAIT_HOSTS_OF_HEALTH = security.hosts_of_health(production=PRODUCTION)
PLAIT_OPEN_DATA = security.switch("PLAIT_OPEN_DATA", default=True)
PLAIT_SHOW_NEEDS = security.switch("PLAIT_SHOW_NEEDS", default=False)
PLAIT_PROXIES = sign_in.proxies(production=PRODUCTION)
PLAIT_DEMO_PASSWORD = security.demo_password(production=PRODUCTION)

INSTALLED_APPS = [
    "plait.core",
    "plait.web",  # before the sign-in library, whose pages it dresses
    *sign_in.APPS,
    "django_htmx",
    "csp",
    "plait.organisations",
    "plait.framework",
    "plait.indicators",
    "plait.insight",
    "plait.goals",
]
MIDDLEWARE = [
    "plait.config.middleware.RequestLog",
    "plait.config.middleware.HeadersAlone",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "plait.config.middleware.PermissionsPolicy",
    "plait.config.middleware.FormsOnly",
    "plait.config.middleware.StaticFiles",
    "plait.config.middleware.Compress",
    "django.middleware.http.ConditionalGetMiddleware",
    "plait.config.middleware.OwnNames",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "plait.web.accounts.middleware.PrivateAnswers",
    "plait.web.accounts.middleware.SignedInUntil",
    "django_htmx.middleware.HtmxMiddleware",
    "plait.web.middleware.ErrorPages",
    "plait.web.guard.Guard",
    "plait.web.rates.Rates",
]
ROOT_URLCONF = "plait.config.urls"
WSGI_APPLICATION = "plait.config.wsgi.application"
APPEND_SLASH = False

DATABASES = {"default": databases.from_environment(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            # Named outright: the package's own app would pull in django.contrib.admin to do the same.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", ["django.template.loaders.app_directories.Loader"])],
                )
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "plait.web.templatetags.plait",
                "plait.web.templatetags.fields",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "plait.web.context.page",
            ],
        },
    }
]

AUTH_USER_MODEL = "organisations.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "plait.web.accounts.passwords.NotTooLong"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_ADAPTER = "plait.web.accounts.adapters.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "plait.web.accounts.forms.SignupForm"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_RATE_LIMITS = sign_in.ACCOUNT_RATES
ACCOUNT_FORMS = {
    "login": "plait.web.accounts.worded.LoginForm",
    "signup": "plait.web.accounts.worded.SignupForm",
    "add_email": "plait.web.accounts.worded.AddEmailForm",
    "change_password": "plait.web.accounts.worded.ChangePasswordForm",
    "set_password": "plait.web.accounts.worded.SetPasswordForm",
    "reset_password": "plait.web.accounts.worded.ResetPasswordForm",
    "reset_password_from_key": "plait.web.accounts.worded.ResetPasswordKeyForm",
    "reauthenticate": "plait.web.accounts.worded.ReauthenticateForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PLAIT_PROXIES
SOCIALACCOUNT_ADAPTER = "plait.web.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = sign_in.providers(production=PRODUCTION)
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_FORMS = {"signup": "plait.web.accounts.worded.SocialSignupForm"}
PLAIT_OIDC_ON_THIS_MACHINE = not PRODUCTION
PLAIT_ASK_SECOND_STEP = PRODUCTION  # of whoever administers; not on a demonstration, where one tries every person
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "plait.web.accounts.adapters.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "plait.web.accounts.worded_steps.AuthenticateForm",
    "reauthenticate": "plait.web.accounts.worded_steps.ReauthenticateCodeForm",
    "activate_totp": "plait.web.accounts.worded_steps.ActivateTOTPForm",
    "add_webauthn": "plait.web.accounts.worded_steps.AddPasskeyForm",
    "edit_webauthn": "plait.web.accounts.worded_steps.NamePasskeyForm",
}
MFA_RATE_LIMITS = sign_in.MFA_RATES
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Plait"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: telephones are a little early or late
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # browsers allow passkeys on this machine without encryption
USERSESSIONS_TRACK_ACTIVITY = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Counts of attempts are shared by every process of the site; nothing else is kept here.
CACHES = {
    "default": {
        "BACKEND": "plait.config.counts.SharedCounts",
        "LOCATION": HOME.root / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
# A name with this beginning is taken by browsers from this host alone, encrypted, and for the whole of it.
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: a working day
SESSION_ENGINE = "django.contrib.sessions.backends.db"

_MAIL = mail.from_environment(production=PRODUCTION)
EMAIL_BACKEND, DEFAULT_FROM_EMAIL, SERVER_EMAIL = _MAIL.backend, _MAIL.sender, _MAIL.sender
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.host, _MAIL.port, _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.security == "starttls", _MAIL.security == "tls"
EMAIL_TIMEOUT = 10  # seconds

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

# tools/build_assets.py writes names that hold their content's hash, and compressed twins, so nothing is collected.
STATIC_URL = "/static/"
STATIC_ROOT = Path(__file__).resolve().parents[1] / "web" / "static"
WHITENOISE_AUTOREFRESH = security.switch("PLAIT_RELOAD", default=False)
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[0-9a-f]{12}\..+$"
WHITENOISE_ALLOW_ALL_ORIGINS = False

# What comes in: words, tables and documents. The server itself takes no longer request (`plait serve`).
DATA_UPLOAD_MAX_MEMORY_SIZE = security.LONGEST_FORM
DATA_UPLOAD_MAX_NUMBER_FIELDS = security.MOST_FIELDS
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_MAX_MEMORY_SIZE = security.LONGEST_FORM
FILE_UPLOAD_PERMISSIONS = 0o600

# What one person asks for in a minute; visitors of one address together, five times as much. 0: as much as they like.
PLAIT_DOWNLOADS_A_MINUTE = security.number("PLAIT_DOWNLOADS_A_MINUTE", default=60)
PLAIT_FORMS_A_MINUTE = security.number("PLAIT_FORMS_A_MINUTE", default=120)
# What is kept of what people bring in; a megabyte is 1,000,000 bytes.
PLAIT_FILES_OF_A_PERSON = security.number("PLAIT_FILES_OF_A_PERSON", default=200)
PLAIT_MEGABYTES_OF_A_PERSON = security.number("PLAIT_MEGABYTES_OF_A_PERSON", default=500)
PLAIT_FILES_OF_AN_ORGANISATION = security.number("PLAIT_FILES_OF_AN_ORGANISATION", default=1_000)
PLAIT_MEGABYTES_OF_AN_ORGANISATION = security.number("PLAIT_MEGABYTES_OF_AN_ORGANISATION", default=2_000)

CONTENT_SECURITY_POLICY = security.CONTENT_SECURITY_POLICY
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION and PLAIT_PROXIES else None
SECURE_SSL_REDIRECT = PRODUCTION and security.switch("PLAIT_HTTPS_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0  # two years, in seconds: what hstspreload.org asks for
# Neither subdomains nor browsers' preload lists: that is for whoever holds the domain to say, in the server in front.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "plait.web.site.errors.csrf_failed"
SESSION_COOKIE_SECURE = PRODUCTION

LOGGING_CONFIG = None
logs.configure(HOME, level=os.environ.get("PLAIT_LOG_LEVEL", "INFO"))
