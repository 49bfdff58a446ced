"""Sketch of django_tinsel.decorators, django-tinsel 1."""

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render


def route(**kwargs):
    def routed(request, *args2, **kwargs2):
        if request.method == "GET" and "GET" in kwargs:
            return kwargs["GET"](request, *args2, **kwargs2)
        if request.method == "POST" and "POST" in kwargs:
            return kwargs["POST"](request, *args2, **kwargs2)
        if request.method == "PUT" and "PUT" in kwargs:
            return kwargs["PUT"](request, *args2, **kwargs2)
        if request.method == "DELETE" and "DELETE" in kwargs:
            return kwargs["DELETE"](request, *args2, **kwargs2)
        if "ELSE" in kwargs:
            return kwargs["ELSE"](request, *args2, **kwargs2)
        raise Http404

    return routed


def log(message=None, out=None):
    def decorator(view_fn):
        return view_fn

    return decorator


def render_template(template):
    def outer_wrapper(callable_or_dict=None, statuscode=None, **kwargs):
        def wrapper(request, *args, **wrapper_kwargs):
            params = callable_or_dict(request, *args, **wrapper_kwargs)
            return render(request, template, params)

        return wrapper

    return outer_wrapper


def json_api_call(req_function):
    def newreq(request, *args, **kwargs):
        return HttpResponse(req_function(request, *args, **kwargs))

    return newreq


def string_to_response(content_type):
    def outer_wrapper(req_function):
        def newreq(request, *args, **kwargs):
            return HttpResponse(req_function(request, *args, **kwargs))

        return newreq

    return outer_wrapper


def username_matches_request_user(view_fn):
    def wrapper(request, username, *args, **kwargs):
        user = get_object_or_404(get_user_model(), username=username)
        if user != request.user:
            raise PermissionDenied
        return view_fn(request, user, *args, **kwargs)

    return wrapper
