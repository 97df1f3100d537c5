"""Settings of the tests: the same house on a throw-away database that tests/conftest.py makes."""

import os
import tempfile
from pathlib import Path

# Before base is read: tests never touch the data of an installation on this machine.
os.environ.setdefault("VLAVIRGEM_HOME", str(Path(tempfile.gettempdir()) / f"vlavirgem-tests-{os.geteuid()}"))
os.environ.setdefault("VLAVIRGEM_LOG_FORMAT", "text")

from vlavirgem.settings.base import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "vlavirgem_cms.pages.files.TenantFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
