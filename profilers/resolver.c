/* resolver.c: the functions behind the addresses of a process that has ended. */
#include "resolver.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profilers/array.h"
#include "profilers/mappings.h"

/* Addresses come again and again: a power of two of them is remembered. */
enum { MEMORY = 4096, INLINED_MAX = 32 };

struct memory {
	uint64_t address;
	size_t first, count; /* in `frames`; count 0: nothing remembered */
};

struct resolver {
	struct mappings mappings;
	Dwfl *dwfl; /* NULL: no names wanted */
	struct frame *frames;
	size_t frame_count;
	char **paths; /* that were put together here */
	size_t path_count;
	struct memory memory[MEMORY];
};

static char debug_path_default[] = "+:.debug:/usr/lib/debug";

static int open_files(struct resolver *resolver, struct scan maps,
		      struct reason *why)
{
	static char *debug_path = debug_path_default;
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_linux_proc_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.debuginfo_path = &debug_path,
	};
	FILE *file = fmemopen((void *)(uintptr_t)maps.at, scan_left(&maps),
			      "r");
	int error = -1;

	resolver->dwfl = dwfl_begin(&callbacks);
	if (file && resolver->dwfl)
		error = dwfl_linux_proc_maps_report(resolver->dwfl, file);
	if (file)
		fclose(file);
	if (error != 0 ||
	    dwfl_report_end(resolver->dwfl, NULL, NULL) != 0)
		return reason_set(why, "its list of mappings cannot be used: "
				       "%s",
				  dwfl_errmsg(-1));
	return 0;
}

struct resolver *resolver_open(struct scan maps, bool names, struct reason *why)
{
	struct resolver *resolver = calloc(1, sizeof(*resolver));

	if (!resolver) {
		reason_set(why, "no memory for symbols");
		return NULL;
	}
	if (mappings_read(&resolver->mappings, maps, why) == 0 &&
	    (!names || open_files(resolver, maps, why) == 0))
		return resolver;
	resolver_close(resolver);
	return NULL;
}

void resolver_close(struct resolver *resolver)
{
	if (!resolver)
		return;
	if (resolver->dwfl)
		dwfl_end(resolver->dwfl);
	for (size_t i = 0; i < resolver->path_count; i++)
		free(resolver->paths[i]);
	free(resolver->paths);
	mappings_release(&resolver->mappings);
	free(resolver->frames);
	free(resolver);
}

static struct scan scan_of(const char *text)
{
	return scan_text(text ? text : "", text ? strlen(text) : 0);
}

/* FILE as it is when absolute, else below DIRECTORY, where it was compiled. */
static struct scan full_path(struct resolver *resolver, const char *directory,
			     const char *file)
{
	char **grown;
	char *path;

	if (!file || *file == '/' || !directory)
		return scan_of(file);
	grown = array_grow(resolver->paths, resolver->path_count,
			   sizeof(*grown));
	if (!grown)
		return scan_of(file);
	resolver->paths = grown;
	if (asprintf(&path, "%s/%s", directory, file) < 0)
		return scan_of(file);
	grown[resolver->path_count++] = path;
	return scan_of(path);
}

/* File and line of the instruction itself. */
static void read_line(struct resolver *resolver, Dwfl_Module *module,
		      Dwarf_Addr address, struct frame *frame)
{
	Dwfl_Line *line = dwfl_module_getsrc(module, address);
	int number = 0;
	const char *file = line ? dwfl_lineinfo(line, NULL, &number, NULL, NULL,
						NULL) :
				  NULL;

	if (!file)
		return;
	frame->file = full_path(resolver, dwfl_line_comp_dir(line), file);
	frame->line = number;
}

