/*
 * meter.h - counts what a retrieval has, and tells it to whoever shows it: a
 * few times a second, and where nothing more comes for now.
 */
#ifndef POPFETCH_METER_H
#define POPFETCH_METER_H

#include <pop3.h>

#include "popfetch/fetch/progress.h"

/* Whom it is told, in this process; false: not now, it is told again then. */
typedef bool meter_reader_fn(
    void *context, const struct progress_counts *counts);
void meter_arrange(meter_reader_fn *reader, void *context);

struct meter {
	bool is_read;
	struct progress_counts counts, told;
	uint64_t before;  /* octets of the messages that are done with */
	uint64_t in_hand; /* octets of the one that is coming */
	uint64_t looked;  /* octets when the clock was looked at */
	int64_t told_ms;
};

/* What the octets of targets are. */
enum meter_sizes {
	METER_SIZES_LISTED = 0, /* those of the scan listing */
	METER_SIZES_UNKNOWN	/* less comes than was listed */
};

/* One that is all zero counts for nobody. */
void meter_begin(struct meter *meter, const struct pop3_target *targets,
    size_t count, enum meter_sizes sizes);

/* Octets of the target came; then it was whole, or turned out not to come. */
void meter_octets(
    struct meter *meter, const struct pop3_target *target, size_t length);
void meter_whole(struct meter *meter, const struct pop3_target *target);
void meter_lost(struct meter *meter, const struct pop3_target *target);

/* Whoever counts is about to wait. */
void meter_pause(struct meter *meter);

/* There is nothing more to count, in this process. */
void meter_put_away(void);

#endif
