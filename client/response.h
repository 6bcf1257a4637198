/*
 * response.h: reads one HTTP/1.1 response to a GET, in pieces of any size.
 *
 * Strict, because a load client that takes anything for an answer measures
 * nothing: lines end in CRLF, header names are tokens, there is one length and it
 * is a plain number, and there is nothing after the end (RFC 9112). The outcome
 * does not depend on how the bytes are cut into pieces. Memory is constant: the
 * body is counted and thrown away.
 *
 *	response_init(&r);
 *	while ((progress = response_feed(&r, bytes, count, &used)) ==
 *	       RESPONSE_MORE)
 *		read more; at the end of the stream, ask response_close()
 */
#ifndef TARE_RESPONSE_H
#define TARE_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RESPONSE_LINE_MAX = 8192,    /* bytes of a line, CRLF included */
	RESPONSE_HEADER_MAX = 65536, /* of all lines but those about chunks */
};

enum response_progress {
	RESPONSE_MORE, /* not yet whole */
	RESPONSE_DONE,
	RESPONSE_BAD, /* `wrong` says why */
};

/* Where in the response the next byte belongs. */
enum response_phase {
	PHASE_STATUS,
	PHASE_HEADER,
	PHASE_BODY,	  /* `left` bytes of it */
	PHASE_UNTIL_CLOSE,
	PHASE_CHUNK_SIZE,
	PHASE_CHUNK,	  /* `left` bytes of it */
	PHASE_CHUNK_END,
	PHASE_TRAILER,
	PHASE_DONE,
	PHASE_BAD,
};

struct response {
	enum response_phase phase;
	int status;	    /* 200; 0 until known */
	bool keep;	    /* the connection serves another request */
	bool begun;	    /* a byte has arrived */
	bool chunked;
	int64_t length;	    /* Content-Length; -1: none */
	int64_t left;	    /* of the body or chunk */
	uint64_t body;	    /* bytes of it so far */
	const char *wrong;  /* why RESPONSE_BAD; static */
	size_t overhead;    /* bytes of lines, against RESPONSE_HEADER_MAX */
	size_t line_length; /* of a line that is cut in pieces */
	char line[RESPONSE_LINE_MAX];
};

void response_init(struct response *response);

/*
 * Take COUNT bytes. USED is how many of them belong to the response: fewer than
 * COUNT only when it is DONE before, or BAD.
 */
enum response_progress response_feed(struct response *response,
				     const char *bytes, size_t count,
				     size_t *used);

/* The stream ended: DONE when that is how the body ends, else BAD. */
enum response_progress response_close(struct response *response);

#endif
