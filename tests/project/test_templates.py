"""Templates: tags nested as they are closed, names traced through loops, `with` and includes."""

from __future__ import annotations

from pathlib import Path

from linked import settings_of

from practice_lint.project.templates import Templates, names_in
from practice_lint.source.discover import discover
from practice_lint.source.templates import Output, Tag, every_node, read_template


def templates(**files: str) -> Templates:
    texts = {f"apps/{path.replace('__', '/')}.html": text for path, text in files.items()}
    return Templates({path: read_template(text.encode()) for path, text in texts.items()})


def test_tags_are_nested_as_they_are_closed() -> None:
    (block,) = read_template(
        b"{% block a %}{% if x %}{{ x.y }}{% else %}{% url 'home' %}{% endif %}{% endblock a %}"
    ).nodes
    assert isinstance(block, Tag)
    assert [getattr(node, "word", None) or node.text for node in every_node((block,))] == [  # type: ignore[union-attr]
        "block",
        "if",
        "x.y",
        "else",
        "url",
    ]


def test_comments_and_verbatim_text_are_no_tags() -> None:
    text = (
        b"{# {{ a }} #}{% comment %}{{ b }}{% cache 1 x %}{% endcomment %}{% verbatim %}{{ c }}{% endverbatim %}{{ d }}"
    )
    assert [n.text for n in every_node(read_template(text).nodes) if isinstance(n, Output)] == ["d"]


def test_words_keep_quoted_blanks_and_spans_count_from_one() -> None:
    (tag,) = read_template(b"<p>\n  {% trans 'two words' as t %}").nodes
    assert isinstance(tag, Tag)
    assert tag.parts == ("'two words'", "as", "t")
    assert (tag.span.line, tag.span.column) == (2, 2)


def test_names_without_text_filters_and_keywords() -> None:
    assert names_in('patient.name|default:"a.b"|truncatechars:12') == ("patient.name",)
    assert names_in("a.b and not c") == ("a.b", "c")
    assert names_in("forloop.counter") == ()
    assert names_in("key=row.value") == ("row.value",)


def test_a_fragment_reads_what_loops_with_and_includes_stand_for() -> None:
    found = templates(
        clinic__templates__page="""{% with rows=practice.patients %}{% cache 60 list request.user.pk lang %}
{% for row in rows %}{{ row.name }}{% include "part.html" with one=row %}{% endfor %}
{% endcache %}{% endwith %}""",
        clinic__templates__part="{{ one.phone }}",
    )
    (page,) = found.named("page.html")
    (fragment,) = found.fragments(page)
    assert fragment.name == "list"
    assert fragment.vary == ("request.user.pk", "lang")
    assert fragment.reads == ("practice.patients", "practice.patients.[].name", "practice.patients.[].phone")


def test_rendering_reaches_what_is_extended_and_included() -> None:
    found = templates(
        a__templates__page="{% extends 'base.html' %}{% block x %}{% include \"part.html\" %}{% endblock %}",
        b__templates__base="{% block x %}{% endblock %}",
        b__templates__part="{% include 'part.html' %}",
        b__other__part="",
    )
    assert [t.path for t in found.reached("page.html")] == [
        "apps/a/templates/page.html",
        "apps/b/templates/base.html",
        "apps/b/templates/part.html",
    ]


def test_loops_name_what_they_run_over() -> None:
    found = templates(a__templates__page="{% for k, v in patient.note_set.all|slice:':3' %}{{ v }}{% endfor %}")
    (loop,) = found.loops(found.named("page.html")[0])
    assert (loop.targets, loop.iterable) == (("k", "v"), "patient.note_set.all")


def test_a_directory_that_settings_name_is_one_of_templates() -> None:
    settings = settings_of(
        """
        # file: config/settings.py
        INSTALLED_APPS = []
        ROOT_URLCONF = "config.urls"
        TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": ["/srv/app/pages"]}]
        """
    )
    found = Templates({"pages/a/b.html": read_template(b"")}, settings)
    assert [t.path for t in found.named("a/b.html")] == ["pages/a/b.html"]
    assert found.named("b.html") == ()


def test_templates_are_discovered_where_sources_are(tmp_path: Path) -> None:
    for name in ("app/templates/app/a.html", "app/templates/app/mail.txt", "docs/b.txt", "node_modules/x/c.html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{{ x }}")
    found = discover([tmp_path], root=tmp_path)
    assert [file.path for file in found.templates] == ["app/templates/app/a.html", "app/templates/app/mail.txt"]
    assert found.files == ()
