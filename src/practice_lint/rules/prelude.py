"""The small clinic that every rule's examples share: models, membership, the middleware that sets the active practice.

An example's file takes the place of the file of the same path here.
"""

PRELUDE = """# file: clinic/models.py
from django.conf import settings
from django.db import models


class Practice(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    role = models.CharField(max_length=20)


class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    active = models.BooleanField(default=True)


class Note(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    text = models.TextField()
# file: clinic/middleware.py
from clinic.models import Practice


def active_practice(get_response):
    def middleware(request):
        chosen = request.session.get("practice")
        request.practice = Practice.objects.filter(access__user=request.user, pk=chosen).first()
        return get_response(request)

    return middleware
# file: clinic/settings.py
MIDDLEWARE = ["clinic.middleware.active_practice"]
INSTALLED_APPS = ["clinic"]
ROOT_URLCONF = "clinic.urls"
"""
