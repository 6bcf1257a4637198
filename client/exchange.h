/*
 * exchange.h: one request and its response, over a user's connection.
 *
 * A reply ends the exchange and leaves the user FREE, or OPENING when the server
 * does not keep the connection. What goes wrong is counted, and the connection, of
 * which nobody knows what else will come, replaced.
 */
#ifndef TARE_EXCHANGE_H
#define TARE_EXCHANGE_H

#include "client/users.h"

/* Send the request on an open connection; the user becomes BUSY. */
void exchange_begin(struct users *users, struct user *user);

/* The connection takes more of the request; something has arrived. */
void exchange_write(struct users *users, struct user *user);
void exchange_read(struct users *users, struct user *user);

/* Give a request up. */
void exchange_fail(struct users *users, struct user *user,
		   enum failure failure);

/* It is over, however: it is no longer counted as out. */
void exchange_end(struct users *users, struct user *user);

#endif
