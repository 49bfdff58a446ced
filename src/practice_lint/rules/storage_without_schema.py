"""Files of all practices lie in one place, so names collide and a path of one practice opens another's file.

Rows are apart, files are not: two practices' `scans/1.pdf` is one file, and whoever writes second replaces the first.
The library's storages put the schema's name into the path. A storage that asks for the schema once (in its class body,
in `__init__`, in a cached property) keeps the first practice's place, or the public one, for the life of the process.

A route that serves MEDIA_ROOT as a whole hands out every practice's folder on every practice's host, whatever the
storage. A search index of one name is a store without schemas too: its documents carry keys that mean another row in
every schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Confidence, Finding
from practice_lint.project.settings import Setting, SettingsModule
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_setting, at_statement
from practice_lint.scope.program import Program

CODE = "PL608"

LOCAL = ("django.core.files.storage.FileSystemStorage", "django.core.files.storage.filesystem.FileSystemStorage")
CLOUD = (
    "storages.backends.",
    "django.core.files.storage.",
    "django_storages.",
    "cloudinary_storage.",
    "minio_storage.",
)
REPAIR = 'Use "django_tenants.files.storage.TenantFileSystemStorage", or a storage that asks for the schema per file.'


def check(program: Program) -> Iterator[Finding]:
    schemas = program.schemas
    fields = schemas.file_fields
    seen = set()
    for module in schemas.served if fields else ():
        setting, backend = _default(module)
        place = setting or schemas.mark(module)
        if (place.path, place.span.line) in seen or (setting is not None and backend is None):
            continue
        seen.add((place.path, place.span.line))
        sureness = _loose(program, place.module, backend or LOCAL[0])
        if sureness is not None and _accepted(module):
            sureness = "low"
        if sureness is not None:
            field = fields[0]
            column = f"{field.model.rpartition('.')[2]}.{field.name}"
            message = f"Files of all schemas lie in one place: `{column}` of one practice may overwrite another's."
            why = f"Neither the default storage, `{backend or LOCAL[0]}`, nor the column's path asks for the schema."
            yield at_setting(CODE, "error", sureness, program, place, "default", (message, REPAIR, why))
    for storage in schemas.storages if schemas.on else ():
        for symbol, span in schemas.frozen(storage):
            record = program.project.names.classes[storage]
            place_of = (record.module, f"{record.module}.{symbol}", span)
            message = f"`{symbol}` asks for the schema once: every later file goes to the first practice's place."
            repair = "Ask for the schema in a plain property or in `path`, `url` and `_save`."
            why = "A storage lives as long as its process, which serves all schemas."
            yield at_statement(CODE, "error", "high", program, place_of, symbol, (message, repair, why))
    for found in program.schema_stores.served if fields else ():
        message = "This route serves all of MEDIA_ROOT: every practice's files, on every practice's host."
        repair = "Serve files through a view that opens them with the practice's storage, or from its folder only."
        why = "`serve` is given the folder of all schemas and a path that the request chooses."
        place_of = (found.module, found.symbol, found.span)
        yield at_statement(CODE, "error", "medium", program, place_of, found.what, (message, repair, why))
    for found in program.schema_stores.indexes:
        index, _, label = found.what.partition(" ")
        message = f"`{label.rpartition('.')[2]}` rows of all schemas go into one search index, `{index}`."
        repair = "Put the schema's name into the index's name or into each document, and filter by it."
        why = "The index knows no schemas, and keys are the same in each: documents overwrite each other."
        place_of = (found.module, found.symbol, found.span)
        yield at_statement(CODE, "error", "medium", program, place_of, index, (message, repair, why))


def _accepted(module: SettingsModule) -> bool:
    """Whether the project silences django-tenants' own warning about the storage, so has decided."""
    silenced = module.settings.get("SILENCED_SYSTEM_CHECKS")
    return silenced is not None and isinstance(silenced.value, tuple) and "django_tenants.W003" in silenced.value


