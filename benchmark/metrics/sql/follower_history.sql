-- The count of each account at the end of each day with an observation.
WITH {observed}
SELECT account_key, day, followers, step FROM observed WHERE day <= $last_day
