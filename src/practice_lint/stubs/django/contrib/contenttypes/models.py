"""Sketch of django.contrib.contenttypes.models, Django 4.2 to 5.2. Whose rows a content type leads to is unknown."""

from django.db import models
from practice_lint_native import unknown


class ContentTypeManager(models.Manager):
    def get_by_natural_key(self, app_label, model):
        return self.get(app_label=app_label, model=model)

    def get_for_model(self, model, for_concrete_model=True):
        return self.get(app_label=unknown(), model=unknown())

    def get_for_models(self, *models, for_concrete_models=True):
        return {model: self.get_for_model(model) for model in models}

    def get_for_id(self, id):
        return self.get(pk=id)


class ContentType(models.Model):
    app_label = models.CharField(max_length=100)
    model = models.CharField(max_length=100)

    objects = ContentTypeManager()

    def model_class(self):
        return unknown(self)

    def get_object_for_this_type(self, using=None, **kwargs):
        return unknown(self, *kwargs.values())

    def get_all_objects_for_this_type(self, **kwargs):
        return unknown(self, *kwargs.values())
