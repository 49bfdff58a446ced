"""A project in which Django inherits, names and hides all it can: the linker makes of it what Django makes of it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from written import models_of

from practice_lint.project.models import Models, Relation

pytest.importorskip("django")

FILES = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE","conf.settings")\n',
    "conf/__init__.py": "",
    "conf/settings.py": """
SECRET_KEY="x"
INSTALLED_APPS=["django.contrib.contenttypes","django.contrib.auth","django.contrib.sites","people","clinic.apps.ClinicConfig","deep.core.billing"]
AUTH_USER_MODEL="people.Person"
DEFAULT_AUTO_FIELD="django.db.models.BigAutoField"
DATABASES={"default":{"ENGINE":"django.db.backends.sqlite3","NAME":":memory:"}}
CLINIC_DEVICE="clinic.Device"
SITE_ID=1
""",
    "people/__init__.py": "",
    "people/models.py": """
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
class PersonManager(UserManager):
    pass
class Person(AbstractUser):
    practice = models.ForeignKey("clinic.Practice", null=True, on_delete=models.SET_NULL)
    objects = PersonManager()
class Staff(Person):
    class Meta:
        proxy = True
    staff = PersonManager()
""",
    "clinic/__init__.py": "",
    "clinic/apps.py": """
from django.apps import AppConfig
class ClinicConfig(AppConfig):
    name = "clinic"
    label = "clinic"
""",
    "clinic/fields.py": """
from functools import partial
from django.db import models
class PracticeKey(models.ForeignKey):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("to", "clinic.Practice")
        kwargs.setdefault("on_delete", models.CASCADE)
        super().__init__(*args, **kwargs)
class Slug(models.SlugField):
    pass
def Name(**more):
    return models.CharField(max_length=10, **more)
Money = partial(models.DecimalField, max_digits=8, decimal_places=2)
""",
    "clinic/models/__init__.py": """
from .base import *
from .patient import Patient, Visit, UrgentVisit, Night
from . import device, kinds
from .kinds import *
try:
    from .fancy import Fancy
except ImportError:
    Fancy = None
""",
    "clinic/models/base.py": """
from django.db import models
from django.conf import settings
from clinic.fields import PracticeKey, Slug
__all__ = ["Owned", "Practice", "OwnedQuerySet", "Tracked"]
NULLABLE = {"null": True, "blank": True}
class OwnedQuerySet(models.QuerySet):
    def of(self, practice):
        return self.filter(practice=practice)
class LiveManager(models.Manager):
    def get_queryset(self):
        return OwnedQuerySet(self.model).of(1)
OwnedManager = models.Manager.from_queryset(OwnedQuerySet)
class Practice(models.Model):
    slug = Slug(unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="owned_practices")
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="clinic.Membership", related_name="practices")
    parent = models.ForeignKey("self", models.CASCADE, related_name="children", **NULLABLE)
class Membership(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    user = models.ForeignKey(getattr(settings, "AUTH_USER_MODEL", "auth.User"), models.CASCADE, related_name="+")
class Tracked(models.Model):
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="%(app_label)s_%(class)s_created", **NULLABLE
    )
    note = models.TextField()
    class Meta:
        abstract = True
        ordering = ["pk"]
class Owned(Tracked):
    practice = PracticeKey()
    sibling = models.ForeignKey("self", null=True, on_delete=models.CASCADE)
    objects = OwnedManager()
    live = LiveManager()
    class Meta(Tracked.Meta):
        abstract = True
        default_manager_name = "live"
""",
    "clinic/models/patient.py": """
import uuid
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.contrib.auth import get_user_model
from django.db import models
from clinic.models import base
from ..fields import Money, Name
from .base import Owned
import clinic.models.base as cbase
class Document(models.Model):
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveIntegerField()
    subject = GenericForeignKey()
class Patient(Owned):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = Name()
    note = None
    documents = GenericRelation(Document, related_query_name="patient")
    friends = models.ManyToManyField("self")
    doctors = models.ManyToManyField(get_user_model(), related_query_name="treated")
    data = models.JSONField(default=dict)
class Visit(cbase.Owned):
    class Status(models.TextChoices):
        OPEN = "o"
    patient = models.ForeignKey("Patient", on_delete=models.CASCADE)
    by_slug = models.ForeignKey("clinic.Practice", models.CASCADE, to_field="slug", related_name="slugged")
    price = Money()
    at = models.DateTimeField()
    all_objects = models.Manager()
    objects = base.OwnedQuerySet.as_manager()
    class Meta:
        pass
