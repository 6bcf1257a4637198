/* figures.c: figures as short texts for tables. */
#include "figures.h"

#include <math.h>
#include <stdio.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
const char *figure_text(const char *format, double value, char *text,
			size_t size)
{
	if (isnan(value))
		snprintf(text, size, "-");
	else
		snprintf(text, size, format, value);
	return text;
}
#pragma GCC diagnostic pop

const char *error_text(double error, char *text, size_t size)
{
	if (error == 0)
		snprintf(text, size, "exact");
	else
		figure_text("%.2g %%", 100 * error, text, size);
	return text;
}
