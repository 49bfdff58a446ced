"""Sketch of rest_framework.throttling, DRF 3.14 and later: no effect on data."""


class BaseThrottle:
    def allow_request(self, request, view):
        raise NotImplementedError


class SimpleRateThrottle(BaseThrottle):
    def get_cache_key(self, request, view):
        raise NotImplementedError

    def allow_request(self, request, view):
        return True


class AnonRateThrottle(SimpleRateThrottle):
    pass


class UserRateThrottle(SimpleRateThrottle):
    pass


class ScopedRateThrottle(SimpleRateThrottle):
    pass
