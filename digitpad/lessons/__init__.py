"""Lessons: what they set the lab to, and files that hold one."""
