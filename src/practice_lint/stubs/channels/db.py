"""Sketch of channels.db, channels 3 to 4."""


def database_sync_to_async(func):  # a class in 3
    return func
