-- The posts of the period with their local week.
{calendar},
{posts_of_weeks}
