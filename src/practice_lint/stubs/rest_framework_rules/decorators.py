"""Sketch of rest_framework_rules.decorators, djangorestframework-rules 1: `fn` says which object is asked about."""


def permission_required(*permissions, **decorator_kwargs):
    def decorator(view):
        def wrapped_view(self, request, *args, **kwargs):
            fn = decorator_kwargs.get("fn")
            obj = fn(request, *args, **kwargs) if fn is not None else None
            if not request.user.has_perms(permissions, obj):
                self.permission_denied(request)
            return view(self, request, *args, **kwargs)

        return wrapped_view

    return decorator
