"""Lessons: the scenes they set, and files that hold one."""
