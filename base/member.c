/* member.c: a number in a struct, where a row of a table says by its offset which one. */
#include "member.h"

#include <string.h>

double member_number(const void *object, size_t offset)
{
	double value;

	memcpy(&value, (const char *)object + offset, sizeof(value));
	return value;
}

void member_set_number(void *object, size_t offset, double value)
{
	memcpy((char *)object + offset, &value, sizeof(value));
}
