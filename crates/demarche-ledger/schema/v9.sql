-- Schema 9: incidents are listed from the latest on by an index, of all, of a type, and of a country. Nothing looked them up by their first day.

DROP INDEX incidents_by_type;
DROP INDEX incidents_by_day;
DROP INDEX incidents_by_country;
CREATE INDEX incidents_by_latest ON incidents (coalesce(last_day, last_told), coalesce(first_day, first_told));
CREATE INDEX incidents_by_type ON incidents (type, coalesce(last_day, last_told), coalesce(first_day, first_told));
CREATE INDEX incidents_by_country ON incidents (country, coalesce(last_day, last_told), coalesce(first_day, first_told));
