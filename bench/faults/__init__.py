"""Scans dropped by careless writers while the service is killed again and again: is each archived, told of, exactly once?

    python -m bench.faults [--files 300] [--kills 200] [--watchers 1] [--trouble 20] [--steady 150] [--seed 1]

The real service in processes of its own, on a home of its own, with an instant recogniser in the place of the slow one. Writers
copy slowly, stall, use temporary names, drop duplicates and broken files, in nested folders, under names of every kind, into the
inbox and onto a share. The driver ends workers and services (SIGKILL, SIGTERM) at random moments and starts them again, every
second time without the system's events of its folders. Troubles come one after another, each for a while, while the kills go on:
the disk is full, the store read-only, the database locked, the clock more than a year back (by a library loaded before all
others), the share gone (a mount taken away) or stalled (opening a file there hangs, by a lease). Where a trouble is not allowed
here, a weaker one stands in and the output says so. At the end one service works on undisturbed, to see that its memory stays
flat. Printed are

    scans dropped N = archived A + review R + duplicate D + quarantined Q

the longest time that any whole file stood still while a service ran undisturbed, how long an unfinished one waited for its
writer, how long stops took, the memory once it is warm and at the end, and what is wrong, if anything: a lost or doubled scan, a
gap in the register, an unsound `verify`, a service that ended by itself or stopped slowly, a file that stood still for a minute,
memory that grew. Exit code 1 where anything is.
"""
