"""Sketch of channels.consumer, channels 3 to 4.

The driver binds `scope`: "user" is the caller, "url_route" has the "kwargs" of the route, "session" the session.
"""


from channels.layers import get_channel_layer


class AsyncConsumer:
    channel_layer = get_channel_layer()

    @classmethod
    def as_asgi(cls, **initkwargs):
        return cls(**initkwargs)


class SyncConsumer(AsyncConsumer):
    pass
