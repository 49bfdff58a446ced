"""Classes -> those that are Django models, and their Meta options.

In: `Names`. Out: canonical names, `Meta`. Deliberately unknown: fields, but for the one test that tells a model whose
base cannot be seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from practice_lint.facts import Defined, Expr
from practice_lint.project.constants import flag
from practice_lint.project.fields import declares_model_field
from practice_lint.project.names import Names

ROOTS = frozenset(
    f"django.{module}.Model"
    for module in ("db.models", "db.models.base", "contrib.gis.db.models", "contrib.gis.db.models.base")
)
# Libraries' model bases, by package, for those that `stubs/` does not sketch.
LIBRARY_BASES: Mapping[str, frozenset[str]] = {
    "mptt": frozenset({"MPTTModel"}),
    "treebeard": frozenset({"Node", "MP_Node", "NS_Node", "AL_Node", "LT_Node"}),
    "tree_queries": frozenset({"TreeNode"}),
    "polymorphic": frozenset({"PolymorphicModel", "PolymorphicMPTTModel"}),
    "polymorphic_tree": frozenset({"PolymorphicMPTTModel"}),
    "model_utils": frozenset({"TimeStampedModel", "TimeFramedModel", "StatusModel", "SoftDeletableModel", "UUIDModel"}),
    "django_extensions": frozenset(
        {"TimeStampedModel", "TitleDescriptionModel", "TitleSlugDescriptionModel", "ActivatorModel"}
    ),
    "parler": frozenset({"TranslatableModel", "TranslatedFieldsModel", "TranslatableModelMixin"}),
    "hvad": frozenset({"TranslatableModel"}),
    "modeltranslation": frozenset(),
    "taggit": frozenset(
        {
            "TagBase", "ItemBase", "TaggedItemBase",
            "GenericTaggedItemBase", "CommonGenericTaggedItemBase",
        }
    ),
    "django_tenants": frozenset({"TenantMixin", "DomainMixin"}),
    "tenant_schemas": frozenset({"TenantMixin"}),
    "tenant_users": frozenset({"TenantBase", "UserProfile", "UserTenantPermissions"}),
    "django_multitenant": frozenset({"TenantModel", "TenantModelMixin"}),
    "guardian": frozenset(
        {"UserObjectPermissionBase", "GroupObjectPermissionBase", "UserObjectPermissionAbstract", "GuardianUserMixin"}
    ),
    "wagtail": frozenset(
        {
            "Page", "Orderable", "ClusterableModel", "AbstractImage",
            "AbstractDocument", "BaseSiteSetting",
        }
    ),
    "modelcluster": frozenset({"ClusterableModel"}),
    "cms": frozenset({"CMSPlugin", "PageContent"}),
    "safedelete": frozenset({"SafeDeleteModel", "SOFTDELETE_CASCADE_Model"}),
    "softdelete": frozenset({"SoftDeleteObject", "SoftDeleteModel"}),
    "django_softdelete": frozenset({"SoftDeleteModel"}),
    "dirtyfields": frozenset(),
    "ordered_model": frozenset({"OrderedModel", "OrderedModelBase"}),
    "solo": frozenset({"SingletonModel"}),
    "django_lifecycle": frozenset({"LifecycleModel"}),
    "authtools": frozenset({"AbstractEmailUser", "AbstractNamedUser"}),
    "custom_user": frozenset({"AbstractEmailUser"}),
    "rest_framework_api_key": frozenset({"AbstractAPIKey"}),
    "oauth2_provider": frozenset(
        {
            "AbstractApplication", "AbstractAccessToken", "AbstractRefreshToken",
            "AbstractGrant",
        }
    ),
    "waffle": frozenset({"AbstractUserFlag", "AbstractBaseFlag", "AbstractUserSample", "AbstractUserSwitch"}),
    "organizations": frozenset(
        {
            "OrganizationBase", "OrganizationUserBase", "OrganizationOwnerBase", "OrganizationInvitationBase",
            "AbstractOrganization", "AbstractOrganizationUser", "AbstractOrganizationOwner",
            "AbstractOrganizationInvitation", "SharedBaseModel", "OrgModel",
        }
    ),
    "reversion": frozenset(),
    "concurrency": frozenset({"VersionedModel"}),
    "computedfields": frozenset({"ComputedFieldsModel"}),
    "psqlextra": frozenset({"PostgresModel", "PostgresPartitionedModel", "PostgresViewModel"}),
    "django_pgviews": frozenset({"View", "MaterializedView"}),
}  # fmt: skip
# Any other class of a library's models module is a model, unless it is called like one of these.
MODELS_MODULE = re.compile(r"(^|\.)(abstract_|base_)?models(\.|$)|\.(abstract|base_user)$")
NO_MODEL = re.compile(
    r"(Manager|Query[Ss]et|Mixin|Form|Serializer|Field|Choices|Enum|Admin|View|ViewSet|Filter|Error|Exception|Meta|Schema"
    r"|DoesNotExist|Test|TestCase|Factory|Index|Constraint|Lookup|Transform|Func|Expression|Aggregate|Q|F|Prefetch)$"
)
NO_MODEL_PACKAGES = frozenset(
    {
        "django", "pydantic", "openai", "anthropic", "msrest", "azure", "botocore", "google", "stripe", "torch",
        "transformers", "sklearn", "keras", "scim2_models", "graphene", "rest_framework", "odoo", "peewee",
        "mongoengine", "flask", "sqlalchemy", "prompt_toolkit", "langchain", "langchain_core",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meta:
    """`options` as Django inherits them; `abstract` is never inherited."""

    abstract: bool
    options: Mapping[str, Expr]


def model_classes(names: Names) -> frozenset[str]:
    """Every class of project and stubs that is a model; shadowed duplicates, and classes inside a function that are
    nobody's base, left out."""
    roots = {each for each in names.outside_bases() if _is_root(each)} | ROOTS
    found = {each for root in roots for each in names.descendants(root)}
    orphans = {
        each
        for base in names.outside_bases()
        if base not in roots
        for each in names.outside_bases()[base]
        if each not in found and declares_model_field(names, each)
    }
    for orphan in orphans:
        found |= {orphan, *names.descendants(orphan)}
    return frozenset(each for each in found if _stands(names, each))


