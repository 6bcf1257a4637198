/*
 * custom.h: a user's own tool, described in a JSON file instead of in C.
 *
 * The file has the members of struct profiler; docs/profilers.md lists them. What the
 * tool leaves behind is read by the reader of a built-in profiler, or is text in one
 * of the forms below, as it is or when a converter has read it.
 */
#ifndef TARE_CUSTOM_H
#define TARE_CUSTOM_H

#include <json-c/json.h>

#include "base/reason.h"
#include "profilers/profiler.h"

enum custom_form {
	CUSTOM_FOLDED,	    /* "main;f;g 12", a line for each stack */
	CUSTOM_EVIDENCE,    /* JSON as in evidence.json */
	CUSTOM_PERF_SCRIPT, /* as profilers/perf_script.h says */
};

struct custom {
	struct json_object *json;  /* which the descriptor's texts are part of */
	const char *const *probe;  /* argv, which exits with 0; or NULL */
	const char *const *convert; /* argv, {file} is the file; or NULL */
	const char *files;	   /* how their names begin */
	enum custom_form form;
	double scale; /* unit of a weight in a folded file */
};

/* Add the profiler in the file PATH to the catalog. -1 with WHY: "FILE: where: what". */
int custom_load(const char *path, struct reason *why);

/* The same for each *.json in a directory, in the order of their names. */
int custom_load_directory(const char *path, struct reason *why);

/* Make a descriptor of JSON, which it then owns. NULL with WHY, and JSON is put. */
struct profiler *custom_parse(struct json_object *json, struct reason *why);

/* Free what custom_parse() made, and the JSON. */
void custom_drop(struct profiler *profiler);

/* The `read` of a descriptor whose files have one of the forms. */
int custom_read(const struct capture *capture, struct evidence *evidence,
		struct reason *why);

/* Add the stacks in TEXT, each worth its weight times SCALE. -1 with WHY. */
int custom_folded(const char *text, size_t length, double scale,
		  struct evidence *evidence, struct reason *why);

#endif
