/* t_base.c: files written whole, numbers for people, locks, JSON. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/list.h"
#include "base/lock.h"
#include "base/units.h"
#include "report/figures.h"
#include "scratch.h"
#include "unit.h"

static int count_entry(const char *path, void *count)
{
	(void)path;
	++*(int *)count;
	return 0;
}

UNIT(a_file_is_replaced_whole_or_not_at_all)
{
	char *dir = scratch_directory();
	char *path = path_format("%s/file", dir);
	char *nowhere = path_format("%s/none/file", dir);
	struct reason why;
	struct buf text;
	int entries = 0;

	buf_init(&text);
	assert_int_equal(file_write(path, "one", 3, &why), 0);
	assert_int_equal(file_write(path, "second", 6, &why), 0);
	assert_int_equal(file_read(path, &text, &why), 0);
	assert_string_equal(text.text, "second");
	assert_int_equal(file_write(nowhere, "x", 1, &why), -1);
	assert_non_null(strstr(why.text, nowhere));
	/* No temporary file was left behind. */
	assert_int_equal(dir_each(dir, count_entry, &entries), 0);
	assert_int_equal(entries, 1);
	buf_release(&text);
	assert_int_equal(dir_remove(dir), 0);
	assert_int_equal(access(dir, F_OK), -1);
	free(path);
	free(nowhere);
	free(dir);
}

UNIT(a_directory_needs_a_name)
{
	struct reason why;

	assert_int_equal(dir_make("", &why), -1);
	assert_non_null(strstr(why.text, "without a name"));
}

UNIT(the_last_line_skips_empty_ones)
{
	char *dir = scratch_directory();
	char *path = path_format("%s/log", dir);
	struct reason why;
	char *line;

	assert_int_equal(file_write(path, "a\nb c\n\n", 7, &why), 0);
	line = file_last_line(path);
	assert_string_equal(line, "b c");
	free(line);
	line = file_last_line("/nonexistent");
	assert_string_equal(line, "");
	free(line);
	dir_remove(dir);
	free(path);
	free(dir);
}

UNIT(a_link_is_replaced)
{
	char *dir = scratch_directory();
	char *path = path_format("%s/latest", dir);
	char target[16] = "";
	struct reason why;

	assert_int_equal(link_replace("one", path, &why), 0);
	assert_int_equal(link_replace("two", path, &why), 0);
	assert_int_equal(readlink(path, target, sizeof(target) - 1), 3);
	assert_string_equal(target, "two");
	dir_remove(dir);
	free(path);
	free(dir);
}

/* Take PATH, say so through FD, hold it until killed. */
static void hold(const char *path, int fd)
{
	struct reason why;

	if (lock_take(path, &why) < 0 || write(fd, "x", 1) != 1)
		_exit(1);
	pause();
	_exit(0);
}

UNIT(a_lock_names_its_holder_and_goes_with_it)
{
	char *dir = scratch_directory();
	char *path = path_format("%s/lock", dir);
	struct reason why;
	int ready[2], fd;
	char byte;
	pid_t pid;

	assert_int_equal(lock_holder(path), 0);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0)
		hold(path, ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(lock_holder(path), pid);
	assert_int_equal(lock_take(path, &why), -1);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_int_equal(lock_holder(path), 0);
	fd = lock_take(path, &why);
	assert_true(fd >= 0);
	close(fd);
	close(ready[0]);
	close(ready[1]);
	dir_remove(dir);
	free(path);
	free(dir);
}

/* Its pid is given as -1, which kill() takes for everybody. */
UNIT(a_lock_of_an_open_file_has_no_holder_to_be_signalled)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char *dir = scratch_directory();
	char *path = path_format("%s/lock", dir);
	struct reason why;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(fcntl(fd, F_OFD_SETLK, &lock), 0);
	assert_int_equal(lock_holder(path), 0);
	/* But it is not free. */
	assert_int_equal(lock_take(path, &why), -1);
	assert_int_equal(lock_wait_free(path, 0), -1);
	close(fd);
	assert_int_equal(lock_wait_free(path, 0), 0);
	dir_remove(dir);
	free(path);
	free(dir);
}

UNIT(a_list_is_taken_apart)
{
	static const char *const words[] = { "health", "cpu/x=1", " " };
	const char *list = ",health,,cpu/x=1, ,";
	const char *empty = ",,";

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		char *word = list_next(&list);

		assert_non_null(word);
		assert_string_equal(word, words[i]);
		free(word);
	}
	assert_null(list_next(&list));
	assert_null(list_next(&list));
	assert_null(list_next(&empty));
}

