"""What each job does: claim rows, work, write, all in one transaction. A job itself is only a nudge."""
