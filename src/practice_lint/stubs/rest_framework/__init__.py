"""Sketch of Django REST framework 3.14 to 3.16 and later. Names that no sketch binds stay the externals they were."""
