"""Collecting: plan what is due, read hosts side by side, record each account in a transaction of its own.

`plan` says what to read and how far back, `lanes` hands the accounts out by host, `read` asks the source, `run` records the
outcomes, `collector` keeps one run at a time, its schedule and the backup after it.
"""

from benchmark.collect.collector import Collector, RunGoing
from benchmark.collect.progress import Progress
from benchmark.collect.run import Problem, RunResult
from benchmark.store.runs import Run

__all__ = ["Collector", "Problem", "Progress", "Run", "RunGoing", "RunResult"]
