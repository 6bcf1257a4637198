/* runtext.h: a run.json for tests, of arms with known costs and known answers. */
#ifndef TARE_RUNTEXT_H
#define TARE_RUNTEXT_H

#include <json-c/json.h>

/* Ratios of CPU time, with the interval's ends; NAN for "not measured". */
struct runtext_cost {
	const char *path;
	double ratio, low, high;
};

struct runtext_arm {
	const char *label;
	const char *answers;  /* JSON: "[\"calls\"]" */
	const char *accuracy; /* JSON members of its answers, or "" for none */
	struct runtext_cost costs[4]; /* a NULL path ends */
	int freq; /* its setting; 0: it has none */
};

/* The caller puts it. Each path of the first arm is an endpoint. */
struct json_object *runtext_make(const struct runtext_arm *arms, size_t count);

#endif
