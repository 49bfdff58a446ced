"""Sketch of django.contrib.sessions.models, Django 4.2 to 5.2."""

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager


class SessionManager(BaseSessionManager):
    pass


class Session(AbstractBaseSession):
    objects = SessionManager()
