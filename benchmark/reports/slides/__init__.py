"""The parts of a deck: its template, texts that fit, native tables and native charts with their workbooks."""
