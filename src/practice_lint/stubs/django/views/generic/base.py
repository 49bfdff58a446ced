"""Sketch of django.views.generic.base, Django 4.2 to 5.2.

The HTTP method is not known: the driver evaluates a view once per handler and binds that to `practice_lint_handler`.
"""

from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from practice_lint_native import escape, unknown


class ContextMixin:
    extra_context = None

    def get_context_data(self, **kwargs):  # the real one adds "view"; a view handed to its template is no disclosure
        if self.extra_context is not None:
            return {**kwargs, **self.extra_context}
        return kwargs


class View:
    http_method_names = ["get", "post", "put", "patch", "delete", "head", "options", "trace"]

    def __init__(self, **kwargs):
        for name, value in kwargs.items():
            setattr(self, name, value)

    @classmethod
    def as_view(cls, **initkwargs):
        def view(request, *args, **kwargs):
            self = cls(**initkwargs)
            self.setup(request, *args, **kwargs)
            return self.dispatch(request, *args, **kwargs)

        return view

    def setup(self, request, *args, **kwargs):
        self.request = request
        self.args = args
        self.kwargs = kwargs

    def dispatch(self, request, *args, **kwargs):
        handler = self.practice_lint_handler
        return escape(handler(request, *args, **kwargs))

    def http_method_not_allowed(self, request, *args, **kwargs):
        return HttpResponseNotAllowed(self.http_method_names)


class TemplateResponseMixin:
    template_name = None
    template_engine = None
    response_class = TemplateResponse
    content_type = None

    def render_to_response(self, context, **response_kwargs):
        return self.response_class(
            request=self.request, template=self.get_template_names(), context=context, **response_kwargs
        )

    def get_template_names(self):
        return [self.template_name]


class TemplateView(TemplateResponseMixin, ContextMixin, View):
    def get(self, request, *args, **kwargs):
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context)


class RedirectView(View):
    permanent = False
    url = None
    pattern_name = None
    query_string = False

    def get_redirect_url(self, *args, **kwargs):
        if self.url:
            return unknown(self.url, kwargs)
        return unknown(self.pattern_name, args, kwargs)

    def get(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_redirect_url(*args, **kwargs))

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def put(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def patch(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def delete(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def head(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def options(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)
