/*
 * snapshot.h: the worker's part in telling what its profiler knows so far.
 *
 * Who supervises the service sends SIGUSR2 with a number N (sigqueue), having made the
 * directory $TARE_PROFILE_DIR/live.N. Between two requests the worker has its profiler write
 * there, in the way that TARE_SNAPSHOT names, and at last makes the file done.PID
 * there, which is empty when that went well and else says why not. A worker that can be
 * asked has signed in as $TARE_PROFILE_DIR/ready.PID.
 */
#ifndef TARE_SNAPSHOT_H
#define TARE_SNAPSHOT_H

/*
 * Sign in. Returns the descriptor that is readable once we are asked; -1 when the
 * profiler has no such way, and then SIGUSR2 has its usual effect.
 */
int snapshot_open(void);

/* Do what DESCRIPTOR asks for. Allocates nothing, and so changes no heap profile. */
void snapshot_take(int descriptor);

#endif