UNIT(numbers_read_well)
{
	char text[96];

	assert_string_equal(format_ns(843, text, sizeof(text)), "843 ns");
	assert_string_equal(format_ns(1.2345e6, text, sizeof(text)), "1.23 ms");
	assert_string_equal(format_ns(12.34e9, text, sizeof(text)), "12.3 s");
	assert_string_equal(format_ns(NAN, text, sizeof(text)), "-");
	assert_string_equal(format_bytes(512, text, sizeof(text)), "512 B");
	assert_string_equal(format_bytes(1.5 * 1048576, text, sizeof(text)),
			    "1.50 MiB");
	assert_string_equal(format_change(1.0042, text, sizeof(text)),
			    "+0.42 %");
	assert_string_equal(format_change(4.12, text, sizeof(text)), "+312 %");
	assert_string_equal(format_change(0.9, text, sizeof(text)), "-10.0 %");
	assert_string_equal(format_change(1.9996, text, sizeof(text)), "+100 %");
	assert_string_equal(format_change(377.29, text, sizeof(text)),
			    "+37600 %");
	assert_string_equal(format_change(10.996, text, sizeof(text)),
			    "+1000 %");
	assert_string_equal(format_interval(4.12, 4.05, 4.2, text,
					    sizeof(text)),
			    "+312 % [+305, +320]");
}

UNIT(errors_have_no_exponent)
{
	char text[32];

	assert_string_equal(error_text(0, text, sizeof(text)), "exact");
	assert_string_equal(error_text(0.0022, text, sizeof(text)), "0.22 %");
	assert_string_equal(error_text(0.996, text, sizeof(text)), "100 %");
	assert_string_equal(error_text(5.21, text, sizeof(text)), "521 %");
	assert_string_equal(error_text(NAN, text, sizeof(text)), "-");
}

UNIT(percentages_become_shares)
{
	static const char *const bad[] = { "", "x", "5x", "5%%", "-1", "nan" };
	double share = 0;

	assert_int_equal(parse_percent("5%", &share), 0);
	assert_true(share == 0.05);
	assert_int_equal(parse_percent("250", &share), 0);
	assert_true(share == 2.5);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(parse_percent(bad[i], &share), -1);
	assert_true(share == 2.5);
}

UNIT(json_numbers_come_back_as_they_went)
{
	static const double values[] = { 0,    1,      0.1,	1.0 / 3,
					 1e-9, 1e300, -2.5e-17, 123456789.125 };

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		struct json_object *object = json_object_new_object();
		struct json_object *back;

		json_set_number(object, "x", values[i]);
		back = json_tokener_parse(json_object_to_json_string(object));
		assert_true(json_get_number(back, "x", NAN) == values[i]);
		json_object_put(object);
		json_object_put(back);
	}
}

UNIT(json_of_another_shape_is_harmless)
{
	struct json_object *object = json_tokener_parse("{\"a\": \"text\"}");

	assert_true(isnan(json_get_number(object, "a", NAN)));
	assert_true(isnan(json_get_number(NULL, "a", NAN)));
	assert_int_equal(json_length(json_get(object, "a")), 0);
	assert_null(json_at(json_get(object, "a"), 0));
	assert_string_equal(json_text(object, "b", "none"), "none");
	json_object_put(object);
}

UNIT(json_that_is_none_is_refused_with_the_place)
{
	char *dir = scratch_directory();
	char *path = path_format("%s/x.json", dir);
	struct json_object *object;
	struct reason why;

	assert_int_equal(file_write(path, "{\"a\": ", 6, &why), 0);
	assert_null(json_read(path, &why));
	assert_non_null(strstr(why.text, "is not JSON"));
	assert_null(json_parse("null", 4, "it", &why));
	assert_string_equal(why.text, "it has nothing in it but a null");
	/* The second of two would be passed over in silence. */
	assert_null(json_parse("{} {}", 5, "it", &why));
	assert_string_equal(why.text, "it goes on behind its end, at byte 3");
	object = json_parse("{}\n \n", 5, "it", &why);
	assert_non_null(object);
	json_object_put(object);
	assert_null(json_read("/nonexistent.json", &why));
	dir_remove(dir);
	free(path);
	free(dir);
}
