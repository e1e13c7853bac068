"""Reports: cards put together, and the files they become."""
