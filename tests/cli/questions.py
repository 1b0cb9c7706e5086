# Loads what `hv export --as csv --to trust` wrote, and asks, with DuckDB.
import duckdb
db = duckdb.connect("years.duckdb")
db.execute(open("trust/schema.sql").read())
for (table,) in db.execute("SHOW TABLES").fetchall():
    db.execute(f"COPY {table} FROM 'trust/{table}.csv' (HEADER)")
print(db.execute("SELECT clock, count(*), avg(acked_seconds) / 60 FROM alarms WHERE drill = 0 GROUP BY 1 ORDER BY 1").fetchall())
print(db.execute("SELECT count(*), sum(got_in), count(outcome) FROM visits").fetchall())
