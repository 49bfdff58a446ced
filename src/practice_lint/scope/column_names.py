"""What columns are called: secrets, keys, and those that say who may see a row (Django's and common REST naming)."""

from __future__ import annotations

import re

from practice_lint.project.vocabulary import vocabulary


def naming(*words: str) -> re.Pattern[str]:
    """Columns that hold one of the words: `is_public`, `shared`."""
    return re.compile(rf"(^|_)({'|'.join(words)})($|_)")


# Columns whose value nobody can guess: holding it is the permission (Django's and common REST naming, not a project's).
SECRET = re.compile(
    r"(^|_)(token|secret|password|passphrase|passcode|signature|signed|hash|digest|nonce|otp|invite_code|invitation_code|invitation_key|access_key|api_?key|"
    r"auth_key|private_key|share_key|magic|csrf|session_key|activation_key|reset_key|unsubscribe_key|"
    r"(claim|verification|activation|confirmation|invitation|invite|pairing|redeem|join|reset|otp)_code)(_|$|s$)"
)


# Keys that identify a client rather than prove anything when they stand in a path, where proxies keep them.
CLIENT_KEY = re.compile(r"(^|_)(api_?key|access_key)$")


# Words of a random identifier that is sent to one person, to be shown again: `invite_id`.
HANDED_OUT = re.compile(r"(^|_)(invit\w*|claim|share|shared|reset|confirm\w*|verif\w*|activation|magic)(_|$)")


OWN_USER = vocabulary("user owner member account person profile")  # columns of the user whose the row is


# Columns of a user that many users share: who equals them is anybody of that name.
COMMON = naming("name", "role", "title", "country", "city", "language", "timezone", "department")


# Columns in which the header of credentials is looked up.
CREDENTIAL = re.compile(r"(^|_)(key|token|digest|hash|secret)$")


# Columns that name one row by convention.
KEY_LIKE = re.compile(r"(^|_)(id|ids|uuid|guid|key|slug|identifier|external_id|code|number|ref|reference)$")


# Columns by which a row says that it belongs to everybody, and those that say so of a row of no practice.
PUBLIC_WORDS = ("public", "global", "system", "builtin", "built_in", "universal")


PUBLIC = naming(*PUBLIC_WORDS)


# Columns by which a row says that it is shown on pages of the site's.
PUBLISHED = naming("published", "publish", "featured", "approved", "listed", "discoverable", "searchable")


# Columns by which a row says that it is not for everybody, and those that list what people without a login may do.
PRIVATE = naming("private", "confidential")


ANONYMOUS = naming("anon", "anonymous")


# Who may see a row: columns that say so, and the value or the member of an enumeration that means everybody.
AUDIENCE = naming(
    "access", "visibility", "privacy", "audience", "sharing", "share", "access_level", "permission", "scope"
)


EVERYBODY = re.compile(r"(is_)?(public|global|everyone|everybody|anyone|world)")


DEFAULTS = naming("default", "template", "shared", "standard", "predefined", "preset")


# Rows that exist to be opened by whoever was sent their key; only where that key cannot be counted up.
SECRET_ROW = re.compile(r"Invit|Token|Secret|ShareLink|PublicLink|MagicLink|Otp|PasswordReset", re.I)
