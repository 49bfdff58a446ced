# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""What a form or serializer holds after validation: what its fields and what stands inside it make of what was sent."""

from __future__ import annotations

from verdicts import Board

BOARD = Board("""
# case: choices made from rows
class PickForm(forms.Form):
    def __init__(self, *args, **kwargs):
        patients = kwargs.pop("patients")
        super().__init__(*args, **kwargs)
        choices = [(patient.id, patient.name) for patient in patients]
        self.fields["one"] = forms.ChoiceField(choices=choices)
        self.fields["several"] = forms.MultipleChoiceField(choices=[("", "-")] + choices, required=False)
        self.fields["text"] = forms.CharField()
class DeclaredForm(forms.Form):
    patient = forms.TypedChoiceField(coerce=int)
    def __init__(self, *args, practice, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["patient"].choices = practice.patients.values_list("pk", "name")  # proved: own-practice
def offered(request):
    mine = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    form = PickForm(request.POST, patients=mine)
    if form.is_valid():
        Patient.objects.filter(id__in=form.cleaned_data["several"]).update(name="x")  # proved: own-practice
        Patient.objects.filter(id=form.cleaned_data["one"]).update(name="x")  # proved: own-practice
        Patient.objects.filter(id=form.cleaned_data["text"]).update(name="x")  # leak: write
    return shown(request, form)
def declared(request):
    form = DeclaredForm(request.POST, practice=request.practice)
    if form.is_valid():
        return shown(request, Patient.objects.get(pk=form.cleaned_data["patient"]))  # proved: own-practice
def offered_all(request):
    form = PickForm(request.POST, patients=Patient.objects.all())  # exempt: stays-inside
    if form.is_valid():
        Patient.objects.filter(id__in=form.cleaned_data["several"]).update(name="x")  # leak: write
    return HttpResponse()
def not_asked(request):
    mine = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    form = PickForm(request.POST, patients=mine)
    Patient.objects.filter(id=request.POST["one"]).update(name="x")  # leak: write
    return shown(request, form)

# case: choices of a serializer
class PickSerializer(serializers.Serializer):
    patients = serializers.MultipleChoiceField(choices=[])
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        practice = self.context["request"].practice
        self.fields["patients"] = serializers.MultipleChoiceField(choices=[(p.pk, p.name) for p in practice.patients.all()])  # proved: own-practice
class PickView(APIView):
    def post(self, request, pk):
        serializer = PickSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        Patient.objects.filter(pk__in=serializer.validated_data["patients"]).update(name="x")  # proved: own-practice
        return Response()

# case: a serializer in a serializer that no view runs, and fields that are kept under another name
class MineField(serializers.SlugRelatedField):
    def get_queryset(self):
        return super().get_queryset().filter(practice=self.context["practice"])
class CardSerializer(serializers.Serializer):
    tags = MineField(slug_field="name", queryset=Tag.objects.all(), many=True)  # exempt: stays-inside
    tag_name = MineField(slug_field="name", queryset=Tag.objects.all(), source="tag")  # exempt: stays-inside
    def create(self, validated_data):
        patient = Patient.objects.create(practice=self.context["practice"], name="")  # exempt: creates
        for tag in validated_data["tags"]:
            patient.tags.add(tag)  # proved: new-row
        patient.tags.add(validated_data["tag"])  # proved: new-row
        patient.tags.add(validated_data["tag_name"])  # proved: new-row
        return patient
class FirstCardSerializer(serializers.Serializer):
    first = CardSerializer()
    def create(self, validated_data):
        return CardSerializer(context=self.context).create(validated_data.pop("first"))
class PlainSerializer(serializers.Serializer):
    tags = serializers.ListField()
    def create(self, validated_data):
        patient = Patient.objects.create(practice=self.context["practice"], name="")  # exempt: creates
        for tag in validated_data["tags"]:
            patient.tags.add(tag)  # leak: relation
        return patient
class FirstPlainSerializer(serializers.Serializer):
    first = PlainSerializer()
    def create(self, validated_data):
        return PlainSerializer(context=self.context).create(validated_data.pop("first"))

# case: nested serializers
class VisitSerializer(serializers.Serializer):
    id = serializers.CharField()
    row = serializers.HiddenField(default=None)
    def validate(self, attrs):
        try:
            attrs["row"] = self.context["practice"].patients.get(number=attrs["id"])  # proved: own-practice
        except Patient.DoesNotExist:
            raise serializers.ValidationError("no")
        return attrs
class OpenSerializer(serializers.Serializer):
    id = serializers.CharField()
    def validate(self, attrs):
        attrs["row"] = Patient.objects.get(pk=attrs["id"])  # leak: write
        return attrs
class ManySerializer(serializers.Serializer):
    patients = VisitSerializer(many=True)
    other = OpenSerializer()
    one = VisitSerializer()
class NestedView(APIView):
    def post(self, request, pk):
        serializer = ManySerializer(data=request.data, context={"practice": request.practice})
        serializer.is_valid(raise_exception=True)
        for item in serializer.validated_data["patients"]:
            item["row"].delete()
        serializer.validated_data["one"]["row"].delete()
        serializer.validated_data["other"]["row"].delete()
        return Response()

# case: fields of the project's own
class PatientField(serializers.CharField):
    def to_internal_value(self, data):
        return self.context["request"].practice.patients.get(number=data)  # proved: own-practice
class OpenField(serializers.CharField):
    def to_internal_value(self, data):
        return Patient.objects.get(number=data)  # leak: write
class TrimmedField(serializers.CharField):
    def to_internal_value(self, data):
        return data.strip()
class FieldsSerializer(serializers.Serializer):
    patient = PatientField()
    other = OpenField()
    text = TrimmedField()
class FieldsView(APIView):
    def post(self, request, pk):
        serializer = FieldsSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        serializer.validated_data["patient"].delete()
        serializer.validated_data["other"].delete()
        Patient.objects.get(pk=serializer.validated_data["text"]).delete()  # leak: write
        return Response()

# case: nested plain
class KeySerializer(serializers.ModelSerializer):
    id = serializers.CharField()
    flag = serializers.BooleanField(default=False)
    class Meta:
        model = Patient
        fields = ("id", "name", "flag")
class PairSerializer(serializers.Serializer):
    key = KeySerializer()
class PairsSerializer(serializers.Serializer):
    pairs = PairSerializer(many=True, required=False)
    def validate_pairs(self, pairs):
        if pairs:
            keys = {pair["key"]["id"] for pair in pairs}
            if len(keys) != len(pairs):
                raise serializers.ValidationError("twice")
        return pairs
class PairsView(APIView):
    def post(self, request, pk):
        serializer = PairsSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        pairs = serializer.validated_data.pop("pairs", None)
        new = []
        for pair in pairs:
            key_id = pair["key"]["id"]
            new.append(Visit(patient_id=key_id, reason="x"))  # leak: relation
        Visit.objects.bulk_create(new)
        return Response()

# case: an empty value is no key
class EmptySerializer(serializers.Serializer):
    patient = serializers.CharField(required=False)
    other = serializers.CharField(required=False)
    def validate_patient(self, value):
        if value:
            value = self.context["request"].practice.patients.get(pk=value).pk  # proved: own-practice
        return value
    def validate_other(self, value):
        if value != "x":
            value = self.context["request"].practice.patients.get(pk=value).pk  # proved: own-practice
        return value
class EmptyView(APIView):
    def post(self, request, pk):
        serializer = EmptySerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        Patient.objects.filter(pk=serializer.validated_data["patient"]).update(name="x")  # proved: own-practice
        Patient.objects.filter(pk=serializer.validated_data["other"]).update(name="x")  # leak: write
        return Response()

# case: what may be left out
class OptionalSerializer(serializers.Serializer):
    ids = serializers.ListField(child=serializers.IntegerField(), required=False)
    def create(self, validated_data):
        mine = self.context["request"].practice.patients.values_list("pk", flat=True)  # proved: own-practice
        if ids := validated_data.pop("ids", None):
            if set(ids) - set(mine):
                raise serializers.ValidationError("no")
        note = Holiday(days=1)
        if ids:
            Patient.objects.filter(pk__in=ids).update(name="x")  # proved: proved-key
        if others := validated_data.pop("others", None):
            Patient.objects.filter(pk__in=others).update(name="x")  # leak: write
        return note
class OptionalView(APIView):
    def post(self, request, pk):
        serializer = OptionalSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response()

# case: a field that is told where to look
class NumberField(serializers.CharField):
    def __init__(self, queryset=None, **kwargs):
        super().__init__(**kwargs)
        self.queryset = queryset
    def run_validation(self, data):
        return self.queryset.get(number=super().run_validation(data))
class OwnNumberField(NumberField):
    def run_validation(self, data):
        rows = self.queryset.filter(practice=self.context["request"].practice)
        return rows.get(number=data)
class NumbersSerializer(serializers.Serializer):
    patient = OwnNumberField(queryset=Patient.objects.all())  # proved: own-practice
class NumbersView(APIView):
    def post(self, request, pk):
        serializer = NumbersSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        serializer.validated_data["patient"].delete()
        return Response()
""")


@BOARD.parameters()
def test_validated(title: str) -> None:
    BOARD.check(title)
