"""Sketch of channels.generic.websocket, channels 3 to 4: `connect` first, then `receive` for what the client sends."""

from channels.consumer import AsyncConsumer, SyncConsumer
from channels.exceptions import StopConsumer
from practice_lint_native import escape, unknown


class WebsocketConsumer(SyncConsumer):
    groups = None

    def websocket_connect(self, message):
        self.connect()

    def connect(self):
        self.accept()

    def accept(self, subprotocol=None, headers=None):
        pass

    def websocket_receive(self, message):
        self.receive(text_data=message["text"])

    def receive(self, text_data=None, bytes_data=None):
        pass

    def send(self, text_data=None, bytes_data=None, close=False):
        escape(text_data, bytes_data)

    def close(self, code=None, reason=None):  # nothing is received any more
        raise StopConsumer

    def websocket_disconnect(self, message):
        self.disconnect(message["code"])

    def disconnect(self, code):
        pass


class JsonWebsocketConsumer(WebsocketConsumer):
    def receive(self, text_data=None, bytes_data=None, **kwargs):
        self.receive_json(self.decode_json(text_data), **kwargs)

    def receive_json(self, content, **kwargs):
        pass

    def send_json(self, content, close=False):
        escape(self.encode_json(content))

    @classmethod
    def decode_json(cls, text_data):
        return unknown(text_data)

    @classmethod
    def encode_json(cls, content):
        return content


class AsyncWebsocketConsumer(AsyncConsumer):
    groups = None

    async def websocket_connect(self, message):
        await self.connect()

    async def connect(self):
        await self.accept()

    async def accept(self, subprotocol=None, headers=None):
        pass

    async def websocket_receive(self, message):
        await self.receive(text_data=message["text"])

    async def receive(self, text_data=None, bytes_data=None):
        pass

    async def send(self, text_data=None, bytes_data=None, close=False):
        escape(text_data, bytes_data)

    async def close(self, code=None, reason=None):  # nothing is received any more
        raise StopConsumer

    async def websocket_disconnect(self, message):
        await self.disconnect(message["code"])

    async def disconnect(self, code):
        pass


class AsyncJsonWebsocketConsumer(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None, **kwargs):
        await self.receive_json(await self.decode_json(text_data), **kwargs)

    async def receive_json(self, content, **kwargs):
        pass

    async def send_json(self, content, close=False):
        escape(await self.encode_json(content))

    @classmethod
    async def decode_json(cls, text_data):
        return unknown(text_data)

    @classmethod
    async def encode_json(cls, content):
        return content
