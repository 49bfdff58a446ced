"""Sketch of channels.exceptions, channels 3 to 4."""


class StopConsumer(Exception):
    pass


class AcceptConnection(Exception):
    pass


class DenyConnection(Exception):
    pass
