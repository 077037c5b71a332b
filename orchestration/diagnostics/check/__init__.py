"""``bokslut check``: whether a document's numbers agree with one another, and with a release.

Modules, in the order in which they work: ``reading`` (with ``markup``, ``word``, ``pdf``, ``plain_text``) makes a
``document``; ``numbers`` finds the numbers in a text and ``figures``, with ``surroundings``, says what they are numbers
of; ``table_checks``, ``text_checks``, ``repeats`` (with ``text_and_tables``), ``goals`` and ``dates`` compare them with
one another; ``measures`` and ``matching`` with a release; ``proposals``, ``output`` and ``page`` show what was found.
"""
