"""Sketch of django-ninja 1.

The driver runs each decorated function as a handler whose result escapes, with its path and query parameters as request
input; an `auth=` callable is called with the request first, and what it gives is `request.auth`.
"""

from ninja.main import NinjaAPI
from ninja.orm import ModelSchema
from ninja.router import Router
from ninja.schema import Schema
