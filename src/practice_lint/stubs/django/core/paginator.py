"""Sketch of django.core.paginator, Django 4.2 to 5.2: a page holds rows of what was paginated."""


class InvalidPage(Exception):
    pass


class PageNotAnInteger(InvalidPage):
    pass


class EmptyPage(InvalidPage):
    pass


class Paginator:
    def __init__(self, object_list, per_page, *args, **kwargs):
        self.object_list = object_list
        self.per_page = per_page

    def __iter__(self):
        for number in self.page_range:
            yield self.page(number)

    @property
    def count(self):
        return self.object_list.count()

    @property
    def page_range(self):
        return range(self.per_page)

    def page(self, number):
        return self._get_page(self.object_list[: self.per_page], number, self)

    def get_page(self, number):
        return self.page(number)

    def _get_page(self, *args, **kwargs):
        return Page(*args, **kwargs)


class Page:
    def __init__(self, object_list, number, paginator):
        self.object_list = object_list
        self.number = number
        self.paginator = paginator

    def __getitem__(self, index):
        return self.object_list[index]

    def __iter__(self):  # the real one iterates through __getitem__
        return iter(self.object_list)