class UrgentVisit(Visit):
    room = models.OneToOneField("billing.Room", models.CASCADE)
    urgent = models.Manager()
class Night(UrgentVisit):
    class Meta:
        proxy = True
""",
    "clinic/models/device.py": """
from django.conf import settings
from django.db import models
class Device(models.Model):
    company_id = models.ForeignKey("clinic.Practice", models.CASCADE)
class Part(models.Model):
    device = models.ForeignKey(settings.CLINIC_DEVICE, models.CASCADE, related_query_name="piece")
    class Meta:
        default_related_name = "parts"
""",
    "clinic/models/kinds.py": """
from django.db import models
from clinic.models.patient import Visit
class Mixin:
    note = models.TextField()
    def x(self): pass
class Base1(models.Model):
    a = models.IntegerField()
    first = models.Manager()
    class Meta:
        abstract = True
        app_label = "billing"
class Base2(models.Model):
    b = models.IntegerField()
    a = models.CharField(max_length=3)
    second = models.Manager()
    class Meta:
        abstract = True
class Both(Mixin, Base1, Base2):
    pass
class Linked(Visit):
    link = models.OneToOneField(Visit, models.CASCADE, parent_link=True, related_name="linked_as")
class Sub(Base2):
    a = None
    class Meta(Base2.Meta):
        verbose_name = "s"
class Profile(models.Model):
    person = models.OneToOneField("people.Person", models.CASCADE, primary_key=True)
class Plain(models.Model):
    pass
class Child(Plain):
    special = models.Manager()
class Grand(Child):
    pass
""",
    "deep/__init__.py": "",
    "deep/core/__init__.py": "",
    "deep/core/billing/__init__.py": "",
    "deep/core/billing/models.py": """
from django.db import models
from clinic import models as clinic_models
class Room(models.Model):
    bills = models.ManyToManyField("Bill", blank=True)
    visit = models.ForeignKey(clinic_models.Visit, models.CASCADE, related_name="rooms", related_query_name="room_of")
class Bill(clinic_models.Owned):
    class Meta:
        unique_together = [("practice", "note")]
    amount = models.DecimalField(max_digits=3, decimal_places=1)
    tagged = models.ForeignKey("contenttypes.ContentType", models.CASCADE, related_name="%(class)s_things")
""",
}

ASK_DJANGO = """
import json, sys
import django
from django.apps import apps
from django.db.models.sql import Query
django.setup()

def hops(model, path):
    query = Query(model)
    lookups, parts, _ = query.solve_lookup_type(path)
    opts, hops = model._meta, []
    for name in parts:
        names, final, targets, rest = query.names_to_path([name], opts, fail_on_missing=True)
        if rest:
            return None
        hops += [step.to_opts.label for step in names if not step.m2m or step is names[-1]][-1:]
        opts = names[-1].to_opts if names else opts
    if lookups and not (final.get_lookup(lookups[-1]) or final.get_transform(lookups[0])):
        return None
    return hops

def ask(model, path):
    try:
        return hops(model, path)
    except Exception:
        return None

answer = {}
paths = json.load(sys.stdin)
for model in apps.get_models():
    meta = model._meta
    forward = [f for f in meta.get_fields() if f.concrete or not f.auto_created]
    generic = ("GenericRel",)
    back = [f for f in meta.related_objects if f.get_accessor_name() and type(f).__name__ not in generic]
    hidden = [f for f in meta.get_fields(include_hidden=True) if f.auto_created and not f.concrete]
    answer[meta.label] = {
        "fields": sorted({f.name for f in forward} - {"id"}),
        "targets": {f.name: f.related_model._meta.label for f in forward if f.related_model},
        "managers": [manager.name for manager in meta.managers],
        "querysets": [manager._queryset_class.__name__ for manager in meta.managers],
        "default": meta.default_manager.name,
        "proxy": meta.proxy,
        "key": meta.pk.name,
        "accessors": {f.get_accessor_name(): [f.related_model._meta.label, f.multiple] for f in back},
        "queries": {f.name: f.related_model._meta.label for f in hidden if "+" not in f.name},
        "paths": {path: ask(model, path) for path in paths.get(meta.label, [])},
    }
