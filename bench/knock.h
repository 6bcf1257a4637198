/* knock.h: finding out whether a FastCGI service is there. */
#ifndef TARE_KNOCK_H
#define TARE_KNOCK_H

/*
 * Connect to the unix socket PATH and end our half. The socket listens before the
 * program runs; only the program can end the other half. (Asking with
 * FCGI_GET_VALUES would not do: libfcgi waits for more before it answers.) A
 * descriptor, or -1 when nothing listens.
 */
int knock_open(const char *path);

/*
 * 1: the service has taken the connection, within TIMEOUT_MS; 0: not yet; -1: it never
 * will, since its listener is gone.
 */
int knock_answered(int fd, int timeout_ms);

#endif
