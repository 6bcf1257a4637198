/* signals.c: the signals that who supervises others waits for. */
#include "signals.h"

void signals_block(sigset_t *wanted)
{
	sigemptyset(wanted);
	sigaddset(wanted, SIGTERM);
	sigaddset(wanted, SIGINT);
	sigaddset(wanted, SIGCHLD);
	sigprocmask(SIG_BLOCK, wanted, NULL);
}

bool signals_end_wanted(void)
{
	sigset_t waiting;

	return sigpending(&waiting) == 0 && (sigismember(&waiting, SIGTERM) ||
					     sigismember(&waiting, SIGINT));
}
