"""Sketch of django.views.generic.dates, Django 4.2 to 5.2: lists narrowed by a date column, which proves nothing."""

from django.views.generic.base import View
from django.views.generic.detail import BaseDetailView, SingleObjectTemplateResponseMixin
from django.views.generic.list import MultipleObjectMixin, MultipleObjectTemplateResponseMixin
from practice_lint_native import unknown


class YearMixin:
    year_format = "%Y"
    year = None

    def get_year(self):
        return self.year or self.kwargs["year"]


class MonthMixin:
    month_format = "%b"
    month = None

    def get_month(self):
        return self.month or self.kwargs["month"]


class DayMixin:
    day_format = "%d"
    day = None

    def get_day(self):
        return self.day or self.kwargs["day"]


class WeekMixin:
    week_format = "%U"
    week = None

    def get_week(self):
        return self.week or self.kwargs["week"]


class DateMixin:
    date_field = None
    allow_future = False

    def get_date_field(self):
        return self.date_field

    def get_allow_future(self):
        return self.allow_future


class BaseDateListView(MultipleObjectMixin, DateMixin, View):
    allow_empty = False
    date_list_period = "year"

    def get(self, request, *args, **kwargs):
        self.date_list, self.object_list, extra_context = self.get_dated_items()
        context = self.get_context_data(object_list=self.object_list, date_list=self.date_list, **extra_context)
        return self.render_to_response(context)

    def get_dated_items(self):
        raise NotImplementedError

    def get_dated_queryset(self, **lookup):
        return self.get_queryset().filter(**lookup)

    def get_date_list_period(self):
        return self.date_list_period

    def get_date_list(self, queryset, date_type=None, ordering="ASC"):
        return queryset.dates(self.get_date_field(), date_type, ordering)


class BaseArchiveIndexView(BaseDateListView):
    context_object_name = "latest"

    def get_dated_items(self):
        queryset = self.get_dated_queryset()
        return (self.get_date_list(queryset), queryset, {})


class ArchiveIndexView(MultipleObjectTemplateResponseMixin, BaseArchiveIndexView):
    pass


class BaseYearArchiveView(YearMixin, BaseDateListView):
    date_list_period = "month"
    make_object_list = False

    def get_dated_items(self):
        year = self.get_year()
        queryset = self.get_dated_queryset()
        dates = self.get_date_list(queryset)
        if not self.get_make_object_list():
            queryset = queryset.none()
        return (dates, queryset, {"year": unknown(year)})

    def get_make_object_list(self):
        return self.make_object_list


class YearArchiveView(MultipleObjectTemplateResponseMixin, BaseYearArchiveView):
    pass


class BaseMonthArchiveView(YearMixin, MonthMixin, BaseDateListView):
    date_list_period = "day"

    def get_dated_items(self):
        queryset = self.get_dated_queryset()
        return (self.get_date_list(queryset), queryset, {"month": unknown(self.get_year(), self.get_month())})


class MonthArchiveView(MultipleObjectTemplateResponseMixin, BaseMonthArchiveView):
    pass


class BaseWeekArchiveView(YearMixin, WeekMixin, BaseDateListView):
    def get_dated_items(self):
        queryset = self.get_dated_queryset()
        return (None, queryset, {"week": unknown(self.get_year(), self.get_week())})


class WeekArchiveView(MultipleObjectTemplateResponseMixin, BaseWeekArchiveView):
    pass


class BaseDayArchiveView(YearMixin, MonthMixin, DayMixin, BaseDateListView):
    def get_dated_items(self):
        return self._get_dated_items(unknown(self.get_year(), self.get_month(), self.get_day()))

    def _get_dated_items(self, date):
        return (None, self.get_dated_queryset(), {"day": date})


class DayArchiveView(MultipleObjectTemplateResponseMixin, BaseDayArchiveView):
    pass


class BaseTodayArchiveView(BaseDayArchiveView):
    def get_dated_items(self):
        return self._get_dated_items(unknown())


class TodayArchiveView(MultipleObjectTemplateResponseMixin, BaseTodayArchiveView):
    pass


class BaseDateDetailView(YearMixin, MonthMixin, DayMixin, DateMixin, BaseDetailView):
    def get_object(self, queryset=None):
        rows = self.get_queryset() if queryset is None else queryset
        return super().get_object(queryset=rows)


class DateDetailView(SingleObjectTemplateResponseMixin, BaseDateDetailView):
    pass
