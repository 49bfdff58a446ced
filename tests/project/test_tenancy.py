# ruff: noqa: E501  (a row of a table is a project on one line)
"""Which model is the practice, who belongs to it, and by which paths every other model does."""

from __future__ import annotations

from typing import Any

import pytest
from linked import tenancy_of

from practice_lint.config import Settings
from practice_lint.project.tenancy import Tenancy, UnknownModel

HEAD = """
# file: config/settings.py
INSTALLED_APPS = ["clinic"]
# file: clinic/models.py
from django.conf import settings
from django.db import models
from django.contrib.auth.models import User
"""
PRACTICE = """
class Practice(models.Model):
    slug = models.SlugField()
class UserPracticeAccess(models.Model):
    user = models.ForeignKey(User, models.CASCADE)
    practice = models.ForeignKey(Practice, models.CASCADE)
    role = models.CharField()
class Patient(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    created_by = models.ForeignKey(User, models.CASCADE, related_name="+")
"""
GIVEN = Settings(practice_model="clinic.Practice")


def scope(source: str, config: Settings = GIVEN, model: str = "X") -> tuple[str, tuple[str, ...]]:
    """How the class X of `source` stands to the practice."""
    found = tenancy_of(HEAD + PRACTICE + source, config).scopes[f"clinic.models.{model}"]
    return found.kind, found.paths


def practice_of(source: str, **settings: Any) -> str | None:
    practice = tenancy_of(HEAD + source, Settings(**settings)).practice
    return None if practice is None else practice.removeprefix("clinic.models.")


# ── inference ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_clear_case_says_why() -> None:
    tenancy = tenancy_of(HEAD + PRACTICE)
    assert (tenancy.practice, tenancy.given) == ("clinic.models.Practice", False)
    assert tenancy.practices == ("clinic.models.Practice",)
    assert tenancy.memberships == {"clinic.models.UserPracticeAccess": ("user", "practice")}
    assert tenancy.architecture == "row"
    assert any("2 of 2 models have a foreign key to clinic.Practice" in each for each in tenancy.evidence)
    assert any("clinic.UserPracticeAccess" in each for each in tenancy.evidence)
    assert tenancy.candidates[0].model == tenancy.practice


