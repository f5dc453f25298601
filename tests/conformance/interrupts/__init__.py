"""Calls ended early at random moments: no facts of somebody else, nothing lost, nothing half written.

`interrupter` ends calls, `targets` says what is interrupted and what has to hold afterwards, `__main__` goes on for as
long as one likes:

    python -m tests.conformance.interrupts --count 10000
"""
