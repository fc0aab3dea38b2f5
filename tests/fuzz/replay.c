/*
 * replay.c - a fuzzer without the fuzzing: "FUZZER-replay FILE..." gives it
 * each file, whole and cut off behind each of its octets.
 */
#include <stdio.h>

#include "must.h"

#define FILE_MAX 65536

static int replay(const char *path)
{
	static uint8_t octets[FILE_MAX];
	FILE *file = fopen(path, "rb");
	size_t size;

	if (file == NULL) {
		perror(path);
		return 1;
	}
	size = fread(octets, 1, sizeof octets, file);
	fclose(file);
	for (size_t length = 0; length <= size; length++)
		LLVMFuzzerTestOneInput(octets, length);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= replay(argv[i]);
	return failed;
}
