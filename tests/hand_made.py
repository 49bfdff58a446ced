"""A report made by hand, with everything in it that a format must cope with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from practice_lint.config import Configuration, Settings
from practice_lint.facts import Comment, Span
from practice_lint.findings.finding import Edit, Finding, Fix, Step, identified
from practice_lint.findings.suppress import Suppressed, Suppression
from practice_lint.report.run import Practice, Problem, Report, Sources, Totals
from practice_lint.rules.base import Example, Rule

VIEWS = """from .models import Order

def order(request, pk):
    note = "🙂é"; row = Order.objects.get(pk=pk)
    return render(request, "order.html", {"order": row})

def orders(request):
\trows = Order.objects.filter(
\t\tstatus="open",
\t)
\treturn rows
"""
URLS = 'urlpatterns = [\n    path("orders/<int:pk>/", views.order),\n]\n'
TEXTS = {"shop/views.py": VIEWS, "shop/urls.py": URLS, "shop/bröken file.py": "x\n\n(\n"}

RULE = Rule(
    code="PL102", name="unscoped-lookup", family="rows", level="error", security_severity="8.1",
    tags=("external/cwe/cwe-639",), doc="One row is fetched by its key alone. Any practice can read it | so.",
    repair="Narrow the query.", limits="Keys that are secrets.",
    bad=(Example("a detail view", "# file: clinic/views.py\nx = 1  # PL102\n"),),
    good=(Example("a scoped one", "# file: clinic/views.py\n'''```'''\n"),), check=lambda program: (),
)  # fmt: skip
UNREADABLE = replace(RULE, code="PL901", name="unreadable-file", family="run", security_severity="", tags=())

LOOKUP = Finding(
    code="PL102", level="error", confidence="high", path="shop/views.py", span=Span(4, 23, 4, 47), module="shop.views",
    symbol="order", model="shop.Order", practice_path="practice", query="Order.objects.get(pk=pk)",
    message="`shop.Order` is fetched by [the URL's] `pk` alone.", repair="Narrow it by `practice`.", why="Any caller…",
    trail=(
        Step("shop/urls.py", Span(2, 4, 2, 41), "the URL gives `pk`"),
        Step("shop/views.py", Span(4, 23, 4, 47), "`Order.objects.get(pk=pk)` is open"),
    ),
    entry="GET orders/<int:pk>/",
    fixes=(Fix("Add it", (Edit("shop/views.py", Span(4, 46, 4, 46), ", practice=request.practice"),), False),),
)  # fmt: skip
LISTING = replace(
    LOOKUP, code="PL101", level="warning", confidence="medium", span=Span(8, 8, 10, 2), symbol="orders",
    query="Order.objects.filter(status='open')", message="=Rows\x1b[31m of `shop.Order`\u202e: 50 %, all", trail=(),
    entry=None, fixes=(), practice_path=None,
)  # fmt: skip
BROKEN = replace(
    LOOKUP, code="PL901", path="shop/bröken file.py", span=Span(3, 0, 3, 0), module="", symbol="", model=None,
    practice_path=None, query="syntax", message="This file was not analysed.", trail=(), entry=None, fixes=(),
)  # fmt: skip


def report(**changes: Any) -> Report:
    comment = Comment("# practice-lint: ignore[PL102]: reason", 20, 4, False)
    by = Suppression("shop/views.py", comment, ("PL102",), date(2027, 1, 1), "@me", "reason", (20, 20))
    taken = Suppressed(identified([replace(LOOKUP, span=Span(20, 4, 20, 9), symbol="x")])[0], by)
    made = Report(
        version="0.1.0",
        root=Path("/nowhere"),
        findings=tuple(identified([LOOKUP, LISTING, BROKEN])),
        suppressed=(taken,),
        hidden=2,
        elsewhere=0,
        undecided=(),
        problems=(
            Problem("unreadable-file", "syntax: invalid syntax", "shop/bröken file.py", 3),
            Problem("rule-crash", "rule PL999 (x) crashed: ValueError: boo", rule="PL999", detail="Traceback …"),
        ),
        nothing=None,
        practice=Practice("accounts.Practice", False, "row", ("12 models have a foreign key to it",), ()),
        totals=Totals(7, 900, 3, 5, 4, 11, {"proved": 6, "leak": 2, "undecided": 1, "exempt": 1}),
        configuration=Configuration(Settings(), None, Path(), {}),
        remarks=(),
        status=4,
        failures=("incomplete: 2 problems",),
        seconds=1.25,
        sources=Sources(Path("/nowhere"), TEXTS),
        rules=(RULE, replace(RULE, code="PL101", name="unscoped-queryset"), UNREADABLE),
        program=None,  # type: ignore[arg-type]
    )
    return replace(made, **changes)


def empty(**changes: Any) -> Report:
    none: dict[str, Any] = {"findings": (), "suppressed": (), "hidden": 0, "problems": (), "status": 0, "failures": ()}
    return report(**{**none, **changes})
