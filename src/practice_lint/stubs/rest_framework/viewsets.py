"""Sketch of rest_framework.viewsets, DRF 3.14 and later.

The driver binds `action` (the handler's name) before it dispatches, and sets the keywords of `@action` on the view.
"""

from rest_framework import generics, mixins, views


class ViewSetMixin:
    action = None
    basename = None
    detail = None

    @classmethod
    def as_view(cls, actions=None, **initkwargs):
        def view(request, *args, **kwargs):
            self = cls(**initkwargs)
            self.setup(request, *args, **kwargs)
            return self.dispatch(request, *args, **kwargs)

        return view

    def initialize_request(self, request, *args, **kwargs):
        return super().initialize_request(request, *args, **kwargs)


class ViewSet(ViewSetMixin, views.APIView):
    pass


class GenericViewSet(ViewSetMixin, generics.GenericAPIView):
    pass


class ReadOnlyModelViewSet(mixins.RetrieveModelMixin, mixins.ListModelMixin, GenericViewSet):
    pass


class ModelViewSet(
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    mixins.ListModelMixin,
    GenericViewSet,
):
    pass
