"""Sketch of rest_framework.decorators, DRF 3.14 and later.

`@action(permission_classes=…, queryset=…)`: a router passes the keywords to `as_view`, so the driver sets them on the
view before it dispatches to that action; they are kept in `function.kwargs`. `@other.mapping.delete` makes a method one
more handler of the same action, with the same keywords.
"""

from rest_framework.views import APIView


def api_view(http_method_names=None):
    def decorator(func):
        def view(request, *args, **kwargs):
            self = APIView()
            self.authentication_classes = getattr(func, "authentication_classes", self.authentication_classes)
            self.throttle_classes = getattr(func, "throttle_classes", self.throttle_classes)
            self.permission_classes = getattr(func, "permission_classes", self.permission_classes)
            self.practice_lint_handler = func
            self.setup(request, *args, **kwargs)
            return self.dispatch(request, *args, **kwargs)

        return view

    return decorator


def renderer_classes(renderer_classes):
    def decorator(func):
        return func

    return decorator


def parser_classes(parser_classes):
    def decorator(func):
        return func

    return decorator


def authentication_classes(authentication_classes):
    def decorator(func):
        func.authentication_classes = authentication_classes
        return func

    return decorator


def throttle_classes(throttle_classes):
    def decorator(func):
        func.throttle_classes = throttle_classes
        return func

    return decorator


def permission_classes(permission_classes):
    def decorator(func):
        func.permission_classes = permission_classes
        return func

    return decorator


def schema(view_inspector):
    def decorator(func):
        return func

    return decorator


def action(methods=None, detail=None, url_path=None, url_name=None, **kwargs):
    def decorator(func):
        func.detail = detail
        func.kwargs = kwargs
        return func

    return decorator
