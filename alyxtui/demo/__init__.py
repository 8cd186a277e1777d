"""A small Alyx of one's own: Django, Django REST framework, django-filter and SQLite.

It behaves like a real Alyx 3.6.1 towards a client: the same endpoints, filters, answers and
mistakes. It imports nothing of the rest of alyxtui and nothing imports it; the program starts it
as a child process, ``python -m alyxtui.demo``.
"""
