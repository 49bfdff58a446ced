"""Views that are routed only while `settings.DEBUG` is on, and those that look as if."""

from verdicts import Board

BOARD = Board("""
# case: routed while debugging only
from django.conf import settings
def preview(request, pk):
    return shown(request, Patient.objects.get(pk=pk))  # exempt: debug
def planted(request, pk):
    Note.objects.create(visit_id=pk, author=request.user, text="")  # exempt: debug
    return HttpResponse()
class PeekView(DetailView):
    queryset = Patient.objects.all()  # exempt: debug
def nested(request, pk):
    return shown(request, Patient.objects.get(pk=pk))  # exempt: debug
def chosen(request, pk):
    return shown(request, Patient.objects.get(pk=pk))  # exempt: debug
def other(request, pk):
    return shown(request, Patient.objects.get(pk=pk))  # exempt: debug
more = [path("nested/<int:pk>/", nested)]
urlpatterns = [path("none/", lambda request: None)]
if settings.DEBUG:
    urlpatterns += [path("preview/<int:pk>/", preview), path("planted/<int:pk>/", planted)]
    urlpatterns.append(path("peek/<int:pk>/", PeekView.as_view()))
    urlpatterns.append(path("more/", include(more)))
urlpatterns += [path("chosen/<int:pk>/", chosen)] if settings.DEBUG and settings.LOCAL else []
if not settings.DEBUG:
    pass
else:
    urlpatterns += [path("other/<int:pk>/", other)]

# case: routed in production as well
from django.conf import settings
def both(request, pk):
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
def production(request, pk):
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
def perhaps(request, pk):
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
def unless(request, pk):
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
urlpatterns = [path("both/<int:pk>/", both)]
if settings.DEBUG:
    urlpatterns += [path("debug/both/<int:pk>/", both)]
else:
    urlpatterns += [path("production/<int:pk>/", production)]
if settings.DEBUG or settings.API_PAGES:
    urlpatterns += [path("perhaps/<int:pk>/", perhaps)]
if settings.DEBUG_PAGES:
    urlpatterns += [path("unless/<int:pk>/", unless)]

# case: registered while debugging only
from django.conf import settings
from rest_framework.routers import DefaultRouter
class PatientViewSet(viewsets.ReadOnlyModelViewSet):
    def get_queryset(self):
        return Patient.objects.all()  # exempt: debug
class VisitViewSet(viewsets.ReadOnlyModelViewSet):
    def get_queryset(self):
        return Visit.objects.all()  # leak: rows
router = DefaultRouter()
router.register("visits", VisitViewSet)
if settings.DEBUG:
    router.register("patients", PatientViewSet)
urlpatterns = router.urls
""")


@BOARD.parameters()
def test_debug(title: str) -> None:
    BOARD.check(title)
