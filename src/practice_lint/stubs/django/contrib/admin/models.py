"""Sketch of django.contrib.admin.models, Django 4.2 to 5.2."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models


class LogEntryManager(models.Manager):
    def log_action(self, user_id, content_type_id, object_id, object_repr, action_flag, change_message=""):
        return self.create(user_id=user_id, content_type_id=content_type_id, object_id=object_id)


class LogEntry(models.Model):
    action_time = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    content_type = models.ForeignKey(ContentType, models.SET_NULL, blank=True, null=True)
    object_id = models.TextField(blank=True, null=True)
    object_repr = models.CharField(max_length=200)
    action_flag = models.PositiveSmallIntegerField()
    change_message = models.TextField(blank=True)

    objects = LogEntryManager()
