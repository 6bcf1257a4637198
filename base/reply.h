/* reply.h: an answer, before it is known how it will be sent. */
#ifndef TARE_REPLY_H
#define TARE_REPLY_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum { REPLY_CLOCK_MAX = 4 };

struct reply {
	int status;		  /* HTTP */
	const char *content_type; /* static */
	const char *allow;	  /* Allow header, or NULL */
	int64_t wall_ns, cpu_ns;  /* of the handler; negative: not timed */
	int64_t injected_ns;	  /* wasted on purpose, part of both; or < 0 */
	/* What else was timed, for the header; names are static. */
	unsigned clock_count;
	struct {
		const char *name;
		int64_t ns;
	} clock[REPLY_CLOCK_MAX];
	bool no_body;		  /* HEAD */
	struct buf body;
};

void reply_init(struct reply *reply);
void reply_release(struct reply *reply);

/* As if new, but with the body's memory. */
void reply_clear(struct reply *reply);

/* Make OBJECT the body, as one line, and put it. */
void reply_json(struct reply *reply, int status, struct json_object *object);

/*
 * An RFC 9457 problem. KIND is the last part of its type, a stable word for
 * programs ("parameter-out-of-range"); DETAIL a sentence for people. Returns the
 * object, for further members; reply_json() it with `content_type` kept.
 */
struct json_object *problem_new(const char *kind, int status,
				const char *detail);
void reply_problem(struct reply *reply, int status,
		   struct json_object *problem);

/* The problem that a METHOD other than GET and HEAD is. */
void reply_wrong_method(struct reply *reply, const char *method);

/* Header and body as a CGI response, appended to OUT. */
void reply_render(const struct reply *reply, struct buf *out);

/* "Not Found"; "Unknown" for a status we do not send. */
const char *status_text(int status);

#endif
