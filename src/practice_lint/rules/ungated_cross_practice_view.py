"""A view is declared to show all practices, and nothing keeps others than the platform's staff out.

`cross_practice = True` on a view switches its scope off on purpose: a group report, a support page. Without a gate
(superuser, staff, `IsAdminUser`) every user of every practice may open it.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, name
from practice_lint.rules.views import at_view
from practice_lint.scope.program import Program

CODE = "PL206"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("cross-practice"):
        view = program.views.at(site)
        if view is not None:
            message = f"`{view.word}` shows every practice's `{name(site)}` by declaration, and no gate asks for staff."
            repair = "Let only platform staff in: test `is_superuser` before the rows are read."
            yield at_view(leak(CODE, "error", site, message, repair), view)


RULE = Rule(
    code=CODE,
    name="ungated-cross-practice-view",
    family="views",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-862"),
    doc=__doc__,
    repair="Let only platform staff in: test `is_superuser` in a mixin, permission class or decorator.",
    limits=(
        "The declaration is a class attribute `cross_practice = True` in the view or a base of it. A gate counts "
        "where its body can be followed."
    ),
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import ListView

from clinic.models import Patient


class AllPatients(LoginRequiredMixin, ListView):  # PL206
    model = Patient
    cross_practice = True
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.contrib.auth.mixins import UserPassesTestMixin
from django.views.generic import ListView

from clinic.models import Patient


class SuperuserOnly(UserPassesTestMixin):
    raise_exception = True

    def test_func(self):
        return self.request.user.is_superuser


class AllPatients(SuperuserOnly, ListView):
    model = Patient
    cross_practice = True
""",
        ),
    ),
    check=check,
)
