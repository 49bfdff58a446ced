"""program -> verdicts: an abstract interpreter over facts.

Every entry point (view, task, form, …) is run over abstract values. A queryset is its model and the *ties* that pin it;
a row is the queryset it was fetched from; library code is run from `stubs/`, sketches of Django's and DRF's own
lifecycles, so that method order and `super()` need no table. A query site's verdict is read where its rows escape.

The interpreter is one class in four layers: `runtime` (names), `managing` (managers), `recording` (observations, which
stay in `records`) and `evaluate` (`Machine`, which runs `expressions`, `operators`, `steps` and `calls` with their
`results` and `containers`). What is not the project's own code is `natives`, by tables: `builtin_functions`,
`shortcuts`, `constructors`, `methods`, `stores`, `trust`. `drivers` says what is run: entries (`runs`, `parameters`,
`consumers`), in several processes where they are many (`shares`), and what no entry reaches (`unreached`). Judgement:
`standing` is the lattice, `judge` says whose a value is (by `origins`, where it comes from, and `telling`, what a
column says), `infer` joins the runs of a site into its verdict, with `anchors` (rows that follow from another query),
`background` (jobs), `addressing`, `causes` and `sureness`.
"""
