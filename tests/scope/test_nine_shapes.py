"""Nine ways to lose the scope that a linter of single queries misses, in one small project: each is found, where it is,
by one rule, and their correct neighbours stay silent."""

from __future__ import annotations

import re
from datetime import date

import pytest

from practice_lint.check import check_sources

PROJECT = {
    "clinic/__init__.py": "",
    "clinic/settings.py": """
MIDDLEWARE = ["clinic.middleware.active_practice"]
INSTALLED_APPS = ["clinic"]
ROOT_URLCONF = "clinic.urls"
""",
    "clinic/models.py": """
from django.conf import settings
from django.db import models


class Practice(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    role = models.CharField(max_length=20)


class Country(models.Model):
    # practice-scope: global — ISO reference data
    name = models.CharField(max_length=80)


class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    country = models.ForeignKey(Country, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    reference = models.CharField(max_length=20)


class Order(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    reference = models.CharField(max_length=20)


class Item(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
""",
    "clinic/middleware.py": """
from clinic.models import Practice


def active_practice(get_response):
    def middleware(request):
        chosen = request.session.get("practice")
        request.practice = Practice.objects.filter(access__user=request.user, pk=chosen).first()
        return get_response(request)

    return middleware
""",
    "clinic/orders.py": """
from clinic.models import Order


def order_with(reference):
    return Order.objects.filter(reference=reference).first()  # PL101 helper in another file


def orders_of(practice):
    return Order.objects.filter(patient__practice=practice)
""",
    "clinic/api.py": """
from rest_framework import serializers, viewsets

from clinic.models import Country, Order, Patient


class OrderSerializer(serializers.ModelSerializer):
    patient = serializers.PrimaryKeyRelatedField(queryset=Patient.objects.all())  # PL501 related field .all()

    class Meta:
        model = Order
        fields = ["id", "patient", "reference"]


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class CountrySerializer(serializers.ModelSerializer):
    class Meta:
        model = Country
        fields = ["id", "name"]


class Patients(viewsets.ReadOnlyModelViewSet):  # PL201 viewset without get_queryset
    serializer_class = PatientSerializer
    queryset = Patient.objects.all()


class Orders(viewsets.ModelViewSet):
    serializer_class = OrderSerializer

    def get_queryset(self):
        return Order.objects.filter(patient__practice=self.request.practice)


class OwnPatients(viewsets.ReadOnlyModelViewSet):
    serializer_class = PatientSerializer
    queryset = Patient.objects.all()

    def get_queryset(self):
        return super().get_queryset().filter(practice=self.request.practice)


class Countries(viewsets.ReadOnlyModelViewSet):
    serializer_class = CountrySerializer
    queryset = Country.objects.all()
""",
    "clinic/views.py": """
from django.db import connection
from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render

from clinic.models import Country, Item, Order, Patient
from clinic.orders import order_with, orders_of


def order(request, pk):
    row = get_object_or_404(Order, pk=pk)  # PL102 get_object_or_404
    return render(request, "order.html", {"order": row})


def found(request):
    return render(request, "order.html", {"order": order_with(request.GET["reference"])})


def either(request, pk):
    rows = Order.objects.filter(Q(pk=pk) | Q(patient__practice=request.practice))  # PL109 hidden in Q
    return render(request, "orders.html", {"orders": rows})


def anchored(request):
    mine = Patient.objects.filter(practice=request.practice).count()
    orders = Order.objects.filter(patient_id=request.GET["patient"])  # PL104 wrongly anchored
    return render(request, "orders.html", {"orders": orders, "patients": mine})


def items(request):
    return render(request, "items.html", {"items": Item.objects.filter(name=request.GET["q"])})  # PL101 two hops


def names(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM clinic_patient ORDER BY name")  # PL111 cursor.execute
        return JsonResponse({"names": cursor.fetchall()})


def by_reference(request):
    rows = Order.objects.raw("SELECT * FROM clinic_order WHERE reference = %s", [request.GET["q"]])  # PL111 raw
    return render(request, "orders.html", {"orders": rows})


def own_orders(request):
    return render(request, "orders.html", {"orders": orders_of(request.practice)})


def own_items(request):
    rows = Item.objects.filter(order__patient__practice=request.practice)
    return render(request, "items.html", {"items": rows})


def countries(request):
    return render(request, "countries.html", {"countries": Country.objects.all()})
""",
    "clinic/urls.py": """
from django.urls import include, path
from rest_framework.routers import DefaultRouter

from clinic import api, views

router = DefaultRouter()
router.register("orders", api.Orders, basename="order")
router.register("patients", api.Patients, basename="patient")
router.register("own-patients", api.OwnPatients, basename="own-patient")
router.register("countries", api.Countries, basename="country")

urlpatterns = [
    path("api/", include(router.urls)),
    path("order/<int:pk>/", views.order),
    path("found/", views.found),
    path("either/<int:pk>/", views.either),
    path("anchored/", views.anchored),
    path("items/", views.items),
    path("names/", views.names),
    path("by-reference/", views.by_reference),
    path("own-orders/", views.own_orders),
    path("own-items/", views.own_items),
    path("countries/", views.countries),
]
""",
}
_MARK = re.compile(r"# (PL\d{3}) (.+)$")
SHAPES = {
    (path, number): (match[1], match[2])
    for path, text in PROJECT.items()
    for number, line in enumerate(text.splitlines(), 1)
    if (match := _MARK.search(line))
}


@pytest.fixture(scope="module")
def found() -> set[tuple[str, int, str]]:
    report = check_sources(PROJECT, today=date(2026, 1, 1))
    assert report.problems == ()
    return {(f.path, f.span.line, f.code) for f in report.findings}


@pytest.mark.parametrize("place", SHAPES, ids=[shape.replace(" ", "_") for _, shape in SHAPES.values()])
def test_shape(place: tuple[str, int], found: set[tuple[str, int, str]]) -> None:
    assert (*place, SHAPES[place][0]) in found


def test_nothing_else_is_reported(found: set[tuple[str, int, str]]) -> None:
    assert len(SHAPES) == 9
    assert found == {(*place, code) for place, (code, _) in SHAPES.items()}
