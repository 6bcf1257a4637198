/* t_symbols.c: where the functions of a program are defined. */
#include <string.h>

#include "profilers/symbols.h"
#include "scratch.h"
#include "unit.h"

UNIT(symbols_know_where_functions_are)
{
	struct symbols *symbols;
	struct reason why;
	struct scratch s;
	const char *file = NULL;
	int line = 0, copy = 0;

	scratch_init(&s, NULL);
	symbols = symbols_open(s.binary, &why);
	assert_non_null(symbols);
	assert_int_equal(symbols_function(symbols, "main", &file, &line), 0);
	assert_string_equal(file, "t/golden/sample.c");
	assert_true(line > 1);
	assert_int_equal(symbols_function(symbols, "main.part.0", &file, &copy),
			 0);
	assert_int_equal(copy, line);
	assert_int_equal(symbols_function(symbols, "mai", &file, &line), -1);
	assert_int_equal(symbols_function(symbols, "main2", &file, &line), -1);
	assert_int_equal(symbols_function(symbols, "", &file, &line), -1);
	symbols_close(symbols);

	assert_null(symbols_open("t/golden/sample.c", &why));
	assert_null(symbols_open("/no/such/file", &why));
	assert_non_null(strstr(why.text, "/no/such/file"));
	scratch_release(&s);
}
