/*
 * How many RETRs are in flight, by the pace at which messages come: the window
 * in octets that follows the line (window.c) is the engine's.
 */
#include "far-end.h"

/* No wait of the session ends by itself. */
TestSuite(pace, .timeout = 60);

#define MANY	     40
#define CHUNKS	     16
#define CHUNK_OCTETS 65536
#define OCTETS	     (CHUNKS * CHUNK_OCTETS)
#define PARTS	     (CHUNKS + 2) /* of an answer: its ends go by themselves */

/* A line, and how many RETRs were in flight on it. */
struct line {
	int64_t chunk_ms;
	size_t answered;
	size_t parts; /* of the next answer that are said */
	size_t first; /* in flight at first, */
	size_t most;  /* at most, */
	size_t last;  /* and when the last were still to be asked for */
};

static void look(struct line *line, const struct far_end *far_end)
{
	size_t in_flight = far_end->asked - line->answered;

	if (far_end->said == 0)
		line->first = in_flight;
	if (in_flight > line->most)
		line->most = in_flight;
	if (far_end->asked < MANY)
		line->last = in_flight;
}

static void say_chunk(struct far_end *far_end, int64_t chunk_ms)
{
	static char chunk[CHUNK_OCTETS];

	memset(chunk, 'm', sizeof chunk);
	far_end_now_ms += chunk_ms;
	far_end_say(far_end, chunk, sizeof chunk);
}

static void bring(struct far_end *far_end)
{
	struct line *line = far_end->context;

	look(line, far_end);
	if (line->answered == far_end->asked)
		return;
	if (line->parts == 0)
		far_end_say(far_end, "+OK\r\n", 5);
	else if (line->parts <= CHUNKS)
		say_chunk(far_end, line->chunk_ms);
	else
		far_end_say(far_end, "\r\n.\r\n", 5);
	if (++line->parts == PARTS) {
		line->parts = 0;
		line->answered++;
	}
}

static struct line brought(int64_t chunk_ms)
{
	struct line line = {.chunk_ms = chunk_ms};
	struct far_end far_end = {.turn = bring, .context = &line};

	far_end_retrieve(&far_end, MANY, OCTETS);
	cr_assert_eq(line.answered, MANY);
	return line;
}

/* 64 MB in a second. */
Test(pace, more_is_in_flight_on_a_fast_line_than_at_first)
{
	struct line line = brought(1);

	cr_expect_gt(line.most, line.first);
}

/* 640 KB in a second, so that one message takes nearly two. */
Test(pace, less_is_in_flight_on_a_slow_line_than_at_first)
{
	struct line line = brought(100);

	/* What comes early lets as much go on top. */
	cr_expect_leq(line.most, line.first + 1);
	cr_expect_leq(line.last, 1);
}
