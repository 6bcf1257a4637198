/* main.c: runs every registered unit test, or those whose name contains argv[1]. */
#include <stdlib.h>
#include <string.h>

#include "unit.h"

REGISTRY(unit);

int main(int argc, char **argv)
{
	size_t most = (size_t)(REGISTRY_END(unit) - REGISTRY_BEGIN(unit));
	struct CMUnitTest *tests = calloc(most, sizeof(*tests));
	size_t count = 0;
	int failed;

	if (!tests)
		return 1;
	for (size_t i = 0; i < most; i++) {
		const struct unit *unit = REGISTRY_BEGIN(unit)[i];

		if (argc > 1 && !strstr(unit->name, argv[1]))
			continue;
		tests[count].name = unit->name;
		tests[count++].test_func = unit->run;
	}
	failed = _cmocka_run_group_tests("unit", tests, count, NULL, NULL);
	free(tests);
	return failed != 0;
}
