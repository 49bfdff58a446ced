"""Views whose policies are asked about an object (django-tutelary), and those whose are asked about none or another."""

from __future__ import annotations

from verdicts import HEADER, Board

BOARD = Board(
    """
# case: the policy is asked about the row itself, or about the practice that the address names
class CardView(PermissionRequiredMixin, DetailView):
    model = Patient  # proved: checked
    permission_required = "patient.view"
class PracticeMixin:
    def get_practice(self):
        if not hasattr(self, "practice"):
            self.practice = get_object_or_404(Practice, pk=self.kwargs["pk"])  # proved: checked
        return self.practice
    def get_perms_objects(self):
        return [self.get_practice()]
class NamesView(PracticeMixin, LoginPermissionRequiredMixin, ListView):
    permission_required = "patient.list"
    def get_queryset(self):
        return self.get_practice().patients.all()  # proved: checked
class RowsView(PracticeMixin, APIPermissionRequiredMixin, generics.ListCreateAPIView):
    permission_required = {"GET": "patient.list", "POST": "patient.create"}
    def get_queryset(self):
        return Patient.objects.filter(practice_id=self.kwargs["pk"])  # proved: proved-key
class CardApiView(APIPermissionRequiredMixin, generics.RetrieveDestroyAPIView):
    permission_required = {"GET": "patient.view", "DELETE": "patient.delete"}
    queryset = Patient.objects.all()  # proved: checked
def counted(request, pk):
    practice = get_object_or_404(Practice, pk=pk)  # exempt: stays-inside
    if not check_perms(request.user, ("patient.list",), (practice,)):
        raise PermissionDenied
    return shown(request, practice.patients.all())  # proved: checked

# case: of a list each row is asked about
class AllowedView(PermissionRequiredMixin, ListView):
    model = Patient  # proved: given
    permission_required = "patient.list"
    permission_filter_queryset = ("patient.view",)
class AllowedApiView(APIPermissionRequiredMixin, generics.ListAPIView):
    permission_required = "patient.list"
    permission_filter_queryset = ("patient.view",)
    def get_queryset(self):
        if hasattr(self, "filtered_queryset"):
            return self.filtered_queryset
        return Patient.objects.all()  # proved: given

# case: the policy is asked about nothing
class OpenView(PermissionRequiredMixin, DetailView):
    model = Patient  # leak: class-queryset
    permission_required = "patient.view"
    def get_perms_objects(self):
        return []
class OpenApiView(APIPermissionRequiredMixin, generics.ListAPIView):
    permission_required = "patient.view"
    queryset = Patient.objects.all()  # leak: class-queryset
    def get_perms_objects(self):
        return []

# case: the policy is asked about another row
class OtherView(PermissionRequiredMixin, DetailView):
    model = Patient  # leak: class-queryset
    permission_required = "patient.view"
    def get_perms_objects(self):
        return [get_object_or_404(Practice, slug=self.request.GET["practice"])]  # exempt: stays-inside
class OtherApiView(APIPermissionRequiredMixin, generics.RetrieveAPIView):
    permission_required = "patient.view"
    queryset = Patient.objects.all()  # leak: class-queryset
    def get_perms_objects(self):
        return [get_object_or_404(Practice, slug=self.request.GET["practice"])]  # proved: checked
def other(request, pk):
    practice = get_object_or_404(Practice, slug=request.GET["practice"])  # exempt: stays-inside
    if not check_perms(request.user, ("patient.list",), (practice,)):
        raise PermissionDenied
    return shown(request, Practice.objects.get(pk=pk).patients.all())  # leak: practice
""",
    HEADER + "from tutelary.mixins import APIPermissionRequiredMixin, LoginPermissionRequiredMixin, "
    "PermissionRequiredMixin\nfrom tutelary.models import check_perms\n",
)


@BOARD.parameters()
def test_policies(title: str) -> None:
    BOARD.check(title)