json.dump(answer, sys.stdout)
"""
# How LiveManager's get_queryset makes rows is no class attribute: Django itself does not know the class.
BY_METHOD = {"live": "QuerySet"}


@pytest.fixture(scope="module")
def ours() -> Models:
    return models_of(FILES)


@pytest.fixture(scope="module")
def django(ours: Models, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    root = tmp_path_factory.mktemp("project")
    for path, text in FILES.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    done = subprocess.run(
        [sys.executable, "-c", ASK_DJANGO],
        cwd=root,
        env={"DJANGO_SETTINGS_MODULE": "conf.settings", "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
        input=json.dumps({model.label: paths(ours, model.name) for model in ours.by_name.values()}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def paths(models: Models, name: str) -> list[str]:
    """Every hop of a model, and behind it fields, keys and words that lead nowhere."""
    model = models.by_name[name]
    found = [*model.fields, "pk", "id", "gone", "pk__in"]
    for relation in models.relations(name):
        found.append(relation.name)
        behind = [*models.by_name[relation.target].fields, "pk", "id", "in", "isnull", "practice__slug", "practice_id"]
        found += [f"{relation.name}__{word}" for word in behind]
        if relation.forward and relation.field.relation in ("fk", "o2o"):
            found.append(relation.field.column)
    return list(dict.fromkeys(found))


def labelled(models: Models, name: str | None) -> str | None:
    return models.by_name[name].label if name is not None else None


LABELS = [
    "billing.Bill", "billing.Room", "billing.Both", "clinic.Child", "clinic.Device", "clinic.Document", "clinic.Grand",
    "clinic.Linked", "clinic.Membership", "clinic.Night", "clinic.Part", "clinic.Patient", "clinic.Plain",
    "clinic.Practice",
    "clinic.Profile", "clinic.Sub", "clinic.UrgentVisit", "clinic.Visit", "people.Person", "people.Staff",
    "auth.Group", "auth.Permission", "contenttypes.ContentType", "sites.Site",
]  # fmt: skip


def test_the_same_models(ours: Models, django: dict[str, Any]) -> None:
    assert sorted(django) == sorted(LABELS)
    assert {model.label for model in ours.by_name.values() if not model.library and not model.abstract} <= set(django)


@pytest.mark.parametrize("label", LABELS)
def test_fields_and_managers(label: str, ours: Models, django: dict[str, Any]) -> None:
    real = django[label]
    model = ours.find(label)[0]
    assert sorted(set(model.fields) - {"id"}) == real["fields"]
    assert {f.name: labelled(ours, f.target) for f in model.fields.values() if f.target} == real["targets"]
    assert list(model.managers) == real["managers"]
    querysets = [
        BY_METHOD.get(m.name) or (m.queryset or "QuerySet").rpartition(".")[2] for m in model.managers.values()
    ]
    assert querysets == real["querysets"]
    assert (model.default_manager, model.proxy) == (real["default"], real["proxy"])
    key = ours.field(model.name, "pk")
    assert key is not None
    assert key.name == real["key"]


@pytest.mark.parametrize("label", LABELS)
def test_hops_back(label: str, ours: Models, django: dict[str, Any]) -> None:
    model = ours.find(label)[0]
    back = [relation for relation in ours.relations(model.name) if not relation.forward]

    def named(by: Any) -> dict[str, Relation]:
        return {relation.name: relation for relation in back if by(model.name, relation.name) == relation}

    accessors = {name: [labelled(ours, each.target), each.many] for name, each in named(ours.accessor).items()}
    assert accessors == django[label]["accessors"]
    queries = {name: labelled(ours, each.target) for name, each in named(ours.relation).items()}
    assert queries == django[label]["queries"]


@pytest.mark.parametrize("label", LABELS)
def test_lookups(label: str, ours: Models, django: dict[str, Any]) -> None:
    model = ours.find(label)[0]
    for path, real in django[label]["paths"].items():
        found = ours.lookup(model.name, path)
        if real is None:
            assert found.unresolved or found.column, f"{path} is no lookup to Django"
        else:
            assert found.unresolved is None, path
            # Django drops the joins that a comparison of keys does not need; a key is the hop that it leads over.
            assert [labelled(ours, hop.target) for hop in found.hops][: len(real)] == real[: len(found.hops)], path
