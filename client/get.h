/* get.h: the GET request for a URL, as it goes over the wire. */
#ifndef TARE_GET_H
#define TARE_GET_H

#include "base/reason.h"

/*
 * Malloc'd request text. NULL with WHY for what is no http or https URL, and for one
 * with a user name, which is not sent.
 */
char *get_text(const char *url, struct reason *why);

#endif
