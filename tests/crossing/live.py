"""Production's settings of the school, but for what no test machine has: its database host, Redis, a mail server.

`TAKE` names the settings that come from `production_wrong` instead: the mistake that a demonstration is about, alone.
"""

import os
import tempfile
from pathlib import Path

from config.settings import production, production_wrong

globals().update({name: getattr(production, name) for name in dir(production) if name.isupper()})
globals().update({name: getattr(production_wrong, name) for name in os.environ["TAKE"].split()})

_place = Path(tempfile.mkdtemp(dir=os.environ["PLACE"]))
SECRET_KEY = "of-a-test"
SECURE_SSL_REDIRECT = False
DATABASES = {
    "default": {
        "ENGINE": "django_tenants.postgresql_backend",
        "HOST": os.environ["SOCKET"],
        "NAME": os.environ["DATABASE"],
        "USER": "postgres",
    }
}
CACHES = {
    alias: {**options, "BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": alias}
    for alias, options in globals()["CACHES"].items()
}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = _place / "media"
EXPORTS_ROOT = _place / "exports"
CELERY_BROKER_URL = CELERY_REPORTS_BROKER_URL = "memory://"
CELERY_RESULT_BACKEND = CELERY_REPORTS_RESULT_BACKEND = "cache+memory://"
LOGGING_CONFIG = None
