/* request.h: what a client asks, however it reached us. */
#ifndef TARE_REQUEST_H
#define TARE_REQUEST_H

/* Borrowed strings, never NULL. */
struct request {
	const char *method; /* "GET" */
	const char *path;   /* decoded, as the proxy normalised it */
	const char *query;  /* as sent, without '?'; "" when there is none */
	const char *delay;  /* FUNCTION=NS (workloads/delay.h), or "" */
};

/*
 * Fill from CGI variables. GET(name, data) returns the value or NULL: getenv for
 * plain CGI, a look-up in the record's parameters for FastCGI.
 */
void request_from_cgi(struct request *request,
		      const char *(*get)(const char *name, void *data),
		      void *data);

/*
 * The path without its variant: "/v/gprof/cpu/fibonacci" is
 * "/cpu/fibonacci". Points into PATH.
 */
const char *request_route(const char *path);

#endif