BLOG = """
class Category(models.Model): ...
class Post(models.Model):
    author = models.ForeignKey(User, models.CASCADE)
    category = models.ForeignKey(Category, models.CASCADE)
class Comment(models.Model):
    post = models.ForeignKey(Post, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)
class Like(models.Model):
    post = models.ForeignKey(Post, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)
"""
SHOP = """
class Country(models.Model): ...
class Product(models.Model): ...
class Customer(models.Model):
    user = models.OneToOneField(User, models.CASCADE)
    country = models.ForeignKey(Country, models.CASCADE)
class Order(models.Model):
    customer = models.ForeignKey(Customer, models.CASCADE)
class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE)
    product = models.ForeignKey(Product, models.CASCADE)
"""
LABEL = """
class Tenant(models.Model):
    slug = models.SlugField()
""" + "".join(
    f"class {name}(models.Model):\n    tenant = models.ForeignKey(Tenant, models.CASCADE, null=True)\n"
    for name in ("Rack", "Cable", "Prefix", "Circuit")
)
UNUSUAL = """
class Kitchen(models.Model): ...
class KitchenMember(models.Model):
    user = models.ForeignKey(User, models.CASCADE)
    kitchen = models.ForeignKey(Kitchen, models.CASCADE)
    role = models.CharField()
    class Meta:
        unique_together = ("user", "kitchen")
class Recipe(models.Model):
    kitchen = models.ForeignKey(Kitchen, models.CASCADE)
class Step(models.Model):
    recipe = models.ForeignKey(Recipe, models.CASCADE)
class Pantry(models.Model):
    kitchen = models.ForeignKey(Kitchen, models.CASCADE)
"""
LEVELS = """
class Plan(models.Model): ...
class Organisation(models.Model):
    plan = models.ForeignKey(Plan, models.CASCADE)
class UserOrganisation(models.Model):
    user = models.ForeignKey(User, models.CASCADE)
    organisation = models.ForeignKey(Organisation, models.CASCADE)
    role = models.CharField()
class Project(models.Model):
    organisation = models.ForeignKey(Organisation, models.CASCADE)
class ProjectMember(models.Model):
    user = models.ForeignKey(User, models.CASCADE)
    project = models.ForeignKey(Project, models.CASCADE)
    role = models.CharField()
class Owned(models.Model):
    project = models.ForeignKey(Project, models.CASCADE)
    class Meta:
        abstract = True
class Feature(Owned): ...
class Segment(Owned): ...
class Tag(Owned): ...
class Environment(Owned): ...
class Flag(models.Model):
    environment = models.ForeignKey(Environment, models.CASCADE)
"""
CARRIED = """
class Bureau(models.Model):
    staff = models.ManyToManyField(User)
class Letter(models.Model):
    bureau = models.ForeignKey(Bureau, models.CASCADE)
class Stamp(models.Model):
    bureau = models.ForeignKey(Bureau, models.CASCADE)
# file: clinic/views.py
def letters(request):
    return request.bureau.letter_set.all()
"""
USERS = """
from django.contrib.auth.models import AbstractUser
class Company(models.Model): ...
class Person(AbstractUser):
    company = models.ForeignKey(Company, models.CASCADE)
class Report(models.Model):
    company = models.ForeignKey(Company, models.CASCADE)
class Page(models.Model):
    report = models.ForeignKey(Report, models.CASCADE)
# file: config/settings.py
INSTALLED_APPS = ["clinic"]
AUTH_USER_MODEL = "clinic.Person"
"""
ROLES = """
from django.contrib.auth.models import AbstractUser
class Client(models.Model): ...
class Site(models.Model):
    client = models.ForeignKey(Client, models.CASCADE)
class Agent(models.Model):
    site = models.ForeignKey(Site, models.CASCADE)
    slug = models.SlugField()
class Role(models.Model):
    may_view = models.ManyToManyField(Client)
class Person(AbstractUser):
    role = models.ForeignKey(Role, models.CASCADE, null=True)
    agent = models.OneToOneField(Agent, models.CASCADE, null=True)
class Check(models.Model):
    agent = models.ForeignKey(Agent, models.CASCADE)
class Alert(models.Model):
    agent = models.ForeignKey(Agent, models.CASCADE)
class Log(models.Model):
    agent = models.ForeignKey(Agent, models.CASCADE)
# file: config/settings.py
INSTALLED_APPS = ["clinic"]
AUTH_USER_MODEL = "clinic.Person"
"""
DEVICES = ROLES.replace("    may_view = models.ManyToManyField(Client)\n", "    name = models.CharField()\n")
FAR_LEVELS = LEVELS.replace(
    "organisation = models.ForeignKey(Organisation, models.CASCADE)\nclass ProjectMember",
    "area = models.ForeignKey('Area', models.CASCADE)\n"
    "class Area(models.Model):\n    organisation = models.ForeignKey(Organisation, models.CASCADE)\nclass ProjectMember",
)
ABSENT = (
    "".join(
        f"class {name}(models.Model):\n    organization = models.ForeignKey('crm.Organization', models.CASCADE)\n"
        for name in ("Letter", "Stamp", "Envelope")
    )
    + "# file: clinic/views.py\ndef letters(request):\n    return request.organization.letter_set.all()\n"
)


@pytest.mark.parametrize(
    ("source", "practice"),
    [
        (BLOG, None),
        (SHOP, None),
        (LABEL, None),
        (UNUSUAL, "Kitchen"),
        (LEVELS, "Organisation"),
        (CARRIED, "Bureau"),
        (USERS, "Company"),
        (ROLES, "Client"),
        (DEVICES, None),
        (FAR_LEVELS, "Organisation"),
        (ABSENT, "crm.Organization"),
        ("", None),
    ],
    ids=[
        "blog",
        "shop",
        "label",
        "unusual name",
        "levels",
        "carried",
        "users",
        "roles",
        "devices",
        "far levels",
        "absent package",
        "no models",
    ],
)
def test_inferred(source: str, practice: str | None) -> None:
    assert practice_of(source) == practice


# ── given by the configuration ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "practice"),
    [
        ("clinic.Patient", "Patient"),
        ("Patient", "Patient"),
        ("clinic.models.Patient", "Patient"),
        ("auth.User", "django.contrib.auth.models.User"),
    ],
)
def test_given(name: str, practice: str) -> None:
    assert practice_of(PRACTICE, practice_model=name) == practice
    assert tenancy_of(HEAD + PRACTICE, Settings(practice_model=name)).given


