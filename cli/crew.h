/*
 * crew.h: the processes that serve in a room, each holding one of its locks.
 *
 * `tare serve` and `tare proxy` hold ROOM/NAME.lock for as long as they live.
 */
#ifndef TARE_CREW_H
#define TARE_CREW_H

/* Every profile is read and written in this time, seconds. */
enum { CREW_STOP_S = 240 };

/* How many there are. */
int crew_count(const char *room);

/* Ask all to end, and wait until they have: the number of those that do not. */
int crew_dismiss(const char *room);

#endif
