"""source text -> facts; the only place that sees a syntax tree."""
