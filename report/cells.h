/* cells.h: one cell of a run, as a short text for a table. */
#ifndef TARE_CELLS_H
#define TARE_CELLS_H

#include <json-c/json.h>
#include <stddef.h>

/* "+312 % [+305, +320]", with "equal" or "?" behind it where that is the verdict. */
void cells_latency(struct json_object *cell, char *text, size_t size);
void cells_cpu(struct json_object *cell, char *text, size_t size);

/* Against the saved baseline: "+5.1 % [+2.0, +8.3]; interleaved 7.3 x narrower". */
void cells_across(struct json_object *cell, char *text, size_t size);

/* How far plain itself has moved since the baseline was saved. */
void cells_drift(struct json_object *cell, char *text, size_t size);

/* The arm's own figure: "3.10 ms". */
void cells_latency_base(struct json_object *cell, char *text, size_t size);
void cells_cpu_base(struct json_object *cell, char *text, size_t size);

/* "exact: 20569140 calls of fib", "off by 3 %: ...", "no data: why". */
void cells_check(struct json_object *cell, char *text, size_t size);

/* Peak memory; written per request and in a minute: "12.3 MiB; 84 KiB, 1.6 GiB/min". */
void cells_resources(struct json_object *cell, char *text, size_t size);

/* To start (+ attach), to stop, to read: "3.1 ms + 4.2 ms, 0.4 ms, 310 ms". */
void cells_times(struct json_object *cell, char *text, size_t size);

#endif
