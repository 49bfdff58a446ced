"""Sketch of django_multitenant.utils, django-multitenant 3 to 4: the tenant is a thread-local or context variable."""

from practice_lint_native import ambient, set_ambient


def get_current_tenant():
    return ambient("django_multitenant")


def set_current_tenant(tenant):
    set_ambient("django_multitenant", tenant)


def unset_current_tenant():
    set_ambient("django_multitenant", None)


def get_current_tenant_value():
    return get_current_tenant().pk


def get_tenant_field(model_class_or_instance):
    if hasattr(model_class_or_instance, "TenantMeta"):
        return model_class_or_instance.TenantMeta.tenant_field_name
    return model_class_or_instance.tenant_id
