"""What is written down when something goes wrong: the log, faults, crashes. It needs no Qt."""
