"""Sketch of django.dispatch.dispatcher, Django 4.2 to 5.2: a signal leads nowhere that the sender could see."""


class Signal:
    def connect(self, receiver, sender=None, weak=True, dispatch_uid=None):
        pass

    def disconnect(self, receiver=None, sender=None, dispatch_uid=None):
        pass

    def send(self, sender, **named):
        return []

    def send_robust(self, sender, **named):
        return []


def receiver(signal, **kwargs):
    def decorator(func):
        return func

    return decorator
