/*
 * What a retrieval tells of how far it is, by a clock of the test's own, which
 * stands in for monotonic.c.
 */
#include <criterion/criterion.h>

#include "popfetch/fetch/meter.h"
#include "popfetch/system/monotonic.h"

static int64_t now_ms = 5000;
static unsigned looks; /* at the clock */

int64_t monotonic_ms(void)
{
	looks++;
	return now_ms;
}

int64_t monotonic_ns(void)
{
	return monotonic_ms() * NS_PER_MS;
}

static const struct pop3_target targets[] = {
    {1, 1000, 0}, {2, 200000, 1}, {3, 3000, 2}};
static struct meter meter;
static struct progress_counts told;
static unsigned tellings;
static bool is_deaf;

static bool hear(void *context, const struct progress_counts *counts)
{
	(void)context;
	if (is_deaf)
		return false;
	told = *counts;
	tellings++;
	return true;
}

static void begin(enum meter_sizes sizes)
{
	meter_arrange(hear, NULL);
	meter_begin(&meter, targets, 3, sizes);
}

static void expect(uint64_t messages, uint64_t of_messages, uint64_t octets,
    uint64_t of_octets)
{
	cr_expect_eq(
	    told.messages, messages, "%d messages", (int)told.messages);
	cr_expect_eq(told.of_messages, of_messages);
	cr_expect_eq(told.octets, octets, "%d octets", (int)told.octets);
	cr_expect_eq(told.of_octets, of_octets);
}

Test(meter, tells_at_its_beginning_what_is_to_come)
{
	begin(METER_SIZES_LISTED);
	expect(0, 3, 0, 204000);
}

Test(meter, counts_a_whole_message_as_it_was_listed)
{
	begin(METER_SIZES_LISTED);
	meter_octets(&meter, &targets[0], 970);
	meter_whole(&meter, &targets[0]);
	meter_pause(&meter);
	expect(1, 3, 1000, 204000);
}

Test(meter, counts_a_message_on_its_way_for_no_more_than_was_listed)
{
	begin(METER_SIZES_LISTED);
	meter_octets(&meter, &targets[0], 500);
	now_ms += 100;
	meter_pause(&meter);
	expect(0, 3, 500, 204000);
	meter_octets(&meter, &targets[0], 5000);
	now_ms += 100;
	meter_pause(&meter);
	expect(0, 3, 1000, 204000);
}

Test(meter, takes_off_what_does_not_come)
{
	begin(METER_SIZES_LISTED);
	meter_octets(&meter, &targets[1], 500);
	meter_lost(&meter, &targets[1]);
	meter_pause(&meter);
	expect(0, 2, 0, 4000);
}

Test(meter, without_sizes_counts_what_comes)
{
	begin(METER_SIZES_UNKNOWN);
	meter_octets(&meter, &targets[0], 5000);
	meter_whole(&meter, &targets[0]);
	meter_octets(&meter, &targets[1], 70);
	now_ms += 100;
	meter_pause(&meter);
	expect(1, 3, 5070, 0);
}

Test(meter, of_a_message_without_a_size_knows_no_octets_in_all)
{
	const struct pop3_target unsized[] = {{1, 1000, 0}, {2, 0, 1}};

	meter_arrange(hear, NULL);
	meter_begin(&meter, unsized, 2, METER_SIZES_LISTED);
	expect(0, 2, 0, 0);
}

Test(meter, tells_little_and_looks_seldom)
{
	begin(METER_SIZES_LISTED);
	looks = tellings = 0;
	for (unsigned i = 0; i < 200000; i++)
		meter_octets(&meter, &targets[1], 1);
	cr_expect_eq(tellings, 0);
	cr_expect_leq(looks, 4);
	now_ms += 100;
	meter_whole(&meter, &targets[1]);
	cr_expect_eq(tellings, 1);
	expect(1, 3, 200000, 204000);
}

Test(meter, tells_before_a_wait_what_it_has_not_told)
{
	begin(METER_SIZES_LISTED);
	meter_whole(&meter, &targets[0]);
	expect(0, 3, 0, 204000);
	meter_pause(&meter);
	expect(1, 3, 1000, 204000);
	tellings = 0;
	meter_pause(&meter);
	cr_expect_eq(tellings, 0);
}

Test(meter, tells_again_what_was_not_heard)
{
	begin(METER_SIZES_LISTED);
	is_deaf = true;
	meter_whole(&meter, &targets[0]);
	meter_pause(&meter);
	is_deaf = false;
	meter_pause(&meter);
	expect(1, 3, 1000, 204000);
}

Test(meter, that_is_put_away_tells_of_nothing)
{
	begin(METER_SIZES_LISTED);
	meter_put_away();
	expect(0, 0, 0, 0);
}

Test(meter, that_nobody_reads_does_nothing)
{
	meter_begin(&meter, targets, 3, METER_SIZES_LISTED);
	meter_octets(&meter, &targets[1], 200000);
	meter_whole(&meter, &targets[1]);
	meter_lost(&meter, &targets[0]);
	meter_pause(&meter);
	meter_put_away();
	cr_expect_eq(looks, 0);
}
