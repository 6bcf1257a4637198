/* object.c: one program or library on disk: where its code comes from. */
#include "object.h"

#include <gelf.h>
#include <libiberty/demangle.h>
#include <stdlib.h>
#include <string.h>

#include "profilers/array.h"
#include "profilers/inlined.h"
#include "profilers/offline.h"

enum { SEGMENT_MAX = 16 };

struct segment {
	uint64_t offset, size, address;
};

struct object {
	char *path;
	Dwfl *dwfl;
	Dwfl_Module *module;
	uint64_t moved; /* by dwfl, from as linked */
	struct segment segments[SEGMENT_MAX];
	size_t segment_count;
	struct paths texts; /* paths and names that were put together */
	struct reason problem;
};

/* Whether MODULE is of the build ID; one that has none cannot tell. */
static bool same_build(Dwfl_Module *module, const struct build_id *id)
{
	const unsigned char *bits;
	GElf_Addr address;
	int length = dwfl_module_build_id(module, &bits, &address);

	return length <= 0 || id->length == 0 ||
	       ((size_t)length == id->length &&
		memcmp(bits, id->bytes, id->length) == 0);
}

static void read_segments(struct object *object, Elf *elf)
{
	size_t count = 0;

	elf_getphdrnum(elf, &count);
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr header;

		if (object->segment_count == SEGMENT_MAX ||
		    !gelf_getphdr(elf, (int)i, &header) ||
		    header.p_type != PT_LOAD)
			continue;
		object->segments[object->segment_count++] = (struct segment){
			header.p_offset, header.p_filesz, header.p_vaddr
		};
	}
}

#if defined(__x86_64__)
enum { NATIVE = EM_X86_64 };
#elif defined(__aarch64__)
enum { NATIVE = EM_AARCH64 };
#else
enum { NATIVE = EM_NONE };
#endif

/* A program of another machine: its code means nothing here. */
static bool is_foreign(Elf *elf)
{
	GElf_Ehdr header;

	return !gelf_getehdr(elf, &header) ||
	       (NATIVE != EM_NONE && header.e_machine != NATIVE);
}

static int load(struct object *object, const struct build_id *id)
{
	GElf_Addr bias = 0;
	Elf *elf;

	object->dwfl = offline_open(object->path, &object->module,
				    &object->problem);
	if (!object->dwfl)
		return -1;
	if (!same_build(object->module, id)) {
		object->module = NULL;
		return reason_set(&object->problem,
				  "%s is of another build than what ran",
				  object->path);
	}
	elf = dwfl_module_getelf(object->module, &bias);
	if (!elf || is_foreign(elf)) {
		object->module = NULL;
		return reason_set(&object->problem,
				  "%s is a program of another machine",
				  object->path);
	}
	object->moved = bias;
	read_segments(object, elf);
	return 0;
}

/* What the names and lines of a loaded object leave to be wished for. */
static void judge(struct object *object)
{
	Dwarf_Addr bias;

	if (dwfl_module_getdwarf(object->module, &bias))
		return;
	reason_set(&object->problem,
		   "%s has no debug information (looked in the file, in .debug "
		   "beside it, in /usr/lib/debug, and where DEBUGINFOD_URLS "
		   "points): functions only",
		   object->path);
}

struct object *object_open(const char *path, const struct build_id *id)
{
	struct object *object = calloc(1, sizeof(*object));

	if (!object)
		return NULL;
	object->path = strdup(path);
	if (!object->path) {
		free(object);
		return NULL;
	}
	if (load(object, id) == 0)
		judge(object);
	return object;
}

void object_close(struct object *object)
{
	if (!object)
		return;
	if (object->dwfl)
		dwfl_end(object->dwfl);
	paths_release(&object->texts);
	free(object->path);
	free(object);
}

const char *object_path(const struct object *object)
{
	return object->path;
}

const char *object_problem(const struct object *object)
{
	return object->problem.text[0] ? object->problem.text : NULL;
}

