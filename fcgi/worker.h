/* worker.h: serves FastCGI requests on descriptor 0 until told to stop. */
#ifndef TARE_WORKER_H
#define TARE_WORKER_H

#include <stdbool.h>

#include "base/reason.h"
#include "fcgi/answer.h"

/* Descriptor 0 is a listening socket, as spawn-fcgi leaves it. */
bool worker_has_listener(void);

/*
 * Serve until SIGTERM, SIGINT or SIGUSR1; then finish the request in hand and those
 * already sent to us, and return 0. On SIGHUP the latter are left to another worker,
 * with their connections (handover.h). -1 when it cannot start.
 */
int worker_serve(const struct app *app, struct reason *why);

#endif
