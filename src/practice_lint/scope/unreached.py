"""Functions that no entry reaches, run on their own: hooks of library base classes, and what is left."""

from __future__ import annotations

from practice_lint.facts import Bind, Global, Import
from practice_lint.project.names import FunctionRecord
from practice_lint.scope.effects import QUERY_WORDS, mentions
from practice_lint.scope.evaluate import Machine
from practice_lint.scope.parameters import (
    framework_parameter,
    self_value,
)
from practice_lint.scope.runs import fresh, guarded
from practice_lint.scope.stores import STORE_NAMES
from practice_lint.scope.values import (
    ClassRef,
    FunctionRef,
    Param,
    Value,
)

HOOK_BASES = {
    "rest_framework.serializers.BaseSerializer": "serializer",
    "rest_framework.fields.Field": "serializer",
    "django.forms.forms.BaseForm": "form",
    "django.forms.BaseForm": "form",
    "django.forms.Form": "form",
    "django.forms.ModelForm": "form",
    "django_filters.FilterSet": "filter",
    "django_filters.rest_framework.FilterSet": "filter",
    "django_filters.filterset.FilterSet": "filter",
    "rest_framework.permissions.BasePermission": "permission",
    "graphene_django.types.DjangoObjectType": "graphql",
    "graphene_django.DjangoObjectType": "graphql",
}


def run_hooks(m: Machine) -> None:
    done: set[str] = set()
    for base, mode in HOOK_BASES.items():
        for cls in m.names.subclasses(base):
            if cls in done:
                continue
            done.add(cls)
            m.hooked[f"{mode} {cls}"] = cls
            for name in m.own_methods(cls):
                method = m.names.functions.get(f"{cls}.{name}")
                if method is not None and method.name not in m.records.visited:
                    run_alone(m, method, mode, cls=cls, entry=f"{mode} {cls}")


def run_unreached(m: Machine) -> None:
    words = query_words(m)
    for name in sorted(m.names.functions):
        record = m.names.functions[name]
        module = m.names.modules[record.module]
        if module.stub or name in m.records.visited or not mentions(record.facts.body, words):
            continue
        run_alone(m, record, "alone")


def query_words(m: Machine) -> frozenset[str]:
    """Names with which a query on this project's models can begin."""
    managers = {name for model in m.models.by_name.values() for name in model.managers}
    accessors = {r.field.related_name or "" for name in m.models.by_name for r in m.models.relations(name) if r.many}
    hidden = {
        r.name + "_set" for name in m.models.by_name for r in m.models.relations(name) if r.many and not r.forward
    }
    forward = {r.name for name in m.models.by_name for r in m.models.relations(name) if r.many}
    return QUERY_WORDS | managers | accessors | hidden | forward


def store_words(m: Machine) -> frozenset[str]:
    """Names by which modules call what the process keeps outside the database, where they are names of their own."""
    return frozenset(
        step.target.name
        for module in m.names.modules.values()
        if not module.stub
        for step in module.facts.body
        if isinstance(step, Bind) and isinstance(step.target, Global) and isinstance(step.value, Import)
        if step.value.path in STORE_NAMES
    )


def run_alone(m: Machine, record: FunctionRecord, mode: str, cls: str | None = None, entry: str | None = None) -> None:
    """Run one function with parameters that its callers decide."""
    env = fresh()
    frame = m.module_frame(record.module)
    m.route_params, m.entry_function = None, None
    owner = cls or record.owner
    kinds = m.decorator_kinds(record)
    names: list[tuple[str, Value]] = []
    params = record.facts.params
    self_: Value | None = None
    if owner is not None and params and "staticmethod" not in kinds:
        self_ = ClassRef(owner) if "classmethod" in kinds else self_value(m, owner, mode, env)
        params = params[1:]
    for param in params:
        if param.kind in ("positional", "keyword"):
            names.append((param.name, framework_parameter(m, record, mode, owner, param.name, param.annotation)))
        elif param.kind == "**":
            names.append(("**", Param(record.name, param.name)))
    function = FunctionRef(record.name, record.module, record.facts, self_, record.owner, None)

    def whole() -> Value:
        value = m.call(function, [], names, frame, env, None)
        m.leaves(
            value,
            "returned to a caller that was not found" if mode == "alone" else "handed to the framework",
            frame,
            env,
            None,
            certain=False,
        )
        return value

    guarded(m, entry, mode, env, whole)
