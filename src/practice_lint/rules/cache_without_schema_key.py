"""Cache keys do not name the schema, so one practice is served what another one stored.

`cache.get("open_invoices")` is one key for all schemas, and so are cached pages, template fragments and sessions in
the cache. The library's `KEY_FUNCTION` puts the schema into every key. A fixed `KEY_PREFIX` is no cure: it is the same
prefix for all.

A client of Redis or memcached that is not Django's cache has keys of its own, and no setting puts the schema into them.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Confidence, Finding
from practice_lint.project.settings import UNKNOWN, Setting
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_setting, at_statement
from practice_lint.scope.program import Program
from practice_lint.scope.schema_settings import PUBLIC_WORDS

CODE = "PL607"

MAKERS = ("django_tenants.cache.make_key", "tenant_schemas.cache.make_key", "django_pgschemas.contrib.cache.make_key")
REPAIR = 'Set `"KEY_FUNCTION": "django_tenants.cache.make_key"` (and REVERSE_KEY_FUNCTION for django-redis).'


def check(program: Program) -> Iterator[Finding]:
    schemas = program.schemas
    for _, setting in schemas.each("CACHES"):
        bare = [alias for alias in _aliases(setting) if _shares_keys(program, setting, alias)]
        if bare:
            named = ", ".join(f"`{alias}`" for alias in bare)
            message = f"Keys of the cache {named} do not name the schema: practices read each other's entries."
            why = "Neither KEY_FUNCTION nor anything else in CACHES asks which schema is active."
            sure: Confidence = "high" if schemas.cached_rows or _sessions(program) else "medium"
            if schemas.keyed_by_hand and not _sessions(program):
                sure = "low"
            if any("KEY_FUNCTION" in setting.value[alias] for alias in _aliases(setting)):
                sure = "low"  # somebody decided alias by alias
            yield at_setting(CODE, "error", sure, program, setting, " ".join(bare), (message, REPAIR, why))
    for _, mark in schemas.first_marks(("CACHES",)):
        if schemas.cached_rows:
            message = "CACHES is not set: the default cache of each process has one set of keys for all schemas."
            why = f"`{schemas.cached_rows}` uses the cache and rows of schemas."
            yield at_setting(CODE, "error", "high", program, mark, "CACHES", (message, REPAIR, why))
    for found in program.schema_stores.keys:
        model = found.what.rpartition(".")[2]
        message = f"The key does not name the schema: what is kept here of `{model}` is one entry for all practices."
        repair = "Put `connection.schema_name` into the key."
        why = "This client is not Django's cache, so no KEY_FUNCTION makes its keys."
        place = (found.module, found.symbol, found.span)
        yield at_statement(CODE, "error", "medium", program, place, found.what, (message, repair, why))


def _aliases(setting: Setting) -> Iterator[str]:
    for alias, options in setting.value.items() if isinstance(setting.value, dict) else ():
        if isinstance(alias, str) and isinstance(options, dict) and not PUBLIC_WORDS & set(alias.split("_")):
            yield alias


def _shares_keys(program: Program, setting: Setting, alias: str) -> bool:
    options = setting.value[alias]
    backend, maker = options.get("BACKEND"), options.get("KEY_FUNCTION")
    if not isinstance(backend, str) or backend.endswith("DummyCache") or maker is UNKNOWN or UNKNOWN in options:
        return False
    if isinstance(maker, str):
        symbol = program.schemas.named(setting.module, maker)
        return maker not in MAKERS and symbol is not None and not program.schemas.speaks(symbol)
    symbol = program.schemas.named(setting.module, backend)  # a backend of the project may make keys itself
    return symbol is None or not program.schemas.own(symbol) or not program.schemas.speaks(symbol)


def _sessions(program: Program) -> bool:
    engines = (setting.value for _, setting in program.schemas.each("SESSION_ENGINE"))
    return any(isinstance(engine, str) and "cache" in engine for engine in engines)


RULE = Rule(
    code=CODE,
    name="cache-without-schema-key",
    family="schema",
    level="error",
    security_severity="7.5",
    tags=("security", "external/cwe/cwe-524"),
    doc=__doc__,
    repair='Set `"KEY_FUNCTION": "django_tenants.cache.make_key"` for every cache.',
    limits=(
        "A function of the project counts where it, or what it calls, asks for the schema. Aliases with `public`, "
        "`shared` or `global` in their name and the dummy cache are left out. Where every use over rows of a schema "
        "puts the schema into its keys by hand, the setting is shown to auditors only. Of caches beside Django's only "
        "clients of Redis and memcached are seen, where the function that makes the key reads rows of a schema itself."
    ),
    bad=(
        Example(
            "a client of one's own",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/reports.py
import redis

from records.models import Letter

client = redis.Redis.from_url("redis://cache:6379/3")


def remember(pk):
    letter = Letter.objects.get(pk=pk)
    client.set(f"letter:{pk}", letter.text)  # PL607
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
        Example(
            "one set of keys for all",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
CACHES = {  # PL607
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://cache:6379/1",
        "KEY_PREFIX": "clinic",
    },
}
# file: records/reports.py
from django.core.cache import cache


def open_letters():
    return cache.get("open_letters")
""",
        ),
    ),
    good=(
        Example(
            "by hand, wherever rows of a schema are kept",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/reports.py
from django.core.cache import cache
from django.db import connection
from redis import Redis

from records.models import Letter

client = Redis()


def open_letters():
    key = f"{connection.schema_name}:open_letters"
    if cache.get(key) is None:
        cache.set(key, Letter.objects.count())
    client.set(f"seen:{connection.schema_name}", Letter.objects.count())
    return cache.get(key)
# file: clinic/rates.py
from django.core.cache import cache


def rate():
    return cache.get("exchange_rate")
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://cache:6379/1"}}
""",
        ),
        Example(
            "the schema is in the key",
            """# file: clinic/keys.py
from django.db import connection


def with_schema(key, prefix, version):
    return f"{connection.schema_name}:{prefix}:{version}:{key}"
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://cache:6379/1",
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
    },
    "sessions": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://cache:6379/2",
        "KEY_FUNCTION": "clinic.keys.with_schema",
    },
    "public": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
""",
        ),
    ),
    check=check,
)
