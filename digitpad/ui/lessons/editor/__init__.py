"""Where a teacher writes a lesson."""
