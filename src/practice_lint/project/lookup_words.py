"""The words that may follow a field in a lookup. A table; deliberately unknown: models."""

from __future__ import annotations

# Lookups: what compares. django.db.models.lookups, contrib.postgres, contrib.gis.
LOOKUPS = frozenset(
    {
        "exact", "iexact", "contains", "icontains", "in", "gt", "gte", "lt", "lte", "startswith", "istartswith",
        "endswith", "iendswith", "range", "isnull", "regex", "iregex", "contained_by", "has_key", "has_any_keys",
        "has_keys", "overlap", "search", "trigram_similar", "trigram_word_similar", "fully_lt", "fully_gt",
        "adjacent_to", "not_lt", "not_gt", "isempty", "lower_inc", "upper_inc", "bbcontains", "bboverlaps",
        "contained", "covers", "coveredby", "crosses", "disjoint", "dwithin", "distance_gt", "distance_gte",
        "distance_lt", "distance_lte", "equals", "intersects", "isvalid", "overlaps", "relate", "same_as", "touches",
        "within",
    }
)  # fmt: skip
# Transforms: what changes the value before it is compared.
TRANSFORMS = frozenset(
    {
        "date", "time", "year", "iso_year", "month", "day", "week", "week_day", "iso_week_day", "quarter", "hour",
        "minute", "second", "lower", "upper", "unaccent", "length", "abs", "trim", "len", "startswith", "endswith",
    }
)  # fmt: skip
# Kinds of field into whose value a path may lead (keys, indexes): "data__owner__id".
KEYED = frozenset({"JSONField", "ArrayField", "HStoreField", "JSONBField"})
