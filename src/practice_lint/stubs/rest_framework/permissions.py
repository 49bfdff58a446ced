"""Sketch of rest_framework.permissions, DRF 3.14 and later.

Composition is plain Python: `A & B`, `A | B`, `~A` on permission classes call the operator methods of the metaclass,
which give an OperandHolder; calling that gives an AND, OR or NOT over instances. So no natives are needed if the
interpreter looks an operator on a class value up on its metaclass (`metaclass=` of the nearest class in the MRO).
"""

from django.http import Http404
from practice_lint_native import unknown

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class OperationHolderMixin:
    def __and__(self, other):
        return OperandHolder(AND, self, other)

    def __or__(self, other):
        return OperandHolder(OR, self, other)

    def __rand__(self, other):
        return OperandHolder(AND, other, self)

    def __ror__(self, other):
        return OperandHolder(OR, other, self)

    def __invert__(self):
        return SingleOperandHolder(NOT, self)


class SingleOperandHolder(OperationHolderMixin):
    def __init__(self, operator_class, op1_class):
        self.operator_class = operator_class
        self.op1_class = op1_class

    def __call__(self, *args, **kwargs):
        return self.operator_class(self.op1_class(*args, **kwargs))


class OperandHolder(OperationHolderMixin):
    def __init__(self, operator_class, op1_class, op2_class):
        self.operator_class = operator_class
        self.op1_class = op1_class
        self.op2_class = op2_class

    def __call__(self, *args, **kwargs):
        return self.operator_class(self.op1_class(*args, **kwargs), self.op2_class(*args, **kwargs))


class AND:
    def __init__(self, op1, op2):
        self.op1 = op1
        self.op2 = op2

    def has_permission(self, request, view):
        return self.op1.has_permission(request, view) and self.op2.has_permission(request, view)

    def has_object_permission(self, request, view, obj):
        return self.op1.has_object_permission(request, view, obj) and self.op2.has_object_permission(request, view, obj)


class OR:
    def __init__(self, op1, op2):
        self.op1 = op1
        self.op2 = op2

    def has_permission(self, request, view):
        return self.op1.has_permission(request, view) or self.op2.has_permission(request, view)

    def has_object_permission(self, request, view, obj):
        if self.op1.has_permission(request, view) and self.op1.has_object_permission(request, view, obj):
            return True
        return self.op2.has_permission(request, view) and self.op2.has_object_permission(request, view, obj)


class NOT:
    def __init__(self, op1):
        self.op1 = op1

    def has_permission(self, request, view):
        return not self.op1.has_permission(request, view)

    def has_object_permission(self, request, view, obj):
        return not self.op1.has_object_permission(request, view, obj)


class BasePermissionMetaclass(OperationHolderMixin, type):
    pass


class BasePermission(metaclass=BasePermissionMetaclass):
    def has_permission(self, request, view):
        return True

    def has_object_permission(self, request, view, obj):
        return True


class AllowAny(BasePermission):
    def has_permission(self, request, view):
        return True


class IsAuthenticated(BasePermission):
    def has_permission(self, request, view):
        return bool(request.user and request.user.is_authenticated)


class IsAdminUser(BasePermission):
    def has_permission(self, request, view):
        return bool(request.user and request.user.is_staff)


class IsAuthenticatedOrReadOnly(BasePermission):
    def has_permission(self, request, view):
        return bool(request.method in SAFE_METHODS or (request.user and request.user.is_authenticated))


class DjangoModelPermissions(BasePermission):
    authenticated_users_only = True
    perms_map = {}

    def get_required_permissions(self, method, model_cls):
        return unknown(method)

    def _queryset(self, view):
        return view.get_queryset() if hasattr(view, "get_queryset") else view.queryset

    def has_permission(self, request, view):
        self._queryset(view)
        perms = self.get_required_permissions(request.method, None)
        return request.user.is_authenticated and request.user.has_perms(perms)


class DjangoModelPermissionsOrAnonReadOnly(DjangoModelPermissions):
    authenticated_users_only = False

    def has_permission(self, request, view):
        self._queryset(view)
        return request.user.has_perms(self.get_required_permissions(request.method, None))


class DjangoObjectPermissions(DjangoModelPermissions):
    def get_required_object_permissions(self, method, model_cls):
        return unknown(method)

    def has_object_permission(self, request, view, obj):
        perms = self.get_required_object_permissions(request.method, None)
        if not request.user.has_perms(perms, obj):
            raise Http404
        return True
