"""Values that the server itself makes unique tell nobody anything: slugs that save() counts up, random keys that are
drawn anew while they are taken."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

MODEL = """# file: clinic/leaflets.py
import random
from django.db import models
from django.http import HttpResponse
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from clinic.models import Practice


class Leaflet(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    title = models.CharField(max_length=20)
    slug = models.SlugField(unique=True)

"""

COUNTED = """    def save(self, *args, **kwargs):
        base = self.slug = slugify(self.title)
        count = 1
        while Leaflet.objects.filter(slug=self.slug).exists():
            count += 1
            self.slug = f"{base}-{count}"
        super().save(*args, **kwargs)
"""

HELPER = """    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self):
        slug = slugify(self.title)
        for count in range(100):
            if not type(self).objects.filter(slug=slug).exclude(pk=self.pk).exists():
                break
            slug = f"{slug}-{count}"
        return slug
"""

FORM = """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.leaflets import Leaflet


class LeafletSerializer(serializers.ModelSerializer):
    class Meta:
        model = Leaflet
        fields = ["title", "slug"]


class Leaflets(viewsets.ModelViewSet):
    serializer_class = LeafletSerializer

    def get_queryset(self):
        return Leaflet.objects.filter(practice=self.request.practice)
"""


def codes(text: str) -> set[str]:
    found = check_sources(project_of(Example("", text), PRELUDE), today=date(2026, 1, 1)).findings
    return {f.code for f in found if f.confidence != "low"}


@pytest.mark.parametrize(
    ("text", "blind"),
    [
        (MODEL, True),
        (MODEL + COUNTED, False),
        (MODEL + HELPER, False),
        (MODEL + COUNTED + FORM, True),  # whoever types one in is told that it is taken
        (MODEL + COUNTED.replace("slug=self.slug", "title=self.title"), True),
        (MODEL + "    def taken(self):\n        return Leaflet.objects.filter(slug=self.slug).exists()\n", True),
        (MODEL.replace("models.SlugField(", "AutoSlugField(populate_from='title', "), False),
    ],
)
def test_slugs(text: str, blind: bool) -> None:
    text = text.replace("import random\n", "import random\nfrom autoslug import AutoSlugField\n")
    assert ("PL303" in codes(text)) is blind


DRAWN = """# file: clinic/views.py
import random
from django.http import HttpResponse
from django.utils.crypto import get_random_string
from clinic.leaflets import Leaflet
def free_code():
    code = get_random_string(6)
    while Leaflet.objects.filter(slug=code).exists():
        code = get_random_string(6)
    return code

def create(request):
    code = free_code()
    Leaflet.objects.create(practice=request.practice, title=request.POST["title"], slug=code)
    return HttpResponse(code)
"""

DIRECT = """# file: clinic/views.py
import random
from django.http import HttpResponse
from django.utils.crypto import get_random_string
from clinic.leaflets import Leaflet
def create(request):
    while True:
        code = "".join(random.choices("abc", k=6))
        if not Leaflet.objects.filter(slug=code).exists():
            break
    Leaflet.objects.create(practice=request.practice, title=request.POST["title"], slug=code)
    return HttpResponse(code)
"""

ASKED = """# file: clinic/views.py
import random
from django.http import HttpResponse
from django.utils.crypto import get_random_string
from clinic.leaflets import Leaflet
def taken(request):
    code = request.GET["code"]
    if Leaflet.objects.filter(title=code).exists():
        return HttpResponse("taken")
    return HttpResponse("free")
"""


@pytest.mark.parametrize(("text", "told"), [(DRAWN, False), (DIRECT, False), (ASKED, True)])
def test_existence(text: str, told: bool) -> None:
    assert ("PL115" in codes(MODEL + text)) is told
