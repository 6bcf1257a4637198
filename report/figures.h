/* figures.h: figures as short texts for tables. */
#ifndef TARE_FIGURES_H
#define TARE_FIGURES_H

#include <stddef.h>

/* VALUE by FORMAT, a constant with one double; "-" when it is NAN. */
const char *figure_text(const char *format, double value, char *text,
			size_t size);

/* The same with a half-width behind it, "0.98 +-0.02"; without when that is NAN. */
const char *range_text(const char *format, double value, double half,
		       char *text, size_t size);

/* An error as a share: "exact", "0.4 %". */
const char *error_text(double error, char *text, size_t size);

#endif
