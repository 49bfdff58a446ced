"""Sketch of ninja.main, django-ninja 1: registering leaves the function as it is."""


class NinjaAPI:
    def __init__(self, *, auth=None, **kwargs):
        self.auth = auth

    def get(self, path, *, auth=None, **kwargs):
        return self.api_operation(["GET"], path, auth=auth)

    def post(self, path, *, auth=None, **kwargs):
        return self.api_operation(["POST"], path, auth=auth)

    def delete(self, path, *, auth=None, **kwargs):
        return self.api_operation(["DELETE"], path, auth=auth)

    def patch(self, path, *, auth=None, **kwargs):
        return self.api_operation(["PATCH"], path, auth=auth)

    def put(self, path, *, auth=None, **kwargs):
        return self.api_operation(["PUT"], path, auth=auth)

    def api_operation(self, methods, path, *, auth=None, **kwargs):
        def decorator(view_func):
            return view_func

        return decorator

    def add_router(self, prefix, router, *, auth=None, **kwargs):
        pass

    def exception_handler(self, exc_class):
        def decorator(func):
            return func

        return decorator