/* Where the code of the inlined function SCOPE was put into its caller. */
static void read_call(struct resolver *resolver, Dwarf_Die *unit,
		      Dwarf_Die *scope, struct frame *frame)
{
	Dwarf_Attribute attribute;
	Dwarf_Files *files;
	Dwarf_Word file = 0, line = 0;
	const char *directory;
	size_t count;

	dwarf_formudata(dwarf_attr(scope, DW_AT_call_file, &attribute), &file);
	dwarf_formudata(dwarf_attr(scope, DW_AT_call_line, &attribute), &line);
	directory = dwarf_formstring(
		dwarf_attr(unit, DW_AT_comp_dir, &attribute));
	if (dwarf_getsrcfiles(unit, &files, &count) == 0 && file < count) {
		frame->file =
			full_path(resolver, directory,
				  dwarf_filesrc(files, file, NULL, NULL));
		frame->line = (int)line;
	}
}

/* Turn the first frame, the innermost, into those of the inlined functions. */
static size_t read_inlined(struct resolver *resolver, Dwfl_Module *module,
			   Dwarf_Addr address, struct frame *frames,
			   size_t most)
{
	Dwarf_Addr bias;
	Dwarf_Die *unit = dwfl_module_addrdie(module, address, &bias);
	Dwarf_Die *scopes = NULL;
	int count = unit ? dwarf_getscopes(unit, address - bias, &scopes) : 0;
	const struct scan outer = frames[0].function;
	size_t n = 1;

	for (int i = 0; i < count && n < most; i++) {
		if (dwarf_tag(&scopes[i]) == DW_TAG_subprogram)
			break;
		if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine)
			continue;
		frames[n - 1].function = scan_of(dwarf_diename(&scopes[i]));
		frames[n] = frames[n - 1];
		frames[n].function = outer;
		read_call(resolver, unit, &scopes[i], &frames[n]);
		n++;
	}
	free(scopes);
	return n;
}

static size_t look_up(struct resolver *resolver, uint64_t address,
		      struct frame *frames, size_t most)
{
	Dwfl_Module *module = NULL;

	frames[0] = (struct frame){ scan_of(NULL), scan_of(NULL),
				    mappings_path(&resolver->mappings,
						  address), 0 };
	if (resolver->dwfl)
		module = dwfl_addrmodule(resolver->dwfl, address);
	if (!module)
		return 1;
	frames[0].function = scan_of(dwfl_module_addrname(module, address));
	read_line(resolver, module, address, &frames[0]);
	if (scan_left(&frames[0].function) == 0)
		return 1;
	return read_inlined(resolver, module, address, frames, most);
}

/* Keep COUNT frames of ADDRESS for the next time. */
static bool remember(struct resolver *resolver, struct memory *memory,
		     uint64_t address, const struct frame *frames, size_t count)
{
	size_t first = resolver->frame_count;

	for (size_t i = 0; i < count; i++) {
		struct frame *grown =
			array_grow(resolver->frames, resolver->frame_count,
				   sizeof(*grown));

		if (!grown)
			return false;
		grown[resolver->frame_count++] = frames[i];
		resolver->frames = grown;
	}
	*memory = (struct memory){ address, first, count };
	return true;
}

size_t resolver_frames(struct resolver *resolver, uint64_t address,
		       struct frame *frames, size_t most)
{
	/* Fibonacci hashing (Knuth, TAOCP 3, 1998, section 6.4). */
	size_t slot = (address * UINT64_C(0x9e3779b97f4a7c15)) >> 52;
	struct memory *memory = &resolver->memory[slot];

	if (memory->count == 0 || memory->address != address) {
		struct frame found[INLINED_MAX];
		size_t count = look_up(resolver, address, found, INLINED_MAX);

		if (!remember(resolver, memory, address, found, count))
			return 0;
	}
	if (most > memory->count)
		most = memory->count;
	memcpy(frames, resolver->frames + memory->first,
	       most * sizeof(*frames));
	return most;
}

size_t resolver_stack(struct resolver *resolver, const uint64_t *addresses,
		      size_t count, bool exact, struct frame *frames,
		      size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < count && n < most; i++) {
		uint64_t address = addresses[i] - !(exact && i == 0);
		size_t more = resolver_frames(resolver, address, frames + n,
					      most - n);

		if (more == 0)
			return 0;
		n += more;
	}
	return n;
}
