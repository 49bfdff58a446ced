from __future__ import annotations

from textwrap import dedent

import pytest
from written import Files, models_of, names_of

from practice_lint.facts import Bind, Expr
from practice_lint.project.models import Models, Relation, build_models
from practice_lint.project.settings import evaluate

PRELUDE = dedent(
    """
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
    from django.db import models
    import swapper
    """
)


def shop(text: str, **more: str) -> Models:
    """One app `shop`; `more` are further files of it."""
    files = {"shop/__init__.py": "", "shop/models.py": PRELUDE + dedent(text)}
    return models_of(files | {f"shop/{name}.py": body for name, body in more.items()})


def own(models: Models) -> set[str]:
    return {model.label for model in models.by_name.values() if not model.library}


# ── what is a model ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("class A(models.Model): pass", {"shop.A"}),
        ("from django.db.models import Model as M\nclass A(M): pass\nclass B(A): pass", {"shop.A", "shop.B"}),
        ("from django.contrib.gis.db.models import Model\nclass A(Model): pass", {"shop.A"}),
        ("from mptt.models import MPTTModel\nclass A(MPTTModel): pass", {"shop.A"}),
        ("from wagtail.models import Page\nclass A(Page): pass", {"shop.A"}),
        ("from crm.models import AbstractAccount\nclass A(AbstractAccount): pass", {"shop.A"}),
        ("from lib import Base\nclass A(Base):\n    name = models.CharField()", {"shop.A"}),
        ("from lib import Base\nclass A(Base):\n    name = CharField()", set()),
        ("from django import forms\nclass A(forms.Form):\n    name = forms.CharField()", set()),
        ("from rest_framework import serializers\nclass A(serializers.ModelSerializer): pass", set()),
        ("from pydantic import BaseModel\nclass A(BaseModel): pass", set()),
        ("class Plain: pass\nclass A(Plain): pass", set()),
        ("class A(get_user_model()): pass", set()),
        ("def f():\n    class A(models.Model): pass", set()),
        ("if x:\n    class A(models.Model): pass\nelse:\n    class A(models.Model): pass", {"shop.A"}),
    ],
)
def test_models(text: str, labels: set[str]) -> None:
    assert own(shop(text)) == labels


APPS = "from django.apps import AppConfig\nclass C(AppConfig):\n"


@pytest.mark.parametrize(
    ("files", "label"),
    [
        ({"shop/models.py": "{}"}, "shop.A"),
        ({"backend/shop/models/parts/deep.py": "{}"}, "shop.A"),
        ({"shop/entities.py": "{}"}, "shop.A"),
        ({"models.py": "{}"}, "models.A"),
        ({"shop/models.py": "{}    class Meta:\n        app_label = 'till'\n"}, "till.A"),
        (
            {
                "shop/models.py": "{}",
                "shop/apps.py": APPS + "    name = 'shop'\n    label = 'till'\n",
            },
            "till.A",
        ),
        (
            {
                "src/core/shop/parts/models.py": "{}",
                "src/core/shop/apps.py": APPS + "    name = 'core.shop'\n",
            },
            "shop.A",
        ),
    ],
)
def test_app_labels(files: Files, label: str) -> None:
    body = "from django.db import models\nclass A(models.Model):\n    x = models.TextField()\n"
    assert own(models_of({path: text.replace("{}", body) for path, text in files.items()})) == {label}


# ── fields ──────────────────────────────────────────────────────────────────────────────────────────────────────────

