/*
 * perf_unwind.c: callers, from the copy of the stack in a sample of perf.
 *
 * libdwfl walks it by the call frame information of the objects (.eh_frame), as perf
 * itself does in its util/unwind-libdw.c.
 */
#include "perf_unwind.h"

#include <asm/perf_regs.h>
#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>

struct perf_unwind {
	Dwfl *dwfl;
	struct perf_maps *maps;
	const struct perf_process *process;
	const struct perf_sample *sample;
	uint64_t *addresses;
	size_t count, most;
};

/* Where perf has the registers that DWARF counts from 0; the last is the pc. */
#if defined(__x86_64__)
static const unsigned char order[] = {
	PERF_REG_X86_AX,  PERF_REG_X86_DX,  PERF_REG_X86_CX,
	PERF_REG_X86_BX,  PERF_REG_X86_SI,  PERF_REG_X86_DI,
	PERF_REG_X86_BP,  PERF_REG_X86_SP,  PERF_REG_X86_R8,
	PERF_REG_X86_R9,  PERF_REG_X86_R10, PERF_REG_X86_R11,
	PERF_REG_X86_R12, PERF_REG_X86_R13, PERF_REG_X86_R14,
	PERF_REG_X86_R15, PERF_REG_X86_IP
};
enum { STACK_POINTER = PERF_REG_X86_SP, PC = PERF_REG_X86_IP };
#elif defined(__aarch64__)
static const unsigned char order[] = {
	0,  1,	2,  3,	4,  5,	6,  7,	8,  9,	10, 11, 12, 13, 14, 15,
	16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
};
enum { STACK_POINTER = PERF_REG_ARM64_SP, PC = PERF_REG_ARM64_PC };
#else
#error "say here where perf has the registers of this machine"
#endif

static uint64_t register_of(const struct perf_sample *sample, unsigned number)
{
	uint64_t below = sample->mask & ((UINT64_C(1) << number) - 1);

	uint64_t value = 0;

	if (sample->mask >> number & 1)
		memcpy(&value, &sample->registers[__builtin_popcountll(below)],
		       sizeof(value));
	return value;
}

static pid_t next_thread(Dwfl *dwfl, void *data, void **thread)
{
	if (*thread)
		return 0;
	*thread = data;
	return dwfl_pid(dwfl);
}

static bool get_thread(Dwfl *dwfl, pid_t tid, void *data, void **thread)
{
	(void)dwfl;
	(void)tid;
	*thread = data;
	return true;
}

static bool read_memory(Dwfl *dwfl, Dwarf_Addr address, Dwarf_Word *word,
			void *data)
{
	const struct perf_unwind *unwind = data;
	const struct perf_sample *sample = unwind->sample;
	uint64_t start = register_of(sample, STACK_POINTER);

	(void)dwfl;
	if (address < start || sample->stack_size < sizeof(*word) ||
	    address - start > sample->stack_size - sizeof(*word))
		return false;
	memcpy(word, sample->stack + (address - start), sizeof(*word));
	return true;
}

static bool set_registers(Dwfl_Thread *thread, void *data)
{
	const struct perf_unwind *unwind = data;
	Dwarf_Word words[sizeof(order)];

	for (size_t i = 0; i < sizeof(order); i++)
		words[i] = register_of(unwind->sample, order[i]);
	dwfl_thread_state_register_pc(thread, register_of(unwind->sample, PC));
	return dwfl_thread_state_registers(thread, 0, sizeof(order), words);
}

static int add_frame(Dwfl_Frame *frame, void *data)
{
	struct perf_unwind *unwind = data;
	Dwarf_Addr pc;

	if (unwind->count == unwind->most ||
	    !dwfl_frame_pc(frame, &pc, NULL) || pc == 0)
		return DWARF_CB_ABORT;
	unwind->addresses[unwind->count++] = pc;
	return DWARF_CB_OK;
}

static void report(struct perf_unwind *unwind, const struct perf_map *map)
{
	struct object *object = perf_maps_object(unwind->maps, map->object);

	/* Said twice, an object is found the first time. */
	if (object && *object_path(object) == '/')
		dwfl_report_elf(unwind->dwfl, object_path(object),
				object_path(object), -1,
				object_bias(object, map->start, map->offset),
				true);
}

static int attach(struct perf_unwind *unwind)
{
	static char *debug_path = NULL;
	static const Dwfl_Callbacks files = {
		.find_elf = dwfl_build_id_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.debuginfo_path = &debug_path,
	};
	static const Dwfl_Thread_Callbacks threads = {
		.next_thread = next_thread,
		.get_thread = get_thread,
		.memory_read = read_memory,
		.set_initial_registers = set_registers,
	};

	unwind->dwfl = dwfl_begin(&files);
	if (!unwind->dwfl)
		return -1;
	for (size_t i = 0; i < unwind->process->count; i++)
		report(unwind, &unwind->process->maps[i]);
	dwfl_report_end(unwind->dwfl, NULL, NULL);
	return dwfl_attach_state(unwind->dwfl, NULL,
				 (pid_t)unwind->process->pid, &threads,
				 unwind) ?
		       0 :
		       -1;
}

struct perf_unwind *perf_unwind_open(struct perf_maps *maps,
				     const struct perf_process *process)
{
	struct perf_unwind *unwind = calloc(1, sizeof(*unwind));

	if (!unwind)
		return NULL;
	unwind->maps = maps;
	unwind->process = process;
	if (attach(unwind) == 0)
		return unwind;
	perf_unwind_close(unwind);
	return NULL;
}

void perf_unwind_close(struct perf_unwind *unwind)
{
	if (!unwind)
		return;
	if (unwind->dwfl)
		dwfl_end(unwind->dwfl);
	free(unwind);
}

size_t perf_unwind_stack(struct perf_unwind *unwind,
			 const struct perf_sample *sample, uint64_t *addresses,
			 size_t most)
{
	unwind->sample = sample;
	unwind->addresses = addresses;
	unwind->count = 0;
	unwind->most = most;
	dwfl_getthread_frames(unwind->dwfl, (pid_t)sample->tid, add_frame,
			      unwind);
	return unwind->count;
}
