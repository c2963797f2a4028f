"""Import of the caseload from the national system: read, check, compare, write, continue.

``layout`` says what the sheets hold, ``reading`` opens folders and workbooks, ``checking`` turns rows
into cases or into reasons, ``comparing`` finds what is new against the register, ``writing`` puts it
there in sets, ``service`` starts, continues and reports. Format for integrators: docs/import.md.
"""
