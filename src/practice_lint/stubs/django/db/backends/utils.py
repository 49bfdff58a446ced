"""Sketch of django.db.backends.utils, Django 4.2 to 5.2: a cursor holds the rows of the SQL that it ran last.

`sql_rows(sql, params)` is native: it reads the SQL.
"""

from practice_lint_native import sql_rows


class CursorWrapper:
    def __enter__(self):
        return self

    def execute(self, sql, params=None):
        self.rows = sql_rows(sql, params)
        return self

    def executemany(self, sql, param_list):
        for params in param_list:
            self.rows = sql_rows(sql, params)

    def callproc(self, procname, params=None, kparams=None):
        self.rows = sql_rows(None, params)

    def copy_expert(self, sql, file):
        self.rows = sql_rows(sql, None)
        file.write(self.rows)

    def fetchone(self):
        for row in self.rows:
            return row

    def fetchmany(self, size=None):
        return self.rows

    def fetchall(self):
        return self.rows

    def __iter__(self):
        return self.rows
