# Loads what `hv export --as csv --to trust` wrote, and asks.
sqlite3 years.db < trust/schema.sql
for table in schools visits visit_staff outings outing_people outing_visits events alarms duties \
    incidents assessments unmet signatures damage; do
    sqlite3 years.db ".import --csv --skip 1 trust/$table.csv $table"
done
echo "Is it whole? Nothing here, or the figures below leave something out."
sqlite3 -header years.db "SELECT school, within, count(*) AS things FROM damage GROUP BY 1, 2"
echo "Which outings were breaches, and of which rules?"
sqlite3 -header years.db "SELECT o.school, o.day, o.outing, group_concat(DISTINCT u.rule) AS rules
    FROM outings o LEFT JOIN unmet u ON u.school = o.school AND u.record = o.outing
    WHERE o.breach = 1 GROUP BY 1, 2, 3 ORDER BY 1, 2"
echo "How long until somebody took charge, in minutes?"
sqlite3 -header years.db "SELECT school, clock, count(*) AS alarms, sum(acked = '') AS never,
    max(nullif(acked_seconds, '')) / 60 AS slowest, avg(nullif(acked_seconds, '')) / 60 AS mean
    FROM alarms WHERE drill = 0 GROUP BY 1, 2 ORDER BY 1, 2"
echo "Which families' visits end without anybody seen?"
sqlite3 -header years.db "SELECT school, family, count(*) AS visits, sum(got_in = 0) AS not_in
    FROM visits WHERE state = 'ended' GROUP BY 1, 2 HAVING not_in > 0 ORDER BY not_in DESC"
echo "What is owed, and since when?"
sqlite3 -header years.db "SELECT school, owner, rule, count(*) AS open, min(since) AS oldest
    FROM duties WHERE done = '' GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC"
