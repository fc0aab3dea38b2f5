/*
 * retrieve.c - RETR and TOP: a message as it goes over the wire.
 *
 * The octets come in pieces that may begin and end anywhere.  Each piece is
 * taken line by line; a line that begins with a dot gets another one before
 * it (RFC 1939, section 3).  Only CRLF ends a line, for a dot behind a bare LF
 * is no first octet; but where a fault makes LF the line end, it is.
 *
 * TOP sends the header, the blank line, and so many lines behind it.
 */
#include <string.h>

#include "reader.h"
#include "session.h"

#define WHOLE UINT64_MAX

struct transfer {
	struct session *session;
	const struct fault *fault; /* what happens at octet fault->octets */
	bool lf_ends_lines;
	bool in_header;
	uint64_t lines_left;
	uint64_t octets;
	uint64_t line_octets; /* of the line so far */
	char last;
	bool at_line_start;
};

static const struct fault *message_fault(
    const struct session *session, size_t i)
{
	static const enum fault_kind kinds[] = {
	    FAULT_CUT, FAULT_STALL_IN, FAULT_CLOSE_NOTIFY_CUT};

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		const struct fault *fault =
		    fault_find_message(session->faults, kinds[k], i + 1);

		if (fault)
			return fault;
	}
	return NULL;
}

static _Noreturn void fault_strike(struct transfer *transfer)
{
	struct wire *wire = &transfer->session->wire;

	if (transfer->fault->kind == FAULT_STALL_IN)
		wire_stall(wire);
	if (transfer->fault->kind == FAULT_CLOSE_NOTIFY_CUT)
		wire_close_notify(wire, "fault");
	wire_close(wire, "fault");
}

static void octets_put(
    struct transfer *transfer, const char *octets, size_t length)
{
	const struct fault *fault = transfer->fault;

	if (fault && fault->octets - transfer->octets < length) {
		length = (size_t)(fault->octets - transfer->octets);
		wire_put(&transfer->session->wire, octets, length);
		fault_strike(transfer);
	}
	wire_put(&transfer->session->wire, octets, length);
	transfer->octets += length;
}

/* One line or a part of one; false once TOP has all it wants. */
static bool piece_put(
    struct transfer *transfer, const char *piece, size_t length)
{
	bool lf = piece[length - 1] == '\n';
	char before = length > 1 ? piece[length - 2] : transfer->last;

	if (transfer->fault && transfer->fault->octets == transfer->octets)
		fault_strike(transfer);
	if (transfer->at_line_start && *piece == '.')
		wire_put(&transfer->session->wire, ".", 1);
	octets_put(transfer, piece, length);
	transfer->line_octets += length;
	transfer->last = piece[length - 1];
	transfer->at_line_start =
	    lf && (before == '\r' || transfer->lf_ends_lines);
	if (!transfer->at_line_start)
		return true;
	if (!transfer->in_header)
		transfer->lines_left--;
	else if (transfer->line_octets <= 2 &&
		 (transfer->line_octets == 1 || before == '\r'))
		transfer->in_header = false;
	transfer->line_octets = 0;
	return transfer->in_header || transfer->lines_left > 0;
}

static bool octets_take(
    struct transfer *transfer, const char *octets, size_t length)
{
	const char *end = octets + length;

	while (octets < end) {
		const char *lf = memchr(octets, '\n', (size_t)(end - octets));
		size_t step = (size_t)((lf ? lf + 1 : end) - octets);

		if (!piece_put(transfer, octets, step))
			return false;
		octets += step;
	}
	return true;
}

static void message_send(struct session *session, size_t i, uint64_t lines)
{
	static char octets[65536];
	struct wire *wire = &session->wire;
	struct transfer transfer = {
	    .session = session,
	    .fault = message_fault(session, i),
	    .lf_ends_lines = wire->line_end[0] == '\n',
	    .in_header = true,
	    .lines_left = lines,
	    .at_line_start = true,
	};
	struct reader reader;
	size_t got;

	if (!reader_open(&reader, session->maildrop, i)) {
		wire_say(wire, "-ERR [SYS/TEMP] cannot read the message");
		return;
	}
	wire_say(wire, "+OK %llu octets",
	    (unsigned long long)session->maildrop->message[i].octets);
	while ((got = reader_get(&reader, octets, sizeof octets)) > 0)
		if (!octets_take(&transfer, octets, got))
			break;
	reader_close(&reader);
	/* raw-lf: the terminator must stand on a line of its own all the same
	 */
	if (!transfer.at_line_start)
		octets_put(&transfer, "\r\n", 2);
	if (transfer.fault && transfer.fault->octets == transfer.octets)
		fault_strike(&transfer);
	wire_note(wire, "%llu octets of message %zu",
	    (unsigned long long)transfer.octets, i + 1);
	wire_say(wire, ".");
}

void verb_retr(struct session *session, char *argument)
{
	size_t i;

	if (!message_named(session, &argument, &i))
		return;
	if (i + 1 > session->last)
		session->last = i + 1;
	message_send(session, i, WHOLE);
}

void verb_top(struct session *session, char *argument)
{
	uint64_t lines;
	size_t i;

	if (!message_named(session, &argument, &i))
		return;
	if (!number_take(&argument, &lines) || *argument)
		wire_say(&session->wire, "-ERR TOP takes two numbers");
	else
		message_send(session, i, lines);
}
