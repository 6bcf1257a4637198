/* figures.h: figures as short texts for tables. */
#ifndef TARE_FIGURES_H
#define TARE_FIGURES_H

#include <stddef.h>

/* VALUE by FORMAT, a constant with one double; "-" when it is NAN. */
const char *figure_text(const char *format, double value, char *text,
			size_t size);

/* An error as a share: "exact", "0.4 %". */
const char *error_text(double error, char *text, size_t size);

#endif
