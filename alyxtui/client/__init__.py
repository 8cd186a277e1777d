"""The HTTP client: knows addresses, answers and pages; knows nothing of a screen.

``httpx`` is imported by ``transport`` and ``network`` alone, and those on the first request: the
import takes longer than the first frame may.
"""
