"""Sketch of django.contrib.contenttypes.admin, Django 4.2 to 5.2."""

from django.contrib.admin.options import InlineModelAdmin


class GenericInlineModelAdmin(InlineModelAdmin):
    ct_field = "content_type"
    ct_fk_field = "object_id"


class GenericStackedInline(GenericInlineModelAdmin):
    pass


class GenericTabularInline(GenericInlineModelAdmin):
    pass
