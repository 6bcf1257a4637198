/* offline.c: one program or library that does not run, with its debug information. */
#include "offline.h"

#include <sys/stat.h>

static char debug_path_default[] = "+:.debug:/usr/lib/debug";

/* A device may be mapped, too: to read it may never end. */
static int is_file(const char *path, struct reason *why)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return reason_errno(why, "no names from %s", path);
	if (!S_ISREG(st.st_mode))
		return reason_set(why, "no names from %s: it is no file", path);
	return 0;
}

Dwfl *offline_open(const char *path, Dwfl_Module **module, struct reason *why)
{
	static char *debug_path = debug_path_default;
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_build_id_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.section_address = dwfl_offline_section_address,
		.debuginfo_path = &debug_path,
	};
	Dwfl *dwfl;

	if (is_file(path, why) < 0)
		return NULL;
	dwfl = dwfl_begin(&callbacks);
	*module = dwfl ? dwfl_report_offline(dwfl, "", path, -1) : NULL;
	if (*module && dwfl_report_end(dwfl, NULL, NULL) == 0)
		return dwfl;
	reason_set(why, "no names from %s: %s", path, dwfl_errmsg(-1));
	if (dwfl)
		dwfl_end(dwfl);
	return NULL;
}
