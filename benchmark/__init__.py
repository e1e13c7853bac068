"""The benchmark: collecting, storing, measuring and showing a brand beside its competitors."""
