"""Sketch of channels.layers, channels 3 to 4.

`group_joined(group)` is native: whoever holds the channel gets what is sent to the group. `group_sent(group, message)`
is native: the message goes to all of them.
"""

from practice_lint_native import group_joined, group_sent


class BaseChannelLayer:
    async def send(self, channel, message):
        pass

    async def group_add(self, group, channel):
        group_joined(group)

    async def group_discard(self, group, channel):
        pass

    async def group_send(self, group, message):
        group_sent(group, message)


def get_channel_layer(alias="default"):
    return BaseChannelLayer()
