"""Several rows that hang on one row which was fetched by key alone: the leak is the fetch."""

from verdicts import Board

BOARD = Board('''
# case: a get_object beside a get_queryset
class PatientViewSet(viewsets.GenericViewSet):
    queryset = Patient.objects.all()  # exempt: stays-inside
    def get_queryset(self):
        return Patient.objects.filter(practice=self.request.practice)  # proved: own-practice
    def get_object(self):
        return self.queryset.get(number=self.kwargs["pk"])  # leak: class-queryset-used
    @action(detail=True, methods=["post"])
    def visit(self, request, pk):
        patient = self.get_object()
        visit = Visit.objects.create(patient=patient, reason=request.data["reason"])  # exempt: creates
        return Response([note.text for note in Note.objects.filter(visit__in=[visit])])  # proved: new-row
    @action(detail=True, methods=["post"])
    def renamed(self, request, pk):
        patient = self.get_object()
        patient.name = request.data["name"]
        patient.save()
        return Response(patient.name)

# case: a get_object of the class that looks at its rows
class PatientViewSet(viewsets.GenericViewSet):
    queryset = Patient.objects.all()  # exempt: stays-inside
    def get_queryset(self):
        return Patient.objects.filter(practice=self.request.practice)  # proved: own-practice
    def get_object(self):
        return self.queryset.get(number=self.kwargs["pk"], practice=self.request.practice)  # proved: own-practice
    @action(detail=True, methods=["post"])
    def visit(self, request, pk):
        return Response(self.get_object().name)

# case: one call of a method leaks, or two
class NumberView(View):
    def one(self):
        return Patient.objects.get(number=self.kwargs["number"])  # leak: rows
    def get(self, request, pk):
        return shown(request, self.one())
    def put(self, request, pk):
        return HttpResponse(self.one().name)
    def post(self, request, pk):
        patient = self.one()
        if patient.practice_id != request.practice.id:
            raise Http404
        return shown(request, patient)

# case: what a serializer's create is handed beside its fields
class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ("text", "kind")
    visit_of_text = serializers.CharField(source="kind")
    def validate(self, data):
        data["parent"] = self.context["visit"]
        return data
    def create(self, validated_data):
        visit = validated_data["parent"]
        return Note.objects.create(visit=visit, text=validated_data["text"])  # exempt: creates
class OpenNoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ("text", "visit_id")
    visit_id = serializers.IntegerField()
    def create(self, validated_data):
        return Note.objects.create(visit_id=validated_data["visit_id"], text=validated_data["text"])  # leak: relation
''')  # fmt: skip


@BOARD.parameters()
def test_one_root(title: str) -> None:
    BOARD.check(title)
