"""JT/T 808 (vehicle terminal and platform), editions 2011, 2013 and 2019.

``framing`` turns a byte stream into checked frames, ``messages`` frames into dataclasses and back,
``packages`` joins and splits long messages, ``lines`` is the command line's JSON form.
Message table: docs/protocols/jtt808.md.
"""
