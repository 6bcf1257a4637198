/* pin.c: which CPUs client, proxy and services run on. */
#include "pin.h"

#include <sched.h>

void pin_choose(struct pin *pin, bool wanted)
{
	cpu_set_t allowed, one;
	int found[2] = { 0, 0 };
	int count = 0;

	*pin = (struct pin){ 0, 0 };
	if (!wanted || sched_getaffinity(0, sizeof(allowed), &allowed) < 0)
		return;
	for (int cpu = 0; cpu < CPU_SETSIZE && count < 2; cpu++) {
		if (CPU_ISSET((size_t)cpu, &allowed))
			found[count++] = cpu + 1;
	}
	if (count < 2)
		return;
	CPU_ZERO(&one);
	CPU_SET((size_t)(found[0] - 1), &one);
	if (sched_setaffinity(0, sizeof(one), &one) == 0)
		*pin = (struct pin){ found[0], found[1] };
}