@pytest.mark.parametrize("name", ["Organization", "crm.Organization"])
def test_given_of_an_absent_package(name: str) -> None:
    tenancy = tenancy_of(HEAD + PRACTICE + ABSENT, Settings(practice_model=name))
    assert tenancy.practice == "crm.Organization"
    assert tenancy.scopes["clinic.models.Letter"].paths == ("organization",)
    assert tenancy.scoped("crm.Organization")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"practice_model": "Practise"}, "practice-model: there is no model 'Practise'; did you mean clinic.Practice or clinic.Patient?"),
        ({"practice_model": "Zebra"}, "practice-model: there is no model 'Zebra'."),
        ({"practice_model": "Patient"}, "practice-model: 'Patient' could be several models; write clinic.Patient or lab.Patient."),
        ({"global_models": {"Ptient": "x"}}, "global-models: there is no model 'Ptient'; did you mean lab.Patient or clinic.Patient?"),
        ({"membership_models": ("Nobody",)}, "membership-models: there is no model 'Nobody'."),
    ],
)  # fmt: skip
def test_unknown_names_are_told(settings: dict[str, Any], message: str) -> None:
    more = "# file: lab/models.py\nfrom django.db import models\nclass Patient(models.Model): ...\n"
    with pytest.raises(UnknownModel) as caught:
        tenancy_of(HEAD + PRACTICE + more, Settings(**settings))
    assert str(caught.value) == message


# ── memberships ─────────────────────────────────────────────────────────────────────────────────────────────────────

# Fields of a model X, and whether it is a membership.
MEMBERSHIPS: tuple[tuple[str, str, bool], ...] = (
    ("class StaffMember", "user = FK(User)\npractice = FK(Practice)\nis_active = models.BooleanField()", True),
    ("class UserPractice", "user = FK(User)\npractice = FK(Practice)", True),
    ("class Membership", "user = FK(User)\npractice = FK(Practice)\nclass Meta:\n    unique_together = [('user', 'practice')]", True),
    ("class Membership", "user = FK(User)\npractice = FK(Practice)\nclass Meta:\n    constraints = [models.UniqueConstraint(fields=['user', 'practice'], name='u')]", True),
    ("class AuditEntry", "user = FK(User)\npractice = FK(Practice)", False),
    ("class Task", "user = FK(User)\npractice = FK(Practice)\nstatus = models.CharField()", False),
    ("class UserPreference", "user = FK(User)\npractice = FK(Practice)\nclass Meta:\n    unique_together = ('user', 'practice')", False),
    ("class Member", "created_by = FK(User)\npractice = FK(Practice)\nrole = models.CharField()", False),
    ("class GroupMember", "user = FK(User)\npatient = FK(Patient)\nrole = models.CharField()", True),
    ("class Team", "members = models.ManyToManyField(User)\npractice = FK(Practice)", True),
    ("class Chart", "members = models.ManyToManyField(User)\npractice = FK(Practice)", False),
)  # fmt: skip


@pytest.mark.parametrize(("head", "body", "expected"), MEMBERSHIPS)
def test_memberships(head: str, body: str, expected: bool) -> None:
    fields = "\n".join("    " + line for line in body.replace("FK(", "FK(").splitlines())
    source = f"def FK(to): return models.ForeignKey(to, models.CASCADE)\n{head}(models.Model):\n{fields}\n"
    source = source.partition("\n")[2].replace("FK(", "models.ForeignKey(")
    name = "clinic.models." + head.removeprefix("class ")
    assert (name in tenancy_of(HEAD + PRACTICE + source, GIVEN).memberships) == expected


def test_a_role_of_several_practices_is_a_membership() -> None:
    tenancy = tenancy_of(HEAD + ROLES)
    assert tenancy.memberships == {"clinic.models.Role": ("", "may_view")}
    profile = "class Profile(models.Model):\n    user = models.OneToOneField(User, models.CASCADE)\n    {} = models.ManyToManyField({})\n"
    assert tenancy_of(HEAD + PRACTICE + profile.format("practices", "Practice"), GIVEN).memberships[
        "clinic.models.Profile"
    ] == ("user", "practices")
    assert (
        "clinic.models.Profile"
        not in tenancy_of(HEAD + PRACTICE + profile.format("patients", "Patient"), GIVEN).memberships
    )


PERSON = "class Person(models.Model):\n    user = models.OneToOneField(User, models.CASCADE, null=True)\n"


