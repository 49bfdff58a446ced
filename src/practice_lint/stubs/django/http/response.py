"""Sketch of django.http.response, Django 4.2 to 5.2. A response keeps what it was built from.

An instance that escapes lets every value on it escape. Headers set by item are kept beside the content.
"""


class Http404(Exception):
    pass


class HttpResponseBase:
    status_code = 200
    reason_phrase = ""

    def __init__(self, content_type=None, status=None, reason=None, charset=None, headers=None):
        self.headers = headers

    def __setitem__(self, header, value):
        self.headers = {header: value}

    def set_cookie(self, key, value="", **options):
        self.cookies = {key: value}


class HttpResponse(HttpResponseBase):
    def __init__(self, content=b"", *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.content = content

    def write(self, content):
        self.content = [self.content, content]

    def writelines(self, lines):
        self.content = [self.content, lines]


class StreamingHttpResponse(HttpResponseBase):
    def __init__(self, streaming_content=(), *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.streaming_content = streaming_content


class FileResponse(StreamingHttpResponse):
    def __init__(self, streaming_content=(), *args, as_attachment=False, filename="", **kwargs):
        super().__init__(streaming_content, *args, **kwargs)
        self.filename = filename


class JsonResponse(HttpResponse):
    def __init__(self, data, encoder=None, safe=True, json_dumps_params=None, **kwargs):
        super().__init__(data, **kwargs)


class HttpResponseRedirectBase(HttpResponse):
    def __init__(self, redirect_to, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.url = redirect_to


class HttpResponseRedirect(HttpResponseRedirectBase):
    pass


class HttpResponsePermanentRedirect(HttpResponseRedirectBase):
    pass


class HttpResponseNotModified(HttpResponse):
    status_code = 304


class HttpResponseBadRequest(HttpResponse):
    status_code = 400


class HttpResponseForbidden(HttpResponse):
    status_code = 403


class HttpResponseNotFound(HttpResponse):
    status_code = 404


class HttpResponseNotAllowed(HttpResponse):
    status_code = 405

    def __init__(self, permitted_methods, *args, **kwargs):
        super().__init__(*args, **kwargs)


class HttpResponseGone(HttpResponse):
    status_code = 410


class HttpResponseServerError(HttpResponse):
    status_code = 500
