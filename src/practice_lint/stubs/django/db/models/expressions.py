"""Sketch of django.db.models.expressions, Django 4.2 to 5.2: here defined in django.db.models."""

from django.db.models import (
    Case,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Subquery,
    Value,
    When,
    Window,
)
