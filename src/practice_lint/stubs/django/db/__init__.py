"""Sketch of django.db, Django 4.2 to 5.2: the errors, and connections whose cursors run SQL."""

from practice_lint_native import sql_rows


class DatabaseError(Exception):
    pass


class IntegrityError(DatabaseError):
    pass


class OperationalError(DatabaseError):
    pass


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


class DatabaseWrapper:
    def cursor(self, *args, **kwargs):
        return CursorWrapper()

    chunked_cursor = cursor


class ConnectionHandler:
    def __getitem__(self, alias):
        return DatabaseWrapper()


connection = DatabaseWrapper()
connections = ConnectionHandler()
