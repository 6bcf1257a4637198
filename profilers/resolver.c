/* resolver.c: the functions behind the addresses of a process that has ended. */
#include "resolver.h"

#include <elfutils/libdwfl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profilers/array.h"
#include "profilers/inlined.h"
#include "profilers/mappings.h"

/* Addresses come again and again: a power of two of them is remembered. */
enum { MEMORY = 4096 };

struct memory {
	uint64_t address;
	size_t first, count; /* in `frames`; count 0: nothing remembered */
};

struct resolver {
	struct mappings mappings;
	Dwfl *dwfl; /* NULL: no names wanted */
	struct frame *frames;
	size_t frame_count;
	struct paths paths;
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
	paths_release(&resolver->paths);
	mappings_release(&resolver->mappings);
	free(resolver->frames);
	free(resolver);
}

static size_t look_up(struct resolver *resolver, uint64_t address,
		      struct frame *frames, size_t most)
{
	Dwfl_Module *module = NULL;

	frames[0] = (struct frame){
		.function = scan_text("", 0),
		.file = scan_text("", 0),
		.object = mappings_path(&resolver->mappings, address),
	};
	if (resolver->dwfl)
		module = dwfl_addrmodule(resolver->dwfl, address);
	if (!module)
		return 1;
	return inlined_frames(module, address, &resolver->paths, frames, most);
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

struct scan resolver_program(const struct resolver *resolver)
{
	return resolver->mappings.count ? resolver->mappings.entries[0].path :
					  scan_text("", 0);
}
