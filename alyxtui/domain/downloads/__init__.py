"""Files: where they are, how they get here whole, the queue of them, and the log of what came.

From the record to the file: ``resolve`` asks the server for records, ``locate`` makes ``Wanted``
files of them, ``choose`` picks among these, ``queue`` keeps and runs them, ``transfer`` brings one.
"""