FIELDS: tuple[tuple[str, str, str | None], ...] = (
    ("models.CharField()", "CharField", None),
    ("models.ForeignKey('Org', models.CASCADE)", "ForeignKey", "shop.Org"),
    ("models.ForeignKey(to='shop.Org', on_delete=models.CASCADE)", "ForeignKey", "shop.Org"),
    ("models.ForeignKey('SHOP.org', models.CASCADE)", "ForeignKey", "shop.Org"),
    ("models.ForeignKey(Org, models.CASCADE)", "ForeignKey", "shop.Org"),
    ("models.ForeignKey('self', models.CASCADE)", "ForeignKey", "shop.Order"),
    ("models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)", "ForeignKey", "auth.User"),
    ("models.ForeignKey('auth.User', models.CASCADE)", "ForeignKey", "auth.User"),
    ("models.ForeignKey(get_user_model(), models.CASCADE)", "ForeignKey", "auth.User"),
    ("models.ForeignKey(settings.SHOP_ORG, models.CASCADE)", "ForeignKey", "shop.Org"),
    ("models.ForeignKey(getattr(settings, 'GONE', 'shop.Org'), models.CASCADE)", "ForeignKey", "shop.Org"),
    ("models.ForeignKey(swapper.get_model_name('shop', 'Org'), models.CASCADE)", "ForeignKey", "shop.Org"),
    ("models.ForeignKey(ORG, models.CASCADE)", "ForeignKey", "shop.Org"),
    ("models.ForeignKey(f'{APP}.Org', models.CASCADE)", "ForeignKey", "shop.Org"),
    ("models.ForeignKey(Gone, models.CASCADE)", "ForeignKey", None),
    ("models.OneToOneField('Org', models.CASCADE)", "OneToOneField", "shop.Org"),
    ("models.ManyToManyField('Org')", "ManyToManyField", "shop.Org"),
    ("TreeForeignKey('Org', models.CASCADE)", "ForeignKey", "shop.Org"),
    ("ParentalKey('Org', models.CASCADE)", "ForeignKey", "shop.Org"),
    ("OrgKey()", "ForeignKey", "shop.Org"),
    ("OrgKey('Other')", "ForeignKey", "shop.Other"),
    ("org_key(null=True)", "ForeignKey", "shop.Org"),
    ("Money()", "DecimalField", None),
    ("encrypt(models.TextField())", "TextField", None),
    ("GenericForeignKey()", "GenericForeignKey", None),
    ("GenericRelation('Org')", "GenericRelation", "shop.Org"),
    ("TaggableManager()", "TaggableManager", None),
    ("PhoneNumberField()", "PhoneNumberField", None),
)


@pytest.mark.parametrize(("written", "kind", "target"), FIELDS, ids=[row[0] for row in FIELDS])
def test_fields(written: str, kind: str, target: str | None) -> None:
    models = shop(
        f"""
        from functools import partial
        from mptt.models import TreeForeignKey
        from modelcluster.fields import ParentalKey
        from phonenumber_field.modelfields import PhoneNumberField
        from secret import encrypt
        from tagging import TaggableManager
        APP = "shop"
        ORG = settings.SHOP_ORG
        class OrgKey(models.ForeignKey):
            def __init__(self, *args, **kwargs):
                kwargs.setdefault("to", "shop.Org")
                super().__init__(*args, **kwargs)
        Money = partial(models.DecimalField, max_digits=8)
        def org_key(**more):
            return models.ForeignKey("Org", models.CASCADE, **more)
        class Org(models.Model): pass
        class Other(models.Model): pass
        class Order(models.Model):
            x = {written}
        """,
        settings="INSTALLED_APPS = []\nSHOP_ORG = 'shop.Org'\n",
    )
    field = models.field("shop.models.Order", "x")
    assert field is not None
    assert (field.kind, models.by_name[field.target].label if field.target else None) == (kind, target)


def test_options_of_a_field() -> None:
    models = shop(
        """
        NULLABLE = {"null": True, "blank": True}
        class Org(models.Model): pass
        class Order(models.Model):
            org = models.ForeignKey(Org, models.SET_NULL, related_name="+", **NULLABLE)
            code = models.CharField(unique=True, default="x")
            form = None
        """
    )
    org, code = models.by_name["shop.models.Order"].fields.values()
    assert (org.null, org.on_delete, org.related_name) == (True, "SET_NULL", "+")
    assert (org.column, org.default) == ("org_id", False)
    assert (code.null, code.unique, code.default, code.column) == (False, True, True, "code")
    assert models.accessor("shop.models.Org", "order_set") is None


