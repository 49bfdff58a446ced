"""Sketch of django.dispatch, Django 4.2 to 5.2: a receiver stays the function it is."""

from django.dispatch.dispatcher import Signal, receiver
