/* machine.h: what a run ran on and with, so that two runs can be told apart. */
#ifndef TARE_MACHINE_H
#define TARE_MACHINE_H

#include <json-c/json.h>

/* CPU, cores, memory, kernel, distribution, settings that change timing. */
struct json_object *machine_describe(void);

/* Versions of the tools and libraries that every run uses. */
struct json_object *versions_describe(void);

#endif
