/* t_proc.c: what children say and inherit, and what a second signal does. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/proc.h"
#include "base/stop.h"
#include "unit.h"

UNIT(a_command_that_fails_is_quoted_with_its_last_words)
{
	static const char *const argv[] = {
		"sh", "-c",
		"for i in $(seq 1000); do echo line $i; done >&2\n"
		"echo the end >&2; exit 3",
		NULL
	};
	struct reason why;

	assert_int_equal(proc_run(argv, NULL, &why), -1);
	assert_string_equal(why.text, "sh failed (exit 3): the end");
}

/* Where its errors go is its descriptor 2, and no other. */
UNIT(a_command_inherits_no_descriptor_of_ours)
{
	static const char *const argv[] = { "sh", "-c",
					    "readlink /proc/$$/fd/*", NULL };
	struct reason why;
	struct buf links;
	const char *file;

	buf_init(&links);
	/* That of the directory is closed by the time it is looked at. */
	proc_run(argv, &links, &why);
	file = strstr(links.text, "(deleted)");
	assert_non_null(file);
	assert_null(strstr(file + 1, "(deleted)"));
	buf_release(&links);
}

/* How a child ends that gets both, the first of which it survives. */
static int ended_by(int first, int second)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		stop_catch();
		raise(first);
		if (!stop_wanted())
			_exit(1);
		raise(second);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

UNIT(the_second_signal_to_stop_ends_us_whichever_it_is)
{
	assert_int_equal(ended_by(SIGINT, SIGINT), SIGINT);
	assert_int_equal(ended_by(SIGINT, SIGTERM), SIGTERM);
	assert_int_equal(ended_by(SIGTERM, SIGHUP), SIGHUP);
}