def _is_root(name: str) -> bool:
    package, _, rest = name.partition(".")
    own = name.rpartition(".")[2]
    if own in LIBRARY_BASES.get(package, ()):
        return True
    if package in NO_MODEL_PACKAGES or not rest or NO_MODEL.search(own):
        return False
    return MODELS_MODULE.search(name.rpartition(".")[0]) is not None


def _stands(names: Names, name: str) -> bool:
    """Not only inside a function, and what its name means in the end: of two definitions by branch one is a model."""
    record = names.classes[name]
    outer, _, own = record.facts.name.rpartition(".")
    if outer:
        local = f"{record.module}.{outer.partition('.')[0]}" in names.functions
        return not local or bool(names.descendants(name))
    plain = own.partition("#")[0]
    if plain == own and f"{name}#2" not in names.classes:
        return True
    symbol = names.resolve(record.module, plain)
    return symbol is None or symbol.name == name


def model_metas(names: Names, models: frozenset[str]) -> dict[str, Meta]:
    found: dict[str, Meta] = {}
    for name in sorted(models):
        _meta(names, models, name, found)
    return found


def _meta(names: Names, models: frozenset[str], name: str, found: dict[str, Meta]) -> Meta:
    if name in found:
        return found[name]
    found[name] = Meta(False, {})  # a cycle ends here
    own = _own_meta(names, name)
    options: dict[str, Expr] = {}
    abstract = False
    if own is not None:
        for each in reversed(names.mro(own)):
            held = {key: exprs[0] for key, exprs in names.bindings(each).names.items()}
            said = held.pop("abstract", None)
            if each == own or each.rpartition(".")[0] not in models:  # Django unsets it on the Meta of an abstract base
                abstract = flag(names, each, said) is True if said is not None else abstract
            options.update(held)
    else:
        for base in names.mro(name)[1:]:
            if base in models:
                inherited = _meta(names, models, base, found)
                if inherited.abstract:
                    options.update(inherited.options)
                    break
    found[name] = Meta(abstract, options)
    return found[name]


def _own_meta(names: Names, name: str) -> str | None:
    """The class that `Meta` means in the body of the model, or in the nearest base that is no model."""
    held = names.bindings(name).names.get("Meta")
    if held is None:
        return None
    if isinstance(held[0], Defined):
        return f"{names.classes[name].module}.{held[0].name}"
    symbol = names.resolve_within(name, held[0])
    return symbol.name if symbol is not None and symbol.kind == "class" else None
