"""Facts -> the words of an expression, without positions: part of a finding's identity and shown in reports.

In: an expression. Out: one line of text, cut at MAX_TEXT.
"""

from __future__ import annotations

from practice_lint import facts as f

MAX_TEXT = 300


def printed(expr: f.Expr | None) -> str:
    text = _text(expr, 0)
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _text(expr: f.Expr | None, depth: int) -> str:
    if depth > 20:
        return "…"
    deeper = depth + 1
    match expr:
        case None:
            return ""
        case f.Local() | f.Global():
            return expr.name
        case f.Import():
            return expr.path
        case f.Constant():
            value = expr.value
            return repr(" ".join(value.split()) if isinstance(value, str) and "\n" in value else value)
        case f.Attribute():
            return f"{_text(expr.of, deeper)}.{expr.name}"
        case f.Call():
            args = [_text(a, deeper) for a in expr.args]
            args += [
                f"**{_text(k.value, deeper)}" if k.name == "**" else f"{k.name}={_text(k.value, deeper)}"
                for k in expr.keywords
            ]
            return f"{_text(expr.function, deeper)}({', '.join(args)})"
        case f.Subscript():
            return f"{_text(expr.of, deeper)}[{_text(expr.index, deeper)}]"
        case f.Combine():
            return _combined(expr, deeper)
        case f.Choose():
            return f"{_text(expr.then, deeper)} if {_text(expr.test, deeper)} else {_text(expr.other, deeper)}"
        case f.Comprehension():
            clauses = " ".join(f"for {_text(c.target, deeper)} in {_text(c.iterable, deeper)}" for c in expr.clauses)
            return f"[{_text(expr.element, deeper)} {clauses}]"
        case f.Lambda():
            return f"lambda: {_text(expr.body, deeper)}"
        case f.Defined():
            return expr.name
        case f.Named():
            return f"({_text(expr.target, deeper)} := {_text(expr.value, deeper)})"
        case _:
            return "…"


def _combined(expr: f.Combine, depth: int) -> str:
    parts = [_text(p, depth) for p in expr.parts]
    match expr.how:
        case "[]" | "()" | "{}":
            return f"{expr.how[0]}{', '.join(parts)}{expr.how[1]}"
        case "{:}":
            return "{" + ", ".join(parts) + "}"
        case ":":
            return ": ".join(parts)
        case "*" | "**" if len(parts) == 1:
            return expr.how + parts[0]
        case "not":
            return f"not {parts[0]}"
        case "~" | "neg" | "pos":
            return {"~": "~", "neg": "-", "pos": "+"}[expr.how] + parts[0]
        case "f":
            return "f'…'"
        case "slice":
            return ":".join(parts)
    return f" {expr.how} ".join(parts)
