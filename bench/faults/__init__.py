"""Scans dropped by careless writers while the service is killed again and again: is each archived, told of, exactly once?

    python -m bench.faults [--files 300] [--kills 200] [--watchers 1] [--trouble 20] [--seed 1]

The real service in processes of its own, on a home of its own, with an instant recogniser in the place of the slow one. Writers
copy slowly, stall, use temporary names, drop duplicates and broken files, in nested folders, under names of every kind. The
driver ends workers and services (SIGKILL, SIGTERM) at random moments and starts them again; now and then the disk is full, the
store read-only or the database locked for a while (where mounting is allowed). At the end it prints

    scans dropped N = archived A + review R + duplicate D + quarantined Q

and what is wrong, if anything: a lost or doubled scan, a gap in the register, an unsound `verify`. Exit code 1 where anything is.
"""
