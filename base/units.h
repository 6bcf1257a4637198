/* units.h: numbers for people, and from them. */
#ifndef TARE_UNITS_H
#define TARE_UNITS_H

#include <stddef.h>

/* "843 ns", "1.24 ms", "12.3 s"; three significant digits. */
const char *format_ns(double ns, char *text, size_t size);

/* "5%" or "5" as a SHARE of 0.05; -1 when TEXT is no percentage from 0. */
int parse_percent(const char *text, double *share);

/* ENDING, or "" of exactly one: "1 worker", "2 workers". */
const char *plural(double count, const char *ending);

/* "512 B", "1.5 MiB". */
const char *format_bytes(double bytes, char *text, size_t size);

/* A change as a signed percentage with as many digits as mean something:
 * "+0.42 %", "+12.3 %", "+1230 %". RATIO 1.0 is no change. */
const char *format_change(double ratio, char *text, size_t size);

/* "+312 % [+305, +320]". */
const char *format_interval(double ratio, double low, double high, char *text,
			    size_t size);

#endif
