/* stop.h: the wish to stop, from a signal: what was measured is kept. */
#ifndef TARE_STOP_H
#define TARE_STOP_H

#include <stdbool.h>

/*
 * From now on, SIGINT, SIGTERM and SIGHUP do not end us but make stop_wanted() true; the
 * second of them does end us.
 */
void stop_catch(void);

/* All is saved: signals have their usual effect again. */
void stop_release(void);
bool stop_wanted(void);

/* "SIGTERM", or NULL. */
const char *stop_signal_name(void);

#endif
