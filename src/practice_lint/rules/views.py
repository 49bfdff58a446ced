"""A finding about a view class stands at the class, with the words that all rules about views share.

In: a finding at a query, the view around it. Out: the finding at the class, the query kept as the end of its trail.
"""

from __future__ import annotations

from dataclasses import replace

from practice_lint.findings.finding import Finding, Step
from practice_lint.scope.views import View


def at_view(finding: Finding, view: View) -> Finding:
    """The finding moved to the class statement; where the query stands is the first step of its trail."""
    where = Step(finding.path, finding.span, f"`{view.word}` reads `{finding.query or model_word(view)}`")
    return replace(
        finding, path=view.path, span=view.head, module=view.module, symbol=view.symbol, trail=(where, *finding.trail)
    )


def model_word(view: View) -> str:
    return view.model.rpartition(".")[2] if view.model is not None else "rows"
