"""Faulty rulebooks, one small mistake each, and how they are told from the right one."""