@pytest.mark.parametrize(
    ("source", "model", "paths"),
    [
        ("class Seat(models.Model):\n    person = FK(Person)\n    practice = FK(Practice)\n    role = models.CharField()\n", "Seat", ("person__user", "practice")),
        ("class Seat(models.Model):\n    created_by = FK(Person)\n    practice = FK(Practice)\n    role = models.CharField()\n", "Seat", None),
        ("class Referral(models.Model):\n    person = FK(Person)\n    practice = FK(Practice)\n", "Referral", None),
        ("class Team(models.Model):\n    practice = FK(Practice)\n    members = models.ManyToManyField(Person)\n", "Team", ("members__user", "practice")),
    ],
)  # fmt: skip
def test_who_has_a_profile_belongs_by_it(source: str, model: str, paths: tuple[str, str] | None) -> None:
    source = source.replace("FK(Person)", "models.ForeignKey(Person, models.CASCADE)")
    source = source.replace("FK(Practice)", "models.ForeignKey(Practice, models.CASCADE)")
    found = tenancy_of(HEAD + PRACTICE + PERSON + source, GIVEN).memberships
    assert found.get(f"clinic.models.{model}") == paths


def test_people_of_a_practice_have_profiles() -> None:
    source = (
        PERSON
        + """
class Organisation(models.Model):
    persons = models.ManyToManyField(Person)
class Event(models.Model):
    organisation = models.ForeignKey(Organisation, models.CASCADE)
class Occurrence(models.Model):
    event = models.ForeignKey(Event, models.CASCADE)
class Enrolment(models.Model):
    occurrence = models.ForeignKey(Occurrence, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE)
"""
    )
    tenancy = tenancy_of(HEAD + source)
    assert tenancy.practice == "clinic.models.Organisation"
    assert tenancy.memberships == {"clinic.models.Organisation": ("persons__user", "")}
    assert practice_of(source.replace("ManyToManyField(Person)", "CharField()")) is None


def test_through_model_is_a_membership() -> None:
    source = """
class Desk(models.Model):
    practice = models.ForeignKey("House", models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)
class House(models.Model):
    users = models.ManyToManyField(User, through=Desk)
"""
    assert tenancy_of(HEAD + source, Settings(practice_model="House")).memberships == {
        "clinic.models.Desk": ("user", "practice")
    }


def test_configured_memberships_replace_the_inferred() -> None:
    tenancy = tenancy_of(HEAD + PRACTICE, Settings(membership_models=("clinic.Patient",)))
    assert tenancy.memberships == {"clinic.models.Patient": ("", "practice")}


# ── scopes ──────────────────────────────────────────────────────────────────────────────────────────────────────────

SCOPES: tuple[tuple[str, tuple[str, tuple[str, ...]]], ...] = (
    ("class X(models.Model): ...", ("undeclared", ())),
    ("class X(models.Model):\n    practice = models.ForeignKey(Practice, models.CASCADE, null=True)", ("direct", ("practice",))),
    ("class X(models.Model):\n    patient = models.ForeignKey(Patient, models.CASCADE)", ("via", ("patient__practice",))),
    ("class X(models.Model):\n    by = models.ForeignKey(User, models.CASCADE)", ("undeclared", ())),
    ("class X(Patient): ...", ("direct", ("practice",))),
    ("class X(Practice):\n    class Meta:\n        proxy = True", ("practice", ("",))),
    ("class X(Practice): ...", ("practice", ("",))),
    ("class X(models.Model):\n    practices = models.ManyToManyField(Practice)", ("shared", ("practices",))),
    ("class X(models.Model): ...\nclass Y(Patient):\n    x = models.OneToOneField(X, models.CASCADE)", ("via", ("y__practice",))),
    ("class X(models.Model): ...\nclass Y(Patient):\n    x = models.ForeignKey(X, models.CASCADE)", ("undeclared", ())),
    (
        "class X(models.Model):\n    a = models.ForeignKey(Patient, models.CASCADE, null=True)\n    b = models.ForeignKey('Y', models.CASCADE)\n"
        "class Y(models.Model):\n    patient = models.ForeignKey(Patient, models.CASCADE)",
        ("via", ("b__patient__practice", "a__practice")),
    ),
    ("class X(models.Model):\n    x = models.ForeignKey('self', models.CASCADE)", ("undeclared", ())),
    (
        "class X(models.Model):\n    current_practice = models.ForeignKey(Practice, models.CASCADE, related_name='+')\n"
        "    practice = models.ForeignKey(Practice, models.CASCADE)",
        ("direct", ("practice", "current_practice")),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), SCOPES, ids=[source for source, _ in SCOPES])
