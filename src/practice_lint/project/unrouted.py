"""What looks like a view though no route reaches it: by its base class, its decorator, or its first parameter.

In: `Names`, `Routers`, the targets that routes reach. Out: entries without a route. A function that other code calls is
a helper, a class that other views derive from a base: neither is an entry.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.facts import Call, FileFacts
from practice_lint.project.entry import Entry
from practice_lint.project.names import FunctionRecord, Names
from practice_lint.project.routers import Routers, entry
from practice_lint.project.visit import calls_in, tail
from practice_lint.project.vocabulary import vocabulary

VIEW_ROOTS = (
    "django.views.generic.",
    "django.contrib.auth.views.",
    "rest_framework.views.",
    "rest_framework.viewsets.",
    "rest_framework.generics.",
    "vanilla.views.",
)
VIEW_BASES = vocabulary(
    "View TemplateView RedirectView ListView DetailView CreateView UpdateView DeleteView FormView APIView "
    "GenericAPIView ListAPIView RetrieveAPIView CreateAPIView UpdateAPIView DestroyAPIView ListCreateAPIView "
    "RetrieveUpdateAPIView RetrieveDestroyAPIView RetrieveUpdateDestroyAPIView ViewSet GenericViewSet ModelViewSet "
    "ReadOnlyModelViewSet ViewSetMixin SmartView SmartListView SmartReadView SmartCreateView SmartUpdateView "
    "SmartDeleteView SmartFormView SmartTemplateView ArchiveIndexView YearArchiveView MonthArchiveView "
    "DayArchiveView DateDetailView FilterView WizardView SessionWizardView LoginView LogoutView PasswordChangeView "
    "PasswordResetView"
)
VIEWSET_BASES = frozenset({"ViewSetMixin", "ViewSet", "GenericViewSet", "ModelViewSet", "ReadOnlyModelViewSet"})
CRUDL_BASES = frozenset({"SmartCRUDL"})
SINGLE_OBJECT = vocabulary(
    "SmartReadView SmartUpdateView SmartDeleteView SmartObjectActionView SingleObjectMixin DetailView UpdateView "
    "DeleteView"
)

VIEW_DECORATORS = vocabulary(
    "api_view login_required staff_member_required superuser_required require_http_methods require_GET require_POST "
    "require_safe csrf_exempt permission_required user_passes_test never_cache cache_page render_to ajax_required "
    "permission_classes authentication_classes ensure_csrf_cookie xframe_options_exempt"
)
REQUEST = "request"
VIEW_MODULES = (
    "views",
    "view",
    "viewsets",
    "api",
)  # of these "api" only as a module: packages of that name hold anything


def unrouted(names: Names, routers: Routers, reached: frozenset[str]) -> Iterator[Entry]:
    """Views that no route reaches; `reached` are the targets of entries so far."""
    parents = {base for name in names.classes for base in names.mro(name)[1:]}
    for record in names.classes.values():
        if names.modules[record.module].stub or record.name in reached or record.name in parents:
            continue
        outside = [base for base in names.mro(record.name)[1:] if _outside(names, base)]
        if not any(is_view_base(base) for base in outside) or is_crudl(names, record.name):
            continue
        if any(base.rpartition(".")[2] in VIEWSET_BASES for base in outside):
            actions = routers.standard_actions(record.name)
            yield entry("view", record.name, record.module, record.facts.head, None, actions)
            for extra in routers.extra_actions(record.name):
                pairs = tuple((method, extra.handler) for method in extra.methods)
                yield entry("view", record.name, record.module, record.facts.head, None, pairs)
        else:
            yield entry("view", record.name, record.module, record.facts.head)
    yield from _functions(names, reached)


def crudl(names: Names, name: str, prefix: str, module: str) -> Iterator[tuple[str, str]]:
    """(nested view class, its route) of a smartmin CRUDL class, inherited ones included."""
    model = name.rpartition(".")[2].removesuffix("CRUDL").lower()
    seen: set[str] = set()
    for owner in names.mro(name):
        for nested in names.classes:
            if not nested.startswith(owner + ".") or "." in nested[len(owner) + 1 :]:
                continue
            action = nested.rpartition(".")[2]
            if action in seen or not _is_view(names, nested):
                continue
            seen.add(action)
            word = "".join("_" + letter.lower() if letter.isupper() else letter for letter in action).lstrip("_")
            single = any(base.rpartition(".")[2] in SINGLE_OBJECT for base in names.mro(nested))
            yield nested, f"{prefix}{model}/{word}/" + (r"(?P<pk>\d+)/" if single else "")


def is_view_base(base: str) -> bool:
    return base.startswith(VIEW_ROOTS) or base.rpartition(".")[2] in VIEW_BASES


def is_crudl(names: Names, name: str) -> bool:
    return any(base.rpartition(".")[2] in CRUDL_BASES for base in names.mro(name)[1:])


def _is_view(names: Names, name: str) -> bool:
    return any(is_view_base(base) for base in names.mro(name)[1:])


def _outside(names: Names, base: str) -> bool:
    record = names.classes.get(base)
    return record is None or names.modules[record.module].stub


def _functions(names: Names, reached: frozenset[str]) -> Iterator[Entry]:
    candidates = [
        record for record in names.functions.values() if record.name not in reached and _may_be_view(names, record)
    ]
    decorated = [record for record in candidates if _view_decorator(record)]
    plain = [record for record in candidates if record not in decorated]
    called = _called(names) if plain else set()
    for record in (*decorated, *(record for record in plain if record.facts.name not in called)):
        yield entry("view", record.name, record.module, record.facts.head)


def _may_be_view(names: Names, record: FunctionRecord) -> bool:
    if record.owner is not None or "." in record.facts.name or names.modules[record.module].stub:
        return False
    params = [param for param in record.facts.params if param.kind == "positional"]
    if not params or params[0].name != REQUEST:
        return False
    parts = record.module.split(".")
    return _view_decorator(record) or parts[-1] in VIEW_MODULES or not set(VIEW_MODULES[:-1]).isdisjoint(parts)


def _view_decorator(record: FunctionRecord) -> bool:
    return any(tail(decorator) in VIEW_DECORATORS for decorator in record.facts.decorators)


def _called(names: Names) -> set[str]:
    """Last words of everything that is called or passed on anywhere: a function among them may be a helper."""
    words: set[str] = set()
    for module in names.modules.values():
        if not module.stub:
            words.update(_called_in(module.facts))
    return words


def _called_in(facts: FileFacts) -> Iterator[str]:
    bodies = (facts.body, *(function.body for function in facts.functions), *(each.body for each in facts.classes))
    for body in bodies:
        for call in calls_in(body):
            yield tail(call)
            yield from _passed(call)
    for function in facts.functions:
        for decorator in function.decorators:
            if isinstance(decorator, Call):
                yield from _passed(decorator)


def _passed(call: Call) -> Iterator[str]:
    for arg in (*call.args, *(keyword.value for keyword in call.keywords)):
        if not isinstance(arg, Call):
            yield tail(arg)