def _default(module: SettingsModule) -> tuple[Setting | None, str | None]:
    """Where the default storage is set, and its path if it can be told."""
    storages = module.settings.get("STORAGES")
    if storages is not None:
        if not isinstance(storages.value, dict):
            return storages, None
        options = storages.value.get("default", {})
        backend = options.get("BACKEND", LOCAL[0]) if isinstance(options, dict) else None
        return storages, backend if isinstance(backend, str) else None
    old = module.settings.get("DEFAULT_FILE_STORAGE")
    return old, old.value if old is not None and isinstance(old.value, str) else None


def _loose(program: Program, module: str, backend: str) -> Confidence | None:
    """How sure it is that the storage does not ask for the schema; None where it may."""
    if backend in LOCAL:
        return "high"
    symbol = program.schemas.named(module, backend)
    lineage = program.schemas.lineage(module, backend)
    if any("Tenant" in base.rpartition(".")[2] or "Schema" in base.rpartition(".")[2] for base in lineage):
        return None
    if symbol is not None and program.schemas.own(symbol):
        return None if program.schemas.speaks(symbol) else "medium"
    return "medium" if backend.startswith(CLOUD) else None


RULE = Rule(
    code=CODE,
    name="storage-without-schema",
    family="schema",
    level="error",
    security_severity="6.5",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="Use a storage that puts the schema's name into every path.",
    limits=(
        "Reported only where a model with a table per schema has a file column without a storage of its own and "
        "without an `upload_to` that asks for the schema. A storage of the project counts where a method of it asks. "
        "What a web server hands out of the media folder is not seen. A project that silences django-tenants' own "
        "warning about its storage (`django_tenants.W003`) has decided; it is then shown to auditors only."
    ),
    bad=(
        Example(
            "one folder for all",
            """# file: records/models.py
from django.db import models


class Scan(models.Model):
    image = models.FileField(upload_to="scans/")
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
STORAGES = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}  # PL608
""",
        ),
        Example(
            "served as a whole; one search index",
            """# file: records/models.py
from django.db import models


class Scan(models.Model):
    image = models.FileField(upload_to="scans/")
# file: records/documents.py
from django_elasticsearch_dsl import Document

from records.models import Scan


class ScanDocument(Document):  # PL608
    class Index:
        name = "scans"

    class Django:
        model = Scan
        fields = ["image"]
# file: clinic/urls.py
from django.conf import settings
from django.urls import re_path
from django.views.static import serve

urlpatterns = [
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),  # PL608
]
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
ROOT_URLCONF = "clinic.urls"
STORAGES = {"default": {"BACKEND": "django_tenants.files.storage.TenantFileSystemStorage"}}
""",
        ),
        Example(
            "asked once",
            """# file: clinic/storages.py
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.utils.functional import cached_property


class PracticeStorage(FileSystemStorage):
    @cached_property
    def base_location(self):
        return f"/srv/media/{connection.schema_name}"  # PL608
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
    ),
    good=(
        Example(
            "the library's storage",
            """# file: records/models.py
from django.db import models


class Scan(models.Model):
    image = models.FileField(upload_to="scans/")
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
STORAGES = {"default": {"BACKEND": "django_tenants.files.storage.TenantFileSystemStorage"}}
""",
        ),
        Example(
            "decided, and said to the library",
            """# file: records/models.py
from django.db import models


class Scan(models.Model):
    image = models.FileField(upload_to="scans/")
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
SILENCED_SYSTEM_CHECKS = ["django_tenants.W003"]
""",
        ),
        Example(
            "the path asks",
            """# file: records/models.py
from django.db import connection, models


def scan_path(instance, filename):
    return f"{connection.schema_name}/scans/{filename}"


class Scan(models.Model):
    image = models.FileField(upload_to=scan_path)
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
    ),
    check=check,
)