def test_scope(source: str, expected: tuple[str, tuple[str, ...]]) -> None:
    assert scope(source) == expected


def test_dense_graphs_end() -> None:
    names = [f"M{number}" for number in range(25)]
    keys = "".join(
        f"    {each.lower()} = models.ForeignKey('{each}', models.CASCADE, related_name='+')\n" for each in names
    )
    source = "".join(f"class {each}(models.Model):\n{keys}" for each in names)
    source += "class X(models.Model):\n    m1 = models.ForeignKey(M1, models.CASCADE)\n"
    assert scope(source) == ("undeclared", ())
    assert scope(source.replace("class M0(models.Model):", "class M0(Patient):"))[0] == "via"


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("practice = models.ForeignKey(Practice, models.CASCADE)", "direct"),
        ("active_practice = models.ForeignKey(Practice, models.CASCADE)", "global"),
        ("practices = models.ManyToManyField(Practice)", "global"),
    ],
)
def test_user_model(field: str, kind: str) -> None:
    source = f"""
class Practice(models.Model): ...
class Person(AbstractUser):
    {field}
# file: config/settings.py
INSTALLED_APPS = ["clinic"]
AUTH_USER_MODEL = "clinic.Person"
"""
    head = HEAD.replace("import User", "import AbstractUser")
    assert tenancy_of(head + source, GIVEN).scopes["clinic.models.Person"].kind == kind


# ── declarations ────────────────────────────────────────────────────────────────────────────────────────────────────

X = "class X(models.Model):\n"
KEY = "    patient = models.ForeignKey(Patient, models.CASCADE)\n"
# What is written, and the scope's kind, first path, reason and problem.
DECLARED: tuple[tuple[str, str, str | None, str | None, str | None], ...] = (
    (X + "    # practice-scope: global — the same for all\n    n = 1", "global", None, "the same for all", None),
    (X + "    # practice-scope: global - the same for all\n    n = 1", "global", None, "the same for all", None),
    (X + "    # practice-scope: global: the same for all\n    n = 1", "global", None, "the same for all", None),
    ("# practice-scope: global – the same\n" + X + "    n = 1", "global", None, "the same", None),
    ("# practice-scope: global – the same\n@decorated\n" + X + "    n = 1", "global", None, "the same", None),
    (X + '    practice_scope = "global — the same"', "global", None, "the same", None),
    (X + '    """Doc."""\n\n    # practice-scope: shared — null means all\n' + KEY, "shared", "patient__practice", "null means all", None),
    (X + "    # practice-scope: via patient__practice\n" + KEY, "via", "patient__practice", None, None),
    (X + "    # practice-scope: via y__patient__practice\n" + KEY + "    y = models.ForeignKey('Y', models.CASCADE, null=True)\nclass Y(models.Model):\n" + KEY, "via", "y__patient__practice", None, None),
    (X + "    n = 1\n    # practice-scope: global — too late\n    m = 2", "undeclared", None, None, None),
    (X + "    # practice-scope: global\n    n = 1", "global", None, None, "The declaration gives no reason: write `global — why`."),
    (X + "    # practice-scope: shared\n    n = 1", "shared", None, None, "The declaration gives no reason: write `shared — why`."),
    (X + "    # practice-scope: global — no\n" + KEY, "global", "patient__practice", "no", "Declared global, yet `patient__practice` leads to a practice."),
    (X + "    # practice-scope: via doctor__practice\n" + KEY, "via", "patient__practice", None, "Declared `via doctor__practice`, but there is no such path."),
    (X + "    # practice-scope: via patient\n" + KEY, "via", "patient__practice", None, "Declared `via patient`, but it ends at clinic.Patient, not at the practice."),
    (X + "    # practice-scope: everyone\n" + KEY, "via", "patient__practice", None, "`practice-scope: everyone` is not understood: write `global — why`, `shared — why` or `via path`."),
    ("class Base(models.Model):\n    # practice-scope: global — reference data\n    class Meta:\n        abstract = True\nclass X(Base): ...", "global", None, "reference data", None),
)  # fmt: skip