def test_fields_by_other_names() -> None:
    models = shop(
        """
        class Org(models.Model):
            slug = models.SlugField(primary_key=True)
        class Order(models.Model):
            company_id = models.ForeignKey(Org, models.CASCADE)
            org = models.ForeignKey(Org, models.CASCADE)
        """
    )

    def named(model: str, name: str) -> str | None:
        field = models.field(f"shop.models.{model}", name)
        return field.name if field is not None else None

    assert [named("Order", name) for name in ("pk", "id", "org_id", "company_id", "company_id_id", "company")] == [
        "id", "id", "org", "company_id", "company_id", None,
    ]  # fmt: skip
    assert [named("Org", name) for name in ("pk", "id", "slug")] == ["slug", None, "slug"]


# ── what an expression names ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("expr", "label"),
    [
        ("Org", "shop.Org"),
        ("models.Org", "shop.Org"),
        ("get_user_model()", "auth.User"),
        ("User", "auth.User"),
        ("swapper.load_model('shop', 'Org')", "shop.Org"),
        ("apps.get_model('shop', 'Org')", "shop.Org"),
        ("apps.get_model('shop.Org')", "shop.Org"),
        ("apps.get_model(app_label='shop', model_name='Org')", "shop.Org"),
        ("load('Org')", "shop.Org"),
        ("Loaded", "shop.Org"),
        ("'shop.Org'", None),
        ("models", None),
        ("Org.objects", None),
        ("anything()", None),
    ],
)
def test_what_an_expression_names(expr: str, label: str | None) -> None:
    names = names_of(
        {
            "shop/models.py": PRELUDE + "class Org(models.Model): pass\n",
            "api.py": f"""
                import swapper
                from django.apps import apps
                from django.contrib.auth import get_user_model
                from shop import models
                from shop.models import Org
                User = get_user_model()
                Loaded = swapper.load_model("shop", "Org")
                def load(name):
                    return swapper.load_model("shop", name)
                asked = {expr}
                """,
        }
    )
    models = build_models(names, evaluate(names))
    last = names.modules["api"].facts.body[-1]
    assert isinstance(last, Bind)
    asked: Expr = last.value
    found = models.resolve_value("api", asked)
    assert (models.by_name[found].label if found else None) == label


def test_find() -> None:
    models = models_of(
        {
            "shop/models.py": PRELUDE + "class Order(models.Model): pass\n",
            "club/models.py": PRELUDE + "class Order(models.Model):\n    class Meta:\n        abstract = True\n",
        }
    )

    def found(label: str) -> list[str]:
        return [model.name for model in models.find(label)]

    assert found("shop.Order") == found("SHOP.order") == found("shop.models.Order") == ["shop.models.Order"]
    assert found("models.Order") == found("Order") == ["shop.models.Order", "club.models.Order"]
    assert found("gone.Order") == []


def test_a_label_that_two_apps_have_means_the_nearer() -> None:
    app = PRELUDE + "class Org(models.Model): pass\nclass Order(models.Model):\n    org = models.ForeignKey('{}', 1)\n"
    models = models_of({"one/shop/models.py": app.format("shop.Org"), "two/shop/models.py": app.format("Org")})
    for project in ("one", "two"):
        assert models.by_name[f"{project}.shop.models.Order"].fields["org"].target == f"{project}.shop.models.Org"


def test_a_swapped_user() -> None:
    models = models_of(
        {
            "conf/settings.py": """
                INSTALLED_APPS = ["people", "django.contrib.auth"]
                AUTH_USER_MODEL = "people.Person"
                """,
            "people/models.py": """
                from django.contrib.auth.models import AbstractUser
                class Person(AbstractUser): pass
                """,
        }
    )
    assert models.user == "people.models.Person"
    group = models.accessor("django.contrib.auth.models.Group", "user_set")
    assert group is not None
    assert group.target == "people.models.Person"
    assert "username" in models.by_name["people.models.Person"].fields


