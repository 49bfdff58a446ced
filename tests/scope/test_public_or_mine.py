"""Children that everybody may see or that are the user's own, what they tell of their parents, and permission classes
that fetch the parent through the view."""

from __future__ import annotations

from verdicts import HEADER, MODELS, Board

ALBUMS = """
class PictureSet(models.QuerySet):
    def public(self, user):
        rows = self.filter(is_public=True)
        if user.is_authenticated:
            rows = rows | self.filter(album__practice__accesses__user=user)
        return rows.distinct()
    def recent(self, user):
        return self.filter(year=2024)
class ElsewhereSet(PictureSet):
    pass
class Album(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    slug = models.SlugField(unique=True)
class Picture(models.Model):
    album = models.ForeignKey(Album, models.CASCADE, related_name="pictures")
    slug = models.SlugField()
    year = models.IntegerField()
    is_public = models.BooleanField(default=False)
    secret_level = models.CharField(max_length=10)
    objects = PictureSet.as_manager()
    @property
    def is_global(self):
        return not self.hidden_before(timezone.now())
"""

BOARD = Board(
    """
# case: a child that is public or the user's own lets its parent be read
def page(request, slug, name):
    album = get_object_or_404(Album, slug=slug)  # undecided: shown-by-child
    picture = get_object_or_404(album.pictures.public(request.user), slug=name)  # exempt: shared-rows
    return shown(request, {"album": album, "picture": picture})
def asked(request, slug, name):
    album = get_object_or_404(Album, slug=slug)  # undecided: shown-by-child
    if not album.pictures.public(request.user).filter(slug=name).exists():
        raise Http404
    return shown(request, album)
def flagged(request, slug, name):
    album = get_object_or_404(Album, slug=slug)  # undecided: shown-by-child
    picture = get_object_or_404(album.pictures.all(), slug=name)  # undecided: shown-by-child
    if not picture.is_public and not album.pictures.public(request.user).filter(pk=picture.pk).exists():
        raise PermissionDenied
    return shown(request, {"album": album, "picture": picture})

# case: what such a child does not tell
def renamed(request, slug, name):
    album = get_object_or_404(Album, slug=slug)  # leak: write
    picture = get_object_or_404(album.pictures.public(request.user), slug=name)  # exempt: shared-rows
    album.slug = request.POST["slug"]
    album.save()
    return shown(request, picture)
def siblings(request, slug, name):
    album = get_object_or_404(Album, slug=slug)  # leak: rows
    picture = get_object_or_404(album.pictures.public(request.user), slug=name)
    return shown(request, album.pictures.all())  # leak: none
def perhaps(request, slug, name):
    album = get_object_or_404(Album, slug=slug)  # leak: rows
    picture = album.pictures.public(request.user).filter(slug=name).first()  # exempt: shared-rows
    return shown(request, {"album": album, "picture": picture})
def of_another(request, slug, name):
    album = get_object_or_404(Album, slug=slug)  # leak: rows
    picture = get_object_or_404(Picture.objects.public(request.user), slug=name)  # exempt: shared-rows
    return shown(request, {"album": album, "picture": picture})
def recent(request, slug, name):
    album = get_object_or_404(Album, slug=slug)  # leak: rows
    picture = get_object_or_404(album.pictures.recent(request.user), slug=name)  # exempt: stays-inside
    return shown(request, {"album": album})
def either(request, slug, name):
    album = get_object_or_404(Album, slug=slug)  # leak: rows
    picture = get_object_or_404(album.pictures.all(), slug=name)  # leak: none
    if not picture.is_public and request.GET.get("all") != "yes":
        raise PermissionDenied
    return shown(request, {"album": album, "picture": picture})

# case: a permission class asks for the parent through the view
class MayView(permissions.BasePermission):
    def has_permission(self, request, view):
        album, picture = view._get_album(), view._get_picture()
        return picture.is_global or album.pictures.public(request.user).filter(pk=picture.pk).exists()
class MayEdit(permissions.BasePermission):
    def has_permission(self, request, view):
        return view.get_parent_object().practice.accesses.filter(user=request.user).exists()
class PictureView(APIView):
    permission_classes = [MayView]
    def _get_album(self):
        return get_object_or_404(Album, slug=self.request.GET.get("album"))  # undecided: shown-by-child
    def _get_picture(self):
        name = self.request.GET.get("picture")
        return get_object_or_404(self._get_album().pictures.all(), slug=name)  # undecided: shown-by-child
    def get(self, request, pk):
        return shown(request, [self._get_album(), self._get_picture()])
class RenameView(APIView):
    permission_classes = [MayEdit]
    def get_parent_object(self):
        return get_object_or_404(Album, slug=self.request.data["album"])  # proved: checked
    def post(self, request, pk):
        album = self.get_parent_object()
        album.slug = request.data["slug"]
        album.save()
        return Response()
class CopyView(APIView):
    permission_classes = [MayEdit]
    def get_parent_object(self):
        return get_object_or_404(Album, slug=self.request.data["album"])  # exempt: stays-inside
    def get_source(self):
        return get_object_or_404(Album, slug=self.request.data["source"])  # leak: rows
    def post(self, request, pk):
        return shown(request, self.get_source())
class ListView(generics.ListAPIView):
    permission_classes = [MayView]
    def _get_album(self):
        return get_object_or_404(Album, slug=self.request.GET.get("album"))  # leak: rows
    def _get_picture(self):
        name = self.request.GET.get("picture")
        return get_object_or_404(self._get_album().pictures.all(), slug=name)  # exempt: stays-inside
    def list(self, request, pk):
        return Response(self._get_album().pictures.all())  # leak: none
""",
    HEADER.replace("import Access,", "import Access, Album, Picture,"),
    {"clinic/models.py": MODELS + ALBUMS},
)


@BOARD.parameters()
def test_public_or_mine(title: str) -> None:
    BOARD.check(title)
