"""Sketch of formtools.wizard.views, django-formtools 2.3 to 2.5: each step's form, then `done` with all of them.

Here `form_list` stays as it is written: forms, or (name, form) pairs; the driver gives it as a list of form classes.
"""

from django.views.generic import TemplateView
from practice_lint_native import unknown


class WizardView(TemplateView):
    form_list = None
    initial_dict = None
    instance_dict = None
    condition_dict = None

    def get_form_list(self):
        return self.form_list

    def get_form_initial(self, step):
        return (self.initial_dict or {}).get(step)

    def get_form_instance(self, step):
        return (self.instance_dict or {}).get(step)

    def get_form_kwargs(self, step=None):
        return {}

    def get_form(self, step=None, data=None, files=None):
        kwargs = {**self.get_form_kwargs(step), "data": data, "files": files, "initial": self.get_form_initial(step)}
        instance = self.get_form_instance(step)
        if instance is not None:
            kwargs["instance"] = instance
        return [form_class(**kwargs) for form_class in self.get_form_list()][0]

    def get_cleaned_data_for_step(self, step):
        form = self.get_form(step, data=self.request.POST)
        form.full_clean()
        return form.cleaned_data

    def get_all_cleaned_data(self):
        return self.get_cleaned_data_for_step(unknown())

    def process_step(self, form):
        return unknown(form.data)

    def get_context_data(self, form, **kwargs):
        return {**super().get_context_data(**kwargs), "form": form}

    def render(self, form=None, **kwargs):
        form = form or self.get_form()
        return self.render_to_response(self.get_context_data(form=form, **kwargs))

    def render_next_step(self, form, **kwargs):
        return self.render(self.get_form(unknown()), **kwargs)

    def render_done(self, form, **kwargs):
        return self.done([form], form_dict={}, **kwargs)

    def done(self, form_list, **kwargs):
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        return self.render(self.get_form(unknown()))

    def post(self, *args, **kwargs):
        form = self.get_form(unknown(), data=self.request.POST, files=self.request.FILES)
        if form.is_valid():
            self.process_step(form)
            if unknown():
                return self.render_done(form, **kwargs)
            return self.render_next_step(form)
        return self.render(form)


class SessionWizardView(WizardView):
    pass


class CookieWizardView(WizardView):
    pass


class NamedUrlWizardView(WizardView):
    pass


class NamedUrlSessionWizardView(NamedUrlWizardView):
    pass


class NamedUrlCookieWizardView(NamedUrlWizardView):
    pass
