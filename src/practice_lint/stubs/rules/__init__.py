"""Sketch of django-rules 2 to 3.5: its backend answers `user.has_perm(name, obj)` by predicates of the project's."""
