/* signals.h: the signals that who supervises others waits for. */
#ifndef TARE_SIGNALS_H
#define TARE_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/*
 * Block SIGTERM, SIGINT and SIGCHLD, to be waited for, and fill WANTED with them. What
 * proc_spawn() starts does not inherit that.
 */
void signals_block(sigset_t *wanted);

/* One that asks us to end has arrived, and waits to be taken. */
bool signals_end_wanted(void);

#endif