# ── managers ────────────────────────────────────────────────────────────────────────────────────────────────────────

MANAGERS: tuple[tuple[str, str | None, str | None], ...] = (
    ("models.Manager()", None, None),
    ("Live()", "Live", None),
    ("OrderQS.as_manager()", None, "OrderQS"),
    ("Live.from_queryset(OrderQS)()", "Live", "OrderQS"),
    ("models.Manager.from_queryset(OrderQS)()", None, "OrderQS"),
    ("Held()", None, "OrderQS"),
    ("Based()", "Based", "OrderQS"),
    ("Live().from_queryset(OrderQS)()", "Live", "OrderQS"),
    ("Returning()", "Returning", "OrderQS"),
    ("Narrower()", "Narrower", "OrderQS"),
    ("held", "Live", None),
    ("made()", "Live", None),
    ("UserManager()", "django.contrib.auth.models.UserManager", None),
    ("TreeManager()", "forest.TreeManager", None),
)


@pytest.mark.parametrize(("written", "manager", "queryset"), MANAGERS, ids=[row[0] for row in MANAGERS])
def test_managers(written: str, manager: str | None, queryset: str | None) -> None:
    models = shop(
        f"""
        from django.contrib.auth.models import UserManager
        from forest import TreeManager
        class OrderQS(models.QuerySet): pass
        class Live(models.Manager): pass
        Held = models.Manager.from_queryset(OrderQS)
        class Based(models.Manager.from_queryset(OrderQS)): pass
        class Returning(models.Manager):
            def get_queryset(self):
                return OrderQS(self.model, using=self._db).filter(live=True)
        class Narrower(Returning):
            def get_queryset(self):
                return super().get_queryset().filter(paid=True)
        held = Live()
        def made():
            return Live()
        class Order(models.Model):
            things = {written}
        """
    )
    found = models.by_name["shop.models.Order"].managers["things"]

    def bare(name: str | None) -> str | None:
        return name.removeprefix("shop.models.") if name is not None else None

    assert (bare(found.manager), bare(found.queryset)) == (manager, queryset)


@pytest.mark.parametrize(
    ("model", "managers", "default"),
    [
        ("Plain", "objects", "objects"),
        ("Two", "first second", "first"),
        ("Chosen", "first second", "second"),
        ("Heir", "own base", "own"),
        ("Other", "base", "base"),
        ("Child", "special objects", "special"),
    ],
)
def test_managers_along_inheritance(model: str, managers: str, default: str) -> None:
    models = shop(
        """
        class Plain(models.Model): pass
        class Two(models.Model):
            first = models.Manager()
            second = models.Manager()
        class Chosen(Two):
            class Meta:
                default_manager_name = "second"
        class Base(models.Model):
            base = models.Manager()
            class Meta:
                abstract = True
        class Heir(Base):
            own = models.Manager()
        class Other(Base): pass
        class Child(Plain):
            special = models.Manager()
        """
    )
    found = models.by_name[f"shop.models.{model}"]
    assert " ".join(found.managers) == managers
    assert found.default_manager == default


# ── hops and lookups ────────────────────────────────────────────────────────────────────────────────────────────────

CLINIC = """
class Practice(models.Model):
    slug = models.SlugField(unique=True)
class Owned(models.Model):
    practice = models.ForeignKey(Practice, 1, related_name="%(class)s_rows", related_query_name="%(class)s")
    class Meta:
        abstract = True
class Patient(Owned):
    name = models.CharField()
    data = models.JSONField()
    born = models.DateField()
    doctors = models.ManyToManyField("Doctor")
class Doctor(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE)
class Visit(models.Model):
    patient = models.ForeignKey(Patient, models.CASCADE)
    by_slug = models.ForeignKey(Practice, models.CASCADE, to_field="slug", related_name="+")
    note = models.OneToOneField("Note", models.CASCADE)
class Note(models.Model): pass
class Emergency(Visit): pass
class Quiet(Visit):
    class Meta:
        proxy = True
"""


