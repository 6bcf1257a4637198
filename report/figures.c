/* figures.c: figures as short texts for tables. */
#include "figures.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

const char *range_text(const char *format, double value, double half,
		       char *text, size_t size)
{
	size_t used;

	figure_text(format, value, text, size);
	used = strlen(text);
	if (isnan(value) || isnan(half))
		return text;
	snprintf(text + used, size - used, " +-");
	used = strlen(text);
	figure_text(format, half, text + used, size - used);
	return text;
}

const char *error_text(double error, char *text, size_t size)
{
	if (error == 0)
		snprintf(text, size, "exact");
	else /* two digits, but never as 2.1e+02 */
		figure_text(fabs(error) < 0.995 ? "%.2g %%" : "%.0f %%",
			    100 * error, text, size);
	return text;
}
