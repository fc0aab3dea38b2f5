/*
 * meter.c - the sizes of the scan listing are what progress is counted in,
 * since they alone are known beforehand: a message that is whole counts for as
 * much as was listed, whatever came, and never for more on its way.  So the
 * end is always reached, and never passed.  Where one size is not known, what
 * comes is counted as it comes.
 *
 * Counting is cheap.  The clock is looked at once a message and once in
 * LOOK_OCTETS, and something said ten times a second.  But nobody counts while
 * a server is waited for, so what was not said is said before; also too early
 * where messages came, of which there are never many between two waits.
 */
#include "popfetch/fetch/meter.h"

#include "popfetch/system/monotonic.h"

#define LOOK_OCTETS (UINT64_C(64) << 10)
#define APART_MS    100

static meter_reader_fn *arranged;
static void *arranged_context;

void meter_arrange(meter_reader_fn *reader, void *context)
{
	arranged = reader;
	arranged_context = context;
}

static void tell(struct meter *meter, int64_t now_ms)
{
	if (!arranged(arranged_context, &meter->counts))
		return;
	meter->told = meter->counts;
	meter->told_ms = now_ms;
}

static void tell_when_due(struct meter *meter)
{
	const int64_t now_ms = monotonic_ms();

	meter->looked = meter->counts.octets;
	if (now_ms - meter->told_ms >= APART_MS)
		tell(meter, now_ms);
}

/* 0: somebody's is not known. */
static uint64_t sum_of(const struct pop3_target *targets, size_t count)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < count; i++) {
		if (targets[i].octets == 0 ||
		    targets[i].octets > UINT64_MAX - sum)
			return 0;
		sum += targets[i].octets;
	}
	return sum;
}

void meter_begin(struct meter *meter, const struct pop3_target *targets,
    size_t count, enum meter_sizes sizes)
{
	*meter = (struct meter){.is_read = arranged != NULL && count > 0};
	if (!meter->is_read)
		return;
	meter->counts.of_messages = count;
	if (sizes == METER_SIZES_LISTED)
		meter->counts.of_octets = sum_of(targets, count);
	tell(meter, monotonic_ms());
}

static void count_octets(struct meter *meter, const struct pop3_target *target)
{
	const uint64_t in_hand =
	    meter->counts.of_octets > 0 && meter->in_hand > target->octets
		? target->octets
		: meter->in_hand;

	meter->counts.octets = meter->before + in_hand;
}

void meter_octets(
    struct meter *meter, const struct pop3_target *target, size_t length)
{
	if (!meter->is_read)
		return;
	meter->in_hand += length;
	count_octets(meter, target);
	if (meter->counts.octets - meter->looked >= LOOK_OCTETS)
		tell_when_due(meter);
}

static void next_message(struct meter *meter)
{
	meter->in_hand = 0;
	meter->counts.octets = meter->before;
	tell_when_due(meter);
}

void meter_whole(struct meter *meter, const struct pop3_target *target)
{
	if (!meter->is_read)
		return;
	meter->before +=
	    meter->counts.of_octets > 0 ? target->octets : meter->in_hand;
	meter->counts.messages++;
	next_message(meter);
}

void meter_lost(struct meter *meter, const struct pop3_target *target)
{
	if (!meter->is_read)
		return;
	meter->counts.of_messages--;
	if (meter->counts.of_octets > 0)
		meter->counts.of_octets -= target->octets;
	next_message(meter);
}

void meter_pause(struct meter *meter)
{
	if (!meter->is_read)
		return;
	if (meter->counts.messages != meter->told.messages ||
	    meter->counts.of_messages != meter->told.of_messages)
		tell(meter, monotonic_ms());
	else if (meter->counts.octets != meter->told.octets)
		tell_when_due(meter);
}

void meter_put_away(void)
{
	const struct progress_counts none = {0};

	if (arranged != NULL)
		(void)arranged(arranged_context, &none);
}
