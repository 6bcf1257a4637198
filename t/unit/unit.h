/*
 * unit.h: a unit test is one function.
 *
 *	UNIT(sieve_counts_primes)
 *	{
 *		assert_int_equal(...);		any of cmocka's assertions
 *	}
 *
 * The macro registers it; t/unit/main.c finds and runs all of them.
 */
#ifndef TARE_UNIT_H
#define TARE_UNIT_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/registry.h"

struct unit {
	const char *name;
	void (*run)(void **state);
};

#define UNIT(function)                                                         \
	static void function(void **state);                                    \
	static const struct unit unit_##function = { #function, function };    \
	REGISTER(unit, unit_##function);                                       \
	static void function(void **state __attribute__((unused)))

#endif
