/*
 * registry.h: descriptors that announce themselves, so that adding one is
 * adding a file.
 *
 * A file ends in one descriptor and one REGISTER() line. The line puts a
 * *pointer* to the descriptor into a linker section named after the set; the
 * linker lays the pointers out as one array, in link order. (A pointer, not
 * the struct: compilers may raise the alignment of a static struct, and then
 * the array has holes.) Objects must be linked directly, not from an archive,
 * or the linker leaves them out.
 *
 *	REGISTER(workload, fibonacci);		at the foot of fibonacci.c
 *
 *	REGISTRY(workload);			declares the array, once, in the
 *						file that walks it
 *	for (const struct workload *const *w = REGISTRY_BEGIN(workload);
 *	     w < REGISTRY_END(workload); w++)
 */
#ifndef TARE_REGISTRY_H
#define TARE_REGISTRY_H

#define REGISTER(set, object)                                                  \
	static const struct set *const registered_##object                     \
		__attribute__((used, retain, section("tare_" #set))) =         \
			&(object)

#define REGISTRY(set)                                                          \
	extern const struct set *const __start_tare_##set[];                   \
	extern const struct set *const __stop_tare_##set[]

#define REGISTRY_BEGIN(set) (__start_tare_##set)
#define REGISTRY_END(set) (__stop_tare_##set)

#endif