def hop(found: Relation | None) -> str | None:
    return f"{found.target.rpartition('.')[2]}{'*' if found.many else ''}" if found is not None else None


@pytest.mark.parametrize(
    ("model", "name", "by_lookup", "by_attribute"),
    [
        ("Visit", "patient", "Patient", "Patient"),
        ("Patient", "visit", "Visit*", None),
        ("Patient", "visit_set", None, "Visit*"),
        ("Practice", "patient", "Patient*", None),
        ("Practice", "patient_rows", None, "Patient*"),
        ("Practice", "visit", None, None),
        ("Patient", "doctors", "Doctor*", "Doctor*"),
        ("Doctor", "patient", "Patient*", None),
        ("Doctor", "patient_set", None, "Patient*"),
        ("Note", "visit", "Visit", "Visit"),
        ("Visit", "emergency", "Emergency", "Emergency"),
        ("Emergency", "emergency", None, None),
        ("Emergency", "visit_ptr", "Visit", "Visit"),
        ("Emergency", "patient", "Patient", "Patient"),
        ("Quiet", "patient", "Patient", "Patient"),
        ("Quiet", "emergency", "Emergency", "Emergency"),
    ],
)
def test_hops(model: str, name: str, by_lookup: str | None, by_attribute: str | None) -> None:
    models = shop(CLINIC)
    assert hop(models.relation(f"shop.models.{model}", name)) == by_lookup
    assert hop(models.accessor(f"shop.models.{model}", name)) == by_attribute


# model, path, hops, owner, target, column, transform, unresolved
LOOKUPS: tuple[tuple[str, str, str, str, str | None, str | None, str, str | None], ...] = (
    ("Patient", "pk", "", "Patient", "Patient", None, "exact", None),
    ("Patient", "id__in", "", "Patient", "Patient", None, "in", None),
    ("Patient", "practice", "practice", "Practice", "Practice", None, "exact", None),
    ("Patient", "practice_id", "practice", "Practice", "Practice", None, "exact", None),
    ("Patient", "practice_id__in", "practice", "Practice", "Practice", None, "in", None),
    ("Patient", "practice__isnull", "practice", "Practice", "Practice", None, "isnull", None),
    ("Patient", "practice__slug__iexact", "practice", "Practice", None, "slug", "iexact", None),
    ("Visit", "patient__practice", "patient practice", "Practice", "Practice", None, "exact", None),
    ("Visit", "patient__practice__pk", "patient practice", "Practice", "Practice", None, "exact", None),
    ("Visit", "patient__practice_id", "patient practice", "Practice", "Practice", None, "exact", None),
    ("Visit", "by_slug", "by_slug", "Practice", None, "slug", "exact", None),
    ("Visit", "by_slug__pk", "by_slug", "Practice", "Practice", None, "exact", None),
    ("Practice", "patient__visit__note", "patient visit note", "Note", "Note", None, "exact", None),
    ("Patient", "born__year__gte", "", "Patient", None, "born", "year__gte", None),
    ("Patient", "name__unaccent__icontains", "", "Patient", None, "name", "unaccent__icontains", None),
    ("Patient", "data__owner__id__in", "", "Patient", None, "data", "in", "owner__id"),
    ("Patient", "data__owner", "", "Patient", None, "data", "exact", "owner"),
    ("Patient", "gone__x", "", "Patient", None, None, "exact", "gone__x"),
    ("Visit", "patient__gone__in", "patient", "Patient", None, None, "exact", "gone__in"),
    ("Emergency", "pk", "", "Emergency", "Emergency", None, "exact", None),
    ("Emergency", "id", "", "Emergency", "Emergency", None, "exact", None),
    ("Emergency", "patient__practice", "patient practice", "Practice", "Practice", None, "exact", None),
    ("Patient", "doctors__user__email", "doctors user", "User", None, "email", "exact", None),
)


