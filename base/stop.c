/* stop.c: the wish to stop. */
#include "stop.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t stop_signal;

static void on_signal(int signal)
{
	/* The second of them, if another than the first: its handler was still there. */
	if (stop_signal)
		raise(signal);
	else
		stop_signal = signal;
}

/* nohup(1) has had it ignored, and who is told to go on does. */
static bool is_ignored(int signal)
{
	struct sigaction now;

	return signal == SIGHUP && sigaction(signal, NULL, &now) == 0 &&
	       now.sa_handler == SIG_IGN;
}

void stop_catch(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = (int)SA_RESETHAND };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		if (!is_ignored(signals[i]))
			sigaction(signals[i], &action, NULL);
	}
	/* A reader of our output who left is noticed by the failed write. */
	signal(SIGPIPE, SIG_IGN);
}

void stop_release(void)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	if (!is_ignored(SIGHUP))
		signal(SIGHUP, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
}

bool stop_wanted(void)
{
	return stop_signal != 0;
}

const char *stop_signal_name(void)
{
	return stop_signal == SIGINT  ? "SIGINT" :
	       stop_signal == SIGTERM ? "SIGTERM" :
	       stop_signal == SIGHUP  ? "SIGHUP" :
					NULL;
}
