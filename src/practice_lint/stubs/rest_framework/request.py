"""Sketch of rest_framework.request, DRF 3.14 and later: the driver's request stands for it."""


class Request:
    pass
