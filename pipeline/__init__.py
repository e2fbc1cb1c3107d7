"""The composition root: the command line, jobs, the scheduler and the demonstration."""
