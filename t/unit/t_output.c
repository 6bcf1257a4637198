/* t_output.c: what a user names for output gets it, whatever it is. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/output.h"
#include "base/terminal.h"
#include "scratch.h"
#include "unit.h"

static void expect_text(const char *path, const char *wanted)
{
	struct reason why;
	struct buf text;

	buf_init(&text);
	assert_int_equal(file_read(path, &text, &why), 0);
	assert_string_equal(text.text, wanted);
	buf_release(&text);
}

static int put_out(const char *path, const char *text, struct reason *why)
{
	struct buf buf;
	int status;

	buf_init(&buf);
	buf_adds(&buf, text);
	status = output_write(path, &buf, why);
	buf_release(&buf);
	return status;
}

/* A link that a user names; of a file that is only written it is replaced. */
UNIT(what_a_link_leads_to_is_written_to)
{
	char *dir = scratch_directory();
	char *file = path_format("%s/file", dir);
	char *name = path_format("%s/link", dir);
	struct reason why;
	struct stat st;

	assert_int_equal(file_write(file, "older text", 10, &why), 0);
	assert_int_equal(symlink("file", name), 0);
	assert_int_equal(put_out(name, "new", &why), 0);
	assert_int_equal(lstat(name, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	expect_text(file, "new");
	assert_int_equal(file_write(name, "other", 5, &why), 0);
	assert_int_equal(lstat(name, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	expect_text(file, "new");
	assert_int_equal(dir_remove(dir), 0);
	free(file);
	free(name);
	free(dir);
}

/* What is printed goes on after what was there, and before what comes. */
UNIT(our_own_output_is_not_begun_anew)
{
	char *dir = scratch_directory();
	char *path = path_format("%s/out", dir);
	int kept = dup(STDOUT_FILENO);
	struct reason why;
	int status;

	assert_int_equal(file_write(path, "older\n", 6, &why), 0);
	fflush(stdout);
	assert_non_null(freopen(path, "a", stdout));
	printf("before\n");
	status = put_out("/dev/stdout", "written\n", &why);
	printf("after\n");
	fflush(stdout);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	assert_int_equal(status, 0);
	expect_text(path, "older\nbefore\nwritten\nafter\n");
	assert_int_equal(dir_remove(dir), 0);
	free(path);
	free(dir);
}

/* It is written to when all is there; so that has to be known before. */
UNIT(what_cannot_be_written_in_its_place_is_said_at_once)
{
	char *dir = scratch_directory();
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct reason why;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", dir);
	assert_int_equal(bind(fd, (struct sockaddr *)&address,
			      sizeof(address)), 0);
	assert_int_equal(output_check(address.sun_path, &why), -1);
	assert_non_null(strstr(why.text, "it is a socket"));
	close(fd);
	assert_int_equal(output_check(dir, &why), -1);
	assert_non_null(strstr(why.text, "it is a directory"));
	assert_int_equal(output_check("", &why), -1);
	assert_int_equal(output_check("/dev/null", &why), 0);
	assert_int_equal(dir_remove(dir), 0);
	free(dir);
}

UNIT(a_fifo_stays_one)
{
	char *dir = scratch_directory();
	char *path = path_format("%s/fifo", dir);
	char text[8] = "";
	struct reason why;
	int fd;

	assert_int_equal(mkfifo(path, 0600), 0);
	/* Both ends at once, so that nobody waits. */
	fd = open(path, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(put_out(path, "whole", &why), 0);
	assert_int_equal(read(fd, text, sizeof(text)), 5);
	assert_string_equal(text, "whole");
	close(fd);
	assert_int_equal(dir_remove(dir), 0);
	free(path);
	free(dir);
}

#define NO_TEXT "\357\277\275" /* U+FFFD */

static void expect_harmless(const char *foreign, const char *wanted)
{
	struct buf text;

	buf_init(&text);
	terminal_add(&text, foreign, strlen(foreign));
	assert_string_equal(text.text, wanted);
	buf_release(&text);
}

UNIT(what_a_terminal_obeys_is_not_printed)
{
	expect_harmless("\033[1;31mred\033[0m\tand\n", "\033[1;31mred\033[0m\tand\n");
	expect_harmless("\033]0;title\007", NO_TEXT "]0;title" NO_TEXT);
	expect_harmless("\033[2J", NO_TEXT "[2J");
	expect_harmless("\033[3", NO_TEXT "[3");
	expect_harmless("\033", NO_TEXT);
	expect_harmless("over\rwritten\177", "over" NO_TEXT "written" NO_TEXT);
	/* U+009B begins a sequence too, in one byte or in two. */
	expect_harmless("\302\2332J", NO_TEXT NO_TEXT "2J");
	expect_harmless("\2332J", NO_TEXT "2J");
	expect_harmless("\303\251 \302\265s \342\200\234", "\303\251 \302\265s \342\200\234");
	expect_harmless("", "");
}
