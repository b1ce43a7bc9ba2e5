"""Safety as tables: what an answer, a point or a way of treating means. Pure; the tables are the YAML files here."""
