"""What is proved of one part of a value, or on one of two ways in, is not proved of the other."""

from __future__ import annotations

from verdicts import Board

BOARD = Board("""
# case: the value that was sent here, else there
def checked_whole(request):
    pk = request.POST.get("practice") or request.GET.get("practice")
    if not request.user.accesses.filter(practice_id=pk).exists():
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice_id=pk))  # proved: proved-key
def checked_one(request):
    if not request.user.accesses.filter(practice_id=request.GET.get("practice")).exists():
        raise PermissionDenied
    pk = request.POST.get("practice") or request.GET.get("practice")
    return shown(request, Patient.objects.filter(practice_id=pk))  # leak: practice
def checked_whole_used_part(request):
    pk = request.POST.get("practice") or request.GET.get("practice")
    if not request.user.accesses.filter(practice_id=pk).exists():
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice_id=request.GET["practice"]))  # leak: practice
def fetched(request):
    pk = request.POST.get("practice") or request.GET.get("practice")
    practice = get_object_or_404(Practice, pk=pk, accesses__user=request.user)  # proved: own-rows
    return shown(request, Patient.objects.filter(practice_id=request.POST["practice"]))  # proved: proved-key
def fetched_and_other(request):
    pk = request.POST.get("practice") or request.GET.get("practice")
    practice = get_object_or_404(Practice, pk=pk, accesses__user=request.user)  # proved: own-rows
    return shown(request, Patient.objects.filter(practice_id=request.GET["practice"]))  # leak: practice
def fetched_and_used(request):
    pk = request.POST.get("practice") or request.GET.get("practice")
    if not pk:
        raise Http404
    practice = get_object_or_404(Practice, pk=pk, accesses__user=request.user)  # proved: own-rows
    return shown(request, Patient.objects.filter(practice_id=pk))  # proved: proved-key

# case: signed in, or his own
class OwnsIt(permissions.BasePermission):
    def has_object_permission(self, request, view, obj):
        return obj.practice.accesses.filter(user=request.user).exists()
class EitherView(generics.RetrieveAPIView):
    permission_classes = [permissions.IsAuthenticated | OwnsIt]
    queryset = Patient.objects.all()  # leak: class-queryset
class BothView(generics.RetrieveAPIView):
    permission_classes = [permissions.IsAuthenticated & OwnsIt]
    queryset = Patient.objects.all()  # proved: checked
class OfAddress(permissions.BasePermission):
    def has_permission(self, request, view):
        practice = view.kwargs["pk"]
        return POLICIES[request.user.name](practice)
class EitherListView(generics.ListAPIView):
    permission_classes = [permissions.IsAuthenticated | OfAddress]
    def get_queryset(self):
        return Patient.objects.filter(practice_id=self.kwargs["pk"])  # leak: gate
class BothListView(generics.ListAPIView):
    permission_classes = [permissions.IsAuthenticated & OfAddress]
    def get_queryset(self):
        return Patient.objects.filter(practice_id=self.kwargs["pk"])  # undecided: gate-not-followed
class EitherHandView(generics.RetrieveAPIView):
    permission_classes = [OwnsIt | permissions.IsAuthenticated]
    queryset = Patient.objects.all()  # leak: class-queryset
""")


@BOARD.parameters()
def test_parts_and_ors(title: str) -> None:
    BOARD.check(title)
