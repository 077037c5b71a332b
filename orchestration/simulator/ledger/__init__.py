"""The ledger: a plan of amounts, the bookkeeping that carries it, and the SIE 4E file it becomes.

``plan`` decides every sum; ``cells`` and ``bookkeeping`` spread it over vouchers; ``sie_writer``
writes a booked year; ``deliveries`` is what the rest of the simulator calls.
"""
