from __future__ import annotations

import pytest
from written import Files, names_of

from practice_lint.facts import Attribute, Call, Constant, Expr, Global
from practice_lint.project.names import Names, Symbol

MODELS = "class Order:\n    class Status:\n        OPEN = 1\n    def save(self): pass\n"

# files, the module that asks, the name it asks for, what it means
RESOLVES: tuple[tuple[str, Files, str, str, str], ...] = (
    ("own class", {"a.py": "class A: pass"}, "a", "A", "class a.A"),
    ("own function", {"a.py": "def f(): pass"}, "a", "f", "function a.f"),
    ("own value", {"a.py": "PAGE = 50"}, "a", "PAGE", "value a.PAGE"),
    ("builtin", {"a.py": ""}, "a", "len", "builtin len"),
    ("module", {"a.py": "import b", "b.py": ""}, "a", "b", "module b"),
    ("library", {"a.py": "from stripe import Charge"}, "a", "Charge", "external stripe.Charge"),
    ("alias", {"a.py": "class A: pass\nB = A\nC = B"}, "a", "C", "class a.A"),
    ("alias of a library's", {"a.py": "import json\nload = json.loads"}, "a", "load", "external json.loads"),
    (
        "relative import",
        {"shop/__init__.py": "", "shop/models.py": MODELS, "shop/views.py": "from .models import Order"},
        "shop.views", "Order", "class shop.models.Order",
    ),
    (
        "relative import from a package above",
        {"shop/__init__.py": "", "shop/models.py": MODELS, "shop/api/views.py": "from ..models import Order as O"},
        "shop.api.views", "O", "class shop.models.Order",
    ),
    (
        "relative import in a package's __init__",
        {"shop/models/__init__.py": "from .order import Order", "shop/models/order.py": MODELS},
        "shop.models", "Order", "class shop.models.order.Order",
    ),
    (
        "relative import of what is not there",
        {"shop/__init__.py": "", "shop/views.py": "from .gone import Order"},
        "shop.views", "Order", "external shop.gone.Order",
    ),
    (
        "re-export",
        {
            "shop/models/__init__.py": "from .order import Order",
            "shop/models/order.py": MODELS,
            "api.py": "from shop.models import Order",
        },
        "api", "Order", "class shop.models.order.Order",
    ),
    (
        "star import through two modules",
        {"a.py": "from b import *", "b.py": "from c import *", "c.py": "class C: pass"},
        "a", "C", "class c.C",
    ),
    (
        "star import keeps to __all__",
        {"a.py": "from b import *", "b.py": "__all__ = ['B']\nclass B: pass\nclass Hidden: pass"},
        "a", "Hidden", "None",
    ),
    (
        "star import brings an underscore that __all__ names",
        {"a.py": "from b import *", "b.py": "__all__ = ['_B']\nclass _B: pass"},
        "a", "_B", "class b._B",
    ),
    (
        "star import leaves underscores",
        {"a.py": "from b import *", "b.py": "class _B: pass"},
        "a", "_B", "None",
    ),
    (
        "the later star import wins",
        {"a.py": "from b import *\nfrom c import *", "b.py": "X = 1", "c.py": "X = 2"},
        "a", "X", "value c.X",
    ),
    (
        "star import of a library",
        {"a.py": "from decouple import *"},
        "a", "config", "external decouple.config",
    ),
    (
        "cycle of star imports",
        {"a.py": "from b import *\nclass A: pass", "b.py": "from a import *\nclass B: pass"},
        "b", "A", "class a.A",
    ),
    (
        "module of a package imports from the package that stars it",
        {
            "m/__init__.py": "from .a import *\nfrom .b import *",
            "m/a.py": "from m import B\nclass A: pass",
            "m/b.py": "from m import A\nclass B: pass",
        },
        "m.a", "B", "class m.b.B",
    ),
    (
        "cycle that leads nowhere",
        {"a.py": "from b import X", "b.py": "from a import X"},
        "a", "X", "None",
    ),
    (
        "the first of try and except that the project has",
        {
            "a.py": "try:\n    from fast import X\nexcept ImportError:\n    from slow import X",
            "slow.py": "class X: pass",
        },
        "a", "X", "class slow.X",
    ),
    (
        "a fallback to None is no definition",
        {"a.py": "try:\n    from fast import X\nexcept ImportError:\n    X = None"},
        "a", "X", "external fast.X",
    ),
    (
        "only for type checkers",
        {"a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from b import B", "b.py": "class B: pass"},
        "a", "B", "class b.B",
    ),
    ("the last definition", {"a.py": "def f(): pass\ndef f(): pass"}, "a", "f", "function a.f#2"),
    (
        "the source root need not be told",
        {"backend/shop/__init__.py": "", "backend/shop/models.py": MODELS, "x.py": "from shop.models import Order"},
        "x", "Order", "class backend.shop.models.Order",
    ),
    (
        "the nearest of two source roots",
        {
            "one/shop/__init__.py": "", "one/shop/models.py": MODELS,
            "two/shop/__init__.py": "", "two/shop/models.py": MODELS,
            "two/shop/views.py": "from shop.models import Order",
        },
        "two.shop.views", "Order", "class two.shop.models.Order",
    ),
    (
        "folders without __init__",
        {"shop/parts/models.py": MODELS, "shop/views.py": "from shop.parts.models import Order"},
        "shop.views", "Order", "class shop.parts.models.Order",
    ),
    (
        "a library is not the project's module of its name",
        {"shop/__init__.py": "", "shop/pandas.py": "from pandas import DataFrame", "t.py": "import pandas"},
        "t", "pandas", "external pandas",
    ),
    (
        "inside the module of the library's name",
        {"shop/__init__.py": "", "shop/stripe.py": "from stripe import Charge"},
        "shop.stripe", "Charge", "external stripe.Charge",
    ),
    (
        "a name wins over the module it comes from",
        {"p/__init__.py": "from .order import order", "p/order.py": "def order(): pass", "x.py": "from p import order"},
        "x", "order", "function p.order.order",
    ),
    (
        "a library sketch",
        {"a.py": "from rest_framework.generics import ListAPIView"},
        "a", "ListAPIView", "class rest_framework.generics.ListAPIView",
    ),
    (
        "the project's own package of a sketch's name",
        {"src/rest_framework/__init__.py": "", "src/rest_framework/generics.py": "class Mine: pass",
         "src/a.py": "from rest_framework.generics import Mine"},
        "src.a", "Mine", "class src.rest_framework.generics.Mine",
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("files", "module", "name", "meaning"), [row[1:] for row in RESOLVES], ids=[row[0] for row in RESOLVES]
)
def test_what_a_name_means(files: Files, module: str, name: str, meaning: str) -> None:
    assert shown(names_of(files).resolve(module, name)) == meaning


def shown(symbol: Symbol | None) -> str:
    return "None" if symbol is None else f"{symbol.kind} {symbol.name}"


def dotted(text: str) -> Expr:
    first, *rest = text.split(".")
    expr: Expr = Global(first)
    for name in rest:
        expr = Attribute(expr, name)
    return expr


@pytest.mark.parametrize(
    ("text", "expr", "meaning"),
    [
        ("import shop.models", "shop.models.Order", "class shop.models.Order"),
        ("import shop.models as m", "m.Order.Status", "class shop.models.Order.Status"),
        ("from shop import models", "models.Order.save", "function shop.models.Order.save"),
        ("from shop.models import Order", "Order.Status.OPEN", "value shop.models.Order.Status.OPEN"),
        ("from shop.models import Order", "Order.objects", "None"),
        ("from shop import models", "models.Gone", "external shop.models.Gone"),
        ("import stripe.api", "stripe.api.get", "external stripe.api.get"),
        ("from django.db import models", "models.Model", "class django.db.models.Model"),
        ("from django.contrib.gis.db import models", "models.Model", "external django.contrib.gis.db.models.Model"),
    ],
)
def test_what_an_attribute_chain_means(text: str, expr: str, meaning: str) -> None:
    names = names_of({"shop/__init__.py": "", "shop/models.py": MODELS, "a.py": text})
    assert shown(names.resolve_expr("a", dotted(expr))) == meaning


def test_values_keep_both_branches() -> None:
    names = names_of({"a.py": "if x:\n    PAGE = 1\nelse:\n    PAGE = 2\nSIZE = 3\n"})
    assert names.value("a.PAGE") is None
    assert names.values("a.PAGE") == (("a", Constant(1)), ("a", Constant(2)))
    assert names.value("a.SIZE") == ("a", Constant(3))
    assert names.values("a.gone") == ()


# ── classes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

MROS: tuple[tuple[str, str, str, str], ...] = (
    ("diamond", "class A: pass\nclass B(A): pass\nclass C(A): pass\nclass D(B, C): pass", "D", "D B C A"),
    ("inconsistent", "class A: pass\nclass B(A): pass\nclass C(A, B): pass", "C", "C A B"),
    ("object is left out", "class A(object): pass", "A", "A"),
    ("outside", "import lib\nclass A(lib.Base): pass", "A", "A lib.Base"),
    ("not to be found", "class A(Gone): pass", "A", "A Gone"),
    (
        "generic",
        "from typing import Generic\nclass B(Generic[T]): pass\nclass A(B[int]): pass",
        "A", "A B typing.Generic",
    ),
    ("of itself", "from lib import A\nclass A(A): pass", "A", "A lib.A"),
    ("nested", "class A:\n    class B: pass\n    class C(B): pass", "A.C", "A.C A.B"),
    (
        "inherited nested",
        "class A:\n    class Meta: pass\nclass B(A):\n    class Meta(A.Meta): pass",
        "B.Meta", "B.Meta A.Meta",
    ),
    (
        "with_metaclass",
        "from six import with_metaclass\nclass A: pass\nclass B(with_metaclass(M, A)): pass",
        "B", "B A",
    ),
    ("a call", "from lib import make\nclass A(make('x')): pass", "A", "A lib.make()"),
    (
        "what a function makes",
        "def make():\n    class Base: pass\n    return Base\nclass A(make()): pass",
        "A", "A make.Base",
    ),
    ("either", "class B: pass\nclass A(B if x else object): pass", "A", "A B"),
    ("a list of them", "class B: pass\nMIXINS = [B]\nclass A(*MIXINS): pass", "A", "A B"),
    ("a held one", "class B: pass\nBase = B\nclass A(Base): pass", "A", "A B"),
    (
        "a manager of a queryset",
        "class M: pass\nclass Q: pass\nclass A(M.from_queryset(Q)): pass",
        "A", "A M Q",
    ),
    (
        "a manager of a queryset, held",
        "from django.db.models import *\nclass Q(QuerySet): pass\nB = Manager.from_queryset(Q)\nclass A(B): pass",
        "A", "A Q django.db.models.QuerySet django.db.models.Manager django.db.models.BaseManager",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("text", "name", "mro"), [row[1:] for row in MROS], ids=[row[0] for row in MROS])
def test_method_resolution_order(text: str, name: str, mro: str) -> None:
    names = names_of({"m.py": text})
    assert " ".join(each.removeprefix("m.") for each in names.mro(f"m.{name}")) == mro


def test_a_class_nested_in_a_class_and_its_mixins() -> None:
    names = names_of(
        {
            "flows/views.py": """
                from .mixins import OrgMixin
                class FlowCRUDL:
                    class Base(OrgMixin): pass
                    class Update(Base): pass
                """,
            "flows/mixins.py": "class OrgMixin:\n    def get_queryset(self): pass\n",
        }
    )
    assert names.mro("flows.views.FlowCRUDL.Update")[1:] == ("flows.views.FlowCRUDL.Base", "flows.mixins.OrgMixin")
    assert method(names, "flows.views.FlowCRUDL.Update", "get_queryset") == "flows.mixins.OrgMixin.get_queryset"


def method(names: Names, owner: str, name: str, after: str | None = None) -> str | None:
    found = names.method(owner, name, after=after)
    return found.name if found is not None else None


CLASSES = """
class A:
    size = 1
    def get(self): pass
    post = get
    @property
    def name(self): pass
    @name.setter
    def name(self, value): pass
    def gone(self): pass
class B(A):
    size: int
    def get(self): pass
    put = A.get
    gone = None
    x: int
"""


@pytest.mark.parametrize(
    ("name", "after", "found"),
    [
        ("get", None, "m.B.get"),
        ("get", "m.B", "m.A.get"),
        ("get", "m.A", None),
        ("post", None, "m.A.get"),
        ("put", None, "m.A.get"),
        ("name", None, "m.A.name"),
        ("gone", None, None),
    ],
)
def test_methods(name: str, after: str | None, found: str | None) -> None:
    assert method(names_of({"m.py": CLASSES}), "m.B", name, after) == found


def test_an_annotation_hides_no_inherited_value() -> None:
    names = names_of({"m.py": CLASSES})
    assert names.attribute("m.B", "size") == ("m.A", Constant(1))
    assert names.attribute("m.B", "gone") == ("m.B", Constant(None))
    annotated = names.attribute("m.B", "x")
    assert annotated is not None
    assert annotated[0] == "m.B"


def test_subclasses_are_the_projects() -> None:
    names = names_of(
        {"a.py": "from rest_framework.generics import ListAPIView\nclass A(ListAPIView): pass\nclass B(A): pass"}
    )
    assert names.subclasses("rest_framework.views.APIView") == ("a.A", "a.B")


def test_locals_of_class_and_function_bodies() -> None:
    names = names_of(
        {
            "a.py": """
                class Form:
                    class Choice: pass
                    field = make(Choice)
                def view():
                    from b import Thing
                    return Thing()
                """,
            "b.py": "class Thing: pass",
        }
    )
    bound = names.attribute("a.Form", "field")
    assert bound is not None
    assert isinstance(bound[1], Call)
    assert shown(names.resolve_within("a.Form", bound[1].args[0])) == "class a.Form.Choice"
    made = names.functions["a.view"].facts.body[-1].value  # type: ignore[union-attr]
    assert isinstance(made, Call)
    assert shown(names.resolve_within("a.view", made.function)) == "class b.Thing"
