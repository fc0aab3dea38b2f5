/*
 * core-files.h - no secret gets into a core file.
 */
#ifndef POPFETCH_CORE_FILES_H
#define POPFETCH_CORE_FILES_H

/* From now on this process leaves none, whatever it dies of. */
void core_files_forbid(void);

#endif