@pytest.mark.parametrize("row", LOOKUPS, ids=[f"{row[0]}.{row[1]}" for row in LOOKUPS])
def test_lookups(row: tuple[str, str, str, str, str | None, str | None, str, str | None]) -> None:
    model, path, *wanted = row
    found = shop(CLINIC).lookup(f"shop.models.{model}", path)
    assert [
        " ".join(each.name for each in found.hops),
        found.owner.rpartition(".")[2],
        found.target.rpartition(".")[2] if found.target else None,
        found.column,
        found.transform,
        found.unresolved,
    ] == wanted


# ── inheritance ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_inheritance_of_fields_and_meta() -> None:
    models = shop(
        """
        class Mixin:
            plain = models.CharField()
        class Base(Mixin, models.Model):
            a = models.CharField()
            b = models.CharField()
            class Meta:
                abstract = True
                ordering = ["a"]
                app_label = "till"
        class Heir(Base):
            b = None
            c = models.CharField()
        class Grand(Heir):
            d = models.CharField()
        class Other(Base):
            class Meta(Base.Meta):
                verbose_name = "other"
        class Same(Grand):
            class Meta:
                proxy = True
        """
    )

    def seen(name: str) -> tuple[str, bool, bool, set[str], set[str]]:
        model = models.by_name[f"shop.models.{name}"]
        return model.label, model.abstract, model.proxy, set(model.fields), set(model.meta)

    assert seen("Base") == ("till.Base", True, False, {"a", "b"}, {"ordering", "app_label"})
    assert seen("Heir") == ("till.Heir", False, False, {"a", "c"}, {"ordering", "app_label"})
    assert seen("Grand") == ("till.Grand", False, False, {"a", "c", "d", "heir_ptr"}, {"ordering", "app_label"})
    assert seen("Other") == ("till.Other", False, False, {"a", "b"}, {"ordering", "app_label", "verbose_name"})
    assert seen("Same") == ("shop.Same", False, True, {"a", "c", "d", "heir_ptr"}, {"proxy"})
    assert models.by_name["shop.models.Grand"].bases == ("shop.models.Heir", "shop.models.Base")


def test_self_and_bare_names_of_an_abstract_base_mean_each_heirs_own() -> None:
    base = PRELUDE + (
        "class Base(models.Model):\n"
        "    parent = models.ForeignKey('self', models.CASCADE)\n"
        "    kind = models.ForeignKey('Kind', models.CASCADE)\n"
        "    class Meta:\n        abstract = True\n"
    )
    heir = "from base.models import Base\n" + PRELUDE + "class Kind(models.Model): pass\nclass Heir(Base): pass\n"
    models = models_of({"base/models.py": base, "one/models.py": heir, "two/models.py": heir})
    for app in ("one", "two"):
        fields = models.by_name[f"{app}.models.Heir"].fields
        assert (fields["parent"].target, fields["kind"].target) == (f"{app}.models.Heir", f"{app}.models.Kind")
        assert fields["parent"].model == "base.models.Base"


@pytest.mark.parametrize(
    "text",
    [
        "class A(B, models.Model): pass\nclass B(A): pass",
        "class A(models.Model):\n    class Meta(A.Meta): pass\n    x = x()\n    objects = objects",
        "def f():\n    return f()\nclass A(f(), models.Model):\n    x = f()\n    y = models.ForeignKey(f(), 1)",
        "X = Y\nY = X\nclass A(X, models.Model):\n    x = X()\n    y = models.ForeignKey(X, 1)",
    ],
)
def test_what_goes_in_circles_comes_to_an_end(text: str) -> None:
    assert "shop.A" in own(shop(text))
