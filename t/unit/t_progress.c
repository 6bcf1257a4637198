/* t_progress.c: what the progress line says. */
#include <string.h>
#include <unistd.h>

#include "bench/progress.h"
#include "unit.h"

/* What is shown, not on a terminal, with LEFT_S to go. */
static void show(double left_s, char *said, size_t size)
{
	int usual = dup(STDERR_FILENO);
	struct progress progress;
	ssize_t count;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	progress_init(&progress, true);
	progress_show(&progress, 0.25, left_s, "work");
	progress_end(&progress);
	dup2(usual, STDERR_FILENO);
	close(usual);
	close(ends[1]);
	count = read(ends[0], said, size - 1);
	close(ends[0]);
	assert_true(count > 0);
	said[count] = '\0';
}

UNIT(progress_says_how_long_where_there_is_an_end)
{
	char said[128];

	show(61, said, sizeof(said));
	assert_string_equal(said, " 25 %  work, at most 1:01 left\n");
	show(-1, said, sizeof(said));
	assert_string_equal(said, " 25 %  work\n");
	/* Without a budget there is none. */
	show(INFINITY, said, sizeof(said));
	assert_string_equal(said, " 25 %  work\n");
}
