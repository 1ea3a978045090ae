"""The only place that knows SQLite: opening, keys, schema, journal, one module per aggregate."""
