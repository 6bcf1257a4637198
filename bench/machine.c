/* machine.c: what a run ran on and with, so that two runs can be told apart. */
#include "machine.h"

#include <curl/curl.h>
#include <gsl/gsl_version.h>
#include <sched.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/proc.h"
#include "base/version.h"

/* The first line of a file, or NULL; malloc'd. */
static char *first_line(const char *path)
{
	struct reason ignored;
	struct buf text;

	buf_init(&text);
	if (access(path, R_OK) < 0 || file_read(path, &text, &ignored) < 0) {
		buf_release(&text);
		return NULL;
	}
	text.text[strcspn(text.text, "\n")] = '\0';
	return buf_detach(&text);
}

/* The value behind "KEY<spaces>SEPARATOR" in a file; malloc'd or NULL. */
static char *keyed_line(const char *path, const char *key, char separator)
{
	struct reason ignored;
	struct buf text;
	char *found = NULL;
	const char *at;

	buf_init(&text);
	if (file_read(path, &text, &ignored) == 0) {
		at = strstr(text.text, key);
		at = at ? strchr(at, separator) : NULL;
		if (at) {
			at += 1 + strspn(at + 1, " \t\"");
			found = path_format("%.*s", (int)strcspn(at, "\n\""),
					    at);
		}
	}
	buf_release(&text);
	return found;
}

static void set_owned(struct json_object *object, const char *key, char *text)
{
	json_set_text(object, key, text);
	free(text);
}

static void describe_kernel(struct json_object *machine)
{
	struct utsname name;

	if (uname(&name) < 0)
		return;
	json_set_text(machine, "kernel", name.release);
	json_set_text(machine, "architecture", name.machine);
}

struct json_object *machine_describe(void)
{
	struct json_object *machine = json_object_new_object();
	cpu_set_t allowed;

	set_owned(machine, "cpu",
		  keyed_line("/proc/cpuinfo", "model name", ':'));
	json_set_int(machine, "cores", sysconf(_SC_NPROCESSORS_ONLN));
	if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0)
		json_set_int(machine, "cores_allowed", CPU_COUNT(&allowed));
	set_owned(machine, "memory",
		  keyed_line("/proc/meminfo", "MemTotal", ':'));
	describe_kernel(machine);
	set_owned(machine, "distribution",
		  keyed_line("/etc/os-release", "PRETTY_NAME", '='));
	set_owned(machine, "governor",
		  first_line("/sys/devices/system/cpu/cpu0/cpufreq/"
			     "scaling_governor"));
	set_owned(machine, "aslr",
		  first_line("/proc/sys/kernel/randomize_va_space"));
	set_owned(machine, "load",
		  first_line("/proc/loadavg"));
	set_owned(machine, "perf_event_paranoid",
		  first_line("/proc/sys/kernel/perf_event_paranoid"));
	json_set_bool(machine, "root", geteuid() == 0);
	return machine;
}

/* What a Debian package's version is; that names patches too. */
static void set_package(struct json_object *versions, const char *package)
{
	const char *argv[] = { "dpkg-query", "-W", "-f", "${Version}", package,
			       NULL };
	struct reason ignored;
	struct buf text;

	buf_init(&text);
	if (proc_run(argv, &text, &ignored) == 0 && text.len)
		json_set_text(versions, package, text.text);
	else
		json_set_text(versions, package, NULL);
	buf_release(&text);
}

struct json_object *versions_describe(void)
{
	static const char *const packages[] = { "nginx",    "spawn-fcgi",
						"multiwatch", "libfcgi0ldbl",
						"libjson-c5", "libc6" };
	struct json_object *versions = json_object_new_object();

	json_set_text(versions, "tare", TARE_VERSION);
	json_set_text(versions, "libcurl",
		      curl_version_info(CURLVERSION_NOW)->version);
	json_set_text(versions, "gsl", GSL_VERSION);
	json_set_text(versions, "compiler", __VERSION__);
	for (size_t i = 0; i < sizeof(packages) / sizeof(*packages); i++)
		set_package(versions, packages[i]);
	return versions;
}