uint64_t object_address(const struct object *object, uint64_t offset)
{
	for (size_t i = 0; i < object->segment_count; i++) {
		const struct segment *s = &object->segments[i];

		if (offset >= s->offset && offset - s->offset < s->size)
			return offset - s->offset + s->address;
	}
	return offset;
}

uint64_t object_bias(const struct object *object, uint64_t start,
		     uint64_t offset)
{
	return start - object_address(object, offset);
}

/* "list::push(int)" for "_ZN4list4pushEi"; TEXT itself when it is no such name. */
static struct scan readable(struct object *object, struct scan text)
{
	char *mangled = scan_copy(&text);
	char *name = NULL;
	char **grown;

	if (mangled && scan_starts(&text, "_Z"))
		name = cplus_demangle(mangled, DMGL_PARAMS | DMGL_ANSI);
	free(mangled);
	if (!name)
		return text;
	grown = array_grow(object->texts.list, object->texts.count,
			   sizeof(*grown));
	if (!grown) {
		free(name);
		return text;
	}
	object->texts.list = grown;
	grown[object->texts.count++] = name;
	return scan_text(name, strlen(name));
}

size_t object_frames(struct object *object, uint64_t address,
		     struct frame *frames, size_t most)
{
	size_t count;

	frames[0] = (struct frame){
		.function = scan_text("", 0),
		.file = scan_text("", 0),
		.object = scan_text(object->path, strlen(object->path)),
	};
	if (!object->module)
		return 1;
	count = inlined_frames(object->module, address + object->moved,
			       &object->texts, frames, most);
	for (size_t i = 0; i < count; i++)
		frames[i].function = readable(object, frames[i].function);
	return count;
}

/* SIZE bytes of code at ADDRESS; NULL when the file does not have them. */
static const unsigned char *code_at(struct object *object, uint64_t address,
				    size_t size)
{
	GElf_Addr bias;
	Elf *elf = object->module ? dwfl_module_getelf(object->module, &bias) :
				    NULL;
	size_t length = 0;
	const char *file = elf ? elf_rawfile(elf, &length) : NULL;

	for (size_t i = 0; file && i < object->segment_count; i++) {
		const struct segment *s = &object->segments[i];

		if (address >= s->address && size <= s->size &&
		    address - s->address <= s->size - size &&
		    s->size <= length && s->offset <= length - s->size)
			return (const unsigned char *)file + s->offset +
			       (address - s->address);
	}
	return NULL;
}

/* A function counts itself so many bytes behind its first, at most. */
enum { ENTRY_MOST = 64 };

#if defined(__x86_64__)
/* E8 and the distance from its end: a call is 5 bytes long. */
static bool calls(const unsigned char *code, uint64_t end, uint64_t to)
{
	int32_t distance;

	memcpy(&distance, code + 1, sizeof(distance));
	return *code == 0xe8 &&
	       to - (end + (uint64_t)(int64_t)distance) < ENTRY_MOST;
}
enum { CALL_SIZE = 5, CALL_STEP = 1 };
#elif defined(__aarch64__)
/* BL: 26 bits of distance from its beginning, in words. */
static bool calls(const unsigned char *code, uint64_t end, uint64_t to)
{
	uint32_t word;
	int64_t distance;

	memcpy(&word, code, sizeof(word));
	distance = (int64_t)((uint64_t)word << 38) >> 36;
	return word >> 26 == 0x25 &&
	       to - (end - 4 + (uint64_t)distance) < ENTRY_MOST;
}
enum { CALL_SIZE = 4, CALL_STEP = 4 };
#endif

uint64_t object_call(struct object *object, uint64_t address, size_t size,
		     uint64_t to)
{
	const unsigned char *code =
		code_at(object, address - CALL_SIZE, size + CALL_SIZE - 1);

	for (size_t i = 0; code && i < size; i += CALL_STEP)
		if (calls(code + i, address + i, to))
			return address + i;
	return 0;
}