@pytest.mark.parametrize(("source", "kind", "path", "reason", "problem"), DECLARED, ids=[row[0] for row in DECLARED])
def test_declared(source: str, kind: str, path: str | None, reason: str | None, problem: str | None) -> None:
    found = tenancy_of(HEAD + PRACTICE + source, GIVEN).scopes["clinic.models.X"]
    assert (found.kind, next(iter(found.paths), None), found.reason) == (kind, path, reason)
    assert found.problem == problem
    assert (found.declared is None) == (kind == "undeclared")


def test_declared_in_the_configuration() -> None:
    config = Settings(practice_model="Practice", global_models={"clinic.X": "ISO data"})
    found = tenancy_of(HEAD + PRACTICE + "class X(models.Model): ...", config).scopes["clinic.models.X"]
    assert (found.kind, found.reason, found.declared) == ("global", "ISO data", "configuration")


def test_place_of_a_declaration() -> None:
    source = HEAD + PRACTICE + "class X(models.Model):\n    # practice-scope: global — why\n    n = 1\n"
    found = tenancy_of(source, GIVEN).scopes["clinic.models.X"]
    assert found.declared == "clinic/models.py:15"


def test_scoped() -> None:
    source = "class X(models.Model): ...\nclass Y(models.Model):\n    practices = models.ManyToManyField(Practice)\n"
    tenancy = tenancy_of(HEAD + PRACTICE + source, GIVEN)
    answers = {name: tenancy.scoped(f"clinic.models.{name}") for name in ("Practice", "Patient", "X", "Y", "Absent")}
    assert answers == {"Practice": True, "Patient": True, "X": False, "Y": True, "Absent": False}


# ── architecture ────────────────────────────────────────────────────────────────────────────────────────────────────


def schema(settings: str, models: str = "", config: Settings | None = None) -> Tenancy:
    return tenancy_of(
        f"# file: config/settings.py\n{settings}\n"
        "# file: tenants/models.py\nfrom django.db import models\nfrom django_tenants.models import DomainMixin, TenantMixin\n"
        "class Client(TenantMixin): ...\nclass Domain(DomainMixin): ...\n"
        "# file: records/models.py\nfrom django.db import models\nclass Record(models.Model): ...\n" + models,
        config,
    )


APPS = 'SHARED_APPS = ["tenants", "billing"]\nTENANT_APPS = ["records"]\nINSTALLED_APPS = SHARED_APPS + TENANT_APPS\n'
BILL = (
    "# file: billing/models.py\nfrom django.db import models\n"
    "class Bill(models.Model):\n    client = models.ForeignKey('tenants.Client', models.CASCADE)\n"
)


@pytest.mark.parametrize(
    "sign",
    [
        'TENANT_MODEL = "tenants.Client"',
        'DATABASES = {"default": {"ENGINE": "django_tenants.postgresql_backend"}}',
        'MIDDLEWARE = ["django_tenants.middleware.main.TenantMainMiddleware"]',
        "",
    ],
)
def test_schema(sign: str) -> None:
    tenancy = schema(APPS + sign)
    assert (tenancy.architecture, tenancy.practice) == ("schema", "tenants.models.Client")
    assert any(word in " ".join(tenancy.architecture_evidence) for word in (sign.partition(" ")[0] or "TenantMixin",))
    assert tenancy.scopes["records.models.Record"].kind == "global"
    assert not tenancy.scoped("records.models.Record")


def test_shared_tables_with_rows_of_several_practices_are_hybrid() -> None:
    tenancy = schema(APPS, BILL)
    assert tenancy.architecture == "hybrid"
    assert "billing.Bill" in tenancy.architecture_evidence[-1]
    assert tenancy.scopes["billing.models.Bill"].paths == ("client",)


def test_tenant_types() -> None:
    types = 'TENANT_TYPES = {"public": {"APPS": ["tenants"]}, "clinic": {"APPS": ["records"]}}\nINSTALLED_APPS = []\n'
    assert schema(types).scopes["records.models.Record"].kind == "global"


def test_configured_architecture_wins() -> None:
    tenancy = schema(APPS, BILL, Settings(architecture="row", practice_model="tenants.Client"))
    assert tenancy.architecture == "row"
    assert tenancy.scopes["records.models.Record"].kind == "undeclared"


def test_no_sign_of_a_schema_is_said() -> None:
    (reason,) = tenancy_of(HEAD + PRACTICE).architecture_evidence
    assert reason.startswith("No sign of a schema per tenant")
