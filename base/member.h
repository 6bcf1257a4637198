/* member.h: a number in a struct, where a row of a table says by its offset which one. */
#ifndef TARE_MEMBER_H
#define TARE_MEMBER_H

#include <stddef.h>

/* The double at OFFSET of OBJECT, as by offsetof(). */
double member_number(const void *object, size_t offset);
void member_set_number(void *object, size_t offset, double value);

#endif
