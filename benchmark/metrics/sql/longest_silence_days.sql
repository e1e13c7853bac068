-- How far each brand was read; the silences themselves are found from post_times and read_stretches.
WITH {scoped}, {covered}, {observed_days}, {brand_cover}
SELECT unit, days_observed, $elapsed_days AS days, accounts_used, accounts, note FROM brand_cover ORDER BY unit
