/*
 * The merging of scan listings and unique-id listings.
 */
#include "libpop3/session/listed.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static enum pop3_status scan(
    struct p3_listed *listed, uint32_t msgno, uint64_t octets)
{
	const struct pop3_scan_listing given = {msgno, octets};

	return p3_listed_scan(listed, &given);
}

static enum pop3_status uid(
    struct p3_listed *listed, uint32_t msgno, const char *text)
{
	const struct pop3_unique_id_listing given = {
	    msgno, {text, strlen(text)}};

	return p3_listed_uid(listed, &given);
}

/* "1:100:a 2:-:b": message-number, octets, unique-id. */
static const char *shown(const struct p3_listed *listed)
{
	static char text[4096];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < listed->count; i++) {
		const struct pop3_listed *entry = &listed->entries[i];
		char octets[24] = "-";

		if (entry->has_octets)
			snprintf(octets, sizeof octets, "%llu",
			    (unsigned long long)entry->octets);
		used += (size_t)snprintf(text + used, sizeof text - used,
		    "%s%u:%s:%s", i > 0 ? " " : "", (unsigned)entry->msgno,
		    octets, entry->uid != NULL ? entry->uid : "-");
	}
	return text;
}

Test(listed, both_halves_meet_by_message_number)
{
	struct p3_listed listed = {0};

	scan(&listed, 1, 100);
	scan(&listed, 2, 200);
	cr_assert_eq(p3_listed_settle(&listed), POP3_OK);
	uid(&listed, 1, "a");
	uid(&listed, 2, "");
	cr_assert_eq(p3_listed_settle(&listed), POP3_OK);
	cr_assert_str_eq(shown(&listed), "1:100:a 2:200:");
	cr_assert_eq(listed.entries[1].uid_length, 0);
	cr_assert_eq(listed.malformed, 0);
	p3_listed_clear(&listed);
}

Test(listed, message_that_one_half_names_is_in_it)
{
	struct p3_listed listed = {0};

	scan(&listed, 1, 100);
	scan(&listed, 3, 300);
	p3_listed_settle(&listed);
	uid(&listed, 2, "b");
	uid(&listed, 3, "c");
	uid(&listed, 4, "d");
	p3_listed_settle(&listed);
	cr_assert_str_eq(shown(&listed), "1:100:- 2:-:b 3:300:c 4:-:d");
	cr_assert_eq(listed.malformed, 0);
	p3_listed_clear(&listed);
}

Test(listed, halves_in_any_order_come_out_in_order)
{
	struct p3_listed listed = {0};

	scan(&listed, 3, 300);
	scan(&listed, 1, 100);
	scan(&listed, 2, 200);
	p3_listed_settle(&listed);
	uid(&listed, 2, "b");
	uid(&listed, 4, "d");
	uid(&listed, 3, "c");
	uid(&listed, 1, "a");
	p3_listed_settle(&listed);
	cr_assert_str_eq(shown(&listed), "1:100:a 2:200:b 3:300:c 4:-:d");
	p3_listed_clear(&listed);
}

Test(listed, of_repeated_numbers_the_first_stays)
{
	struct p3_listed listed = {0};

	scan(&listed, 2, 21);
	scan(&listed, 1, 11);
	scan(&listed, 2, 22);
	scan(&listed, 1, 12);
	scan(&listed, 1, 13);
	p3_listed_settle(&listed);
	cr_assert_eq(listed.malformed, 3);
	uid(&listed, 9, "x");
	uid(&listed, 2, "b");
	uid(&listed, 2, "c");
	uid(&listed, 9, "y");
	p3_listed_settle(&listed);
	cr_assert_str_eq(shown(&listed), "1:11:- 2:21:b 9:-:x");
	cr_assert_eq(listed.malformed, 5);
	p3_listed_clear(&listed);
}

/* "4294967295 1" made a peer of ours ask for gigabytes. */
Test(listed, largest_number_costs_no_more_than_another)
{
	struct p3_listed listed = {0};

	scan(&listed, 3, 100);
	scan(&listed, UINT32_MAX, UINT64_MAX);
	p3_listed_settle(&listed);
	uid(&listed, UINT32_MAX, "z");
	p3_listed_settle(&listed);
	cr_assert_str_eq(
	    shown(&listed), "3:100:- 4294967295:18446744073709551615:z");
	cr_assert_leq(listed.size, 1024);
	p3_listed_clear(&listed);
}

Test(listed, long_uids_are_kept_whole)
{
	struct p3_listed listed = {0};
	static char longest[300000];
	static const size_t lengths[] = {0, 70, 71, 4096, 65536, 299999};

	memset(longest, 'u', sizeof longest);
	for (uint32_t i = 0; i < 6; i++) {
		const struct pop3_unique_id_listing given = {
		    i + 1, {longest, lengths[i]}};

		cr_assert_eq(p3_listed_uid(&listed, &given), POP3_OK);
	}
	p3_listed_settle(&listed);
	for (size_t i = 0; i < 6; i++) {
		cr_assert_eq(listed.entries[i].uid_length, lengths[i]);
		cr_assert_eq(strlen(listed.entries[i].uid), lengths[i]);
	}
	p3_listed_clear(&listed);
}

Test(listed, more_messages_than_any_maildrop_has_are_a_limit)
{
	struct p3_listed listed = {0};

	for (uint32_t i = 1; i <= P3_LISTED_MAX; i++)
		if (scan(&listed, i, 1) != POP3_OK)
			cr_assert_fail("refused at %u", (unsigned)i);
	cr_assert_eq(scan(&listed, P3_LISTED_MAX + 1, 1), POP3_E_LIMIT);
	cr_assert_eq(listed.count, P3_LISTED_MAX);
	p3_listed_clear(&listed);
}

Test(listed, malformed_lines_without_end_are_a_limit)
{
	struct p3_listed listed = {0};

	for (uint32_t i = 0; i < P3_LISTED_MAX; i++)
		if (p3_listed_malformed(&listed) != POP3_OK)
			cr_assert_fail("refused at %u", (unsigned)i);
	cr_assert_eq(p3_listed_malformed(&listed), POP3_E_LIMIT);
	p3_listed_clear(&listed);
}

Test(listed, uids_of_64_kib_each_are_a_limit)
{
	struct p3_listed listed = {0};
	static char uid_text[65000];
	const struct pop3_unique_id_listing given = {
	    1, {uid_text, sizeof uid_text}};
	enum pop3_status status = POP3_OK;
	struct p3_uids uids = {0};
	const char *kept;
	size_t count = 0;

	memset(uid_text, 'u', sizeof uid_text);
	for (; status == POP3_OK; count++)
		status = p3_uids_keep(
		    &uids, given.uid.octets, given.uid.length, &kept);
	cr_assert_eq(status, POP3_E_LIMIT);
	cr_assert_leq(count * sizeof uid_text, P3_UIDS_OCTETS_MAX + 65536);
	p3_uids_clear(&uids);
	p3_listed_clear(&listed);
}

Test(listed, million_messages_take_some_50_megabytes)
{
	struct p3_listed listed = {0};
	size_t taken;
	char text[17];

	for (uint32_t i = 1; i <= 1000000; i++)
		scan(&listed, i, 1);
	p3_listed_settle(&listed);
	for (uint32_t i = 1; i <= 1000000; i++) {
		snprintf(text, sizeof text, "%016x", (unsigned)i);
		uid(&listed, i, text);
	}
	p3_listed_settle(&listed);
	cr_assert_eq(listed.count, 1000000);
	cr_assert_str_eq(listed.entries[999999].uid, "00000000000f4240");
	taken = listed.size * sizeof *listed.entries + listed.uids.octets;
	cr_assert_leq(taken, 56u * 1000 * 1000, "%zu octets", taken);
	p3_listed_clear(&listed);
}

/* ---- With a sift --------------------------------------------------------- */

/* Leaves out unique-ids that begin with "-", and counts what it is asked. */
static bool leave_out(void *context, const struct pop3_listed *entry)
{
	int *asked = context;

	cr_assert(entry->has_octets);
	(*asked)++;
	return entry->uid_length > 0 && entry->uid[0] == '-';
}

static struct p3_listed sifted_by(int *asked)
{
	return (struct p3_listed){.sift = leave_out, .sift_context = asked};
}

static void settle(struct p3_listed *listed)
{
	cr_assert_eq(p3_listed_settle(listed), POP3_OK);
}

Test(sift, leaves_out_what_it_says)
{
	int asked = 0;
	struct p3_listed listed = sifted_by(&asked);

	for (uint32_t i = 1; i <= 4; i++)
		scan(&listed, i, 100 * i);
	settle(&listed);
	uid(&listed, 1, "-a");
	uid(&listed, 2, "b");
	uid(&listed, 3, "");
	uid(&listed, 4, "-d");
	settle(&listed);
	cr_assert_str_eq(shown(&listed), "2:200:b 3:300:");
	cr_assert_eq(asked, 4);
	cr_assert_eq(listed.malformed, 0);
	p3_listed_clear(&listed);
}

Test(sift, is_asked_in_any_order_and_the_rest_is_in_order)
{
	int asked = 0;
	struct p3_listed listed = sifted_by(&asked);

	for (uint32_t i = 1; i <= 4; i++)
		scan(&listed, i, 100 * i);
	settle(&listed);
	uid(&listed, 4, "d");
	uid(&listed, 3, "-c");
	uid(&listed, 1, "a");
	settle(&listed);
	cr_assert_str_eq(shown(&listed), "1:100:a 2:200:- 4:400:d");
	cr_assert_eq(asked, 3);
	p3_listed_clear(&listed);
}

Test(sift, is_asked_once_of_each)
{
	int asked = 0;
	struct p3_listed listed = sifted_by(&asked);

	scan(&listed, 1, 100);
	scan(&listed, 1, 101);
	scan(&listed, 2, 200);
	settle(&listed);
	uid(&listed, 1, "-a");
	uid(&listed, 1, "b");
	uid(&listed, 2, "-c");
	settle(&listed);
	cr_assert_eq(listed.count, 0);
	cr_assert_eq(asked, 2);
	cr_assert_eq(listed.malformed, 2);
	p3_listed_clear(&listed);
}

Test(sift, is_not_asked_of_what_only_one_half_names)
{
	int asked = 0;
	struct p3_listed listed = sifted_by(&asked);

	scan(&listed, 1, 100);
	settle(&listed);
	uid(&listed, 2, "-b");
	settle(&listed);
	cr_assert_str_eq(shown(&listed), "1:100:- 2:-:-b");
	cr_assert_eq(asked, 0);
	cr_assert_eq(listed.malformed, 0);
	p3_listed_clear(&listed);
}

Test(sift, is_not_asked_behind_a_gap_nor_of_the_very_large)
{
	int asked = 0;
	struct p3_listed listed = sifted_by(&asked);

	scan(&listed, 1, 100);
	scan(&listed, 2, UINT64_C(1) << 32);
	scan(&listed, 3, 300);
	scan(&listed, 9, 900);
	scan(&listed, 1, 101);
	settle(&listed);
	uid(&listed, 1, "-a");
	uid(&listed, 2, "-b");
	uid(&listed, 3, "-c");
	uid(&listed, 9, "-d");
	settle(&listed);
	cr_assert_str_eq(shown(&listed), "2:4294967296:-b 3:300:-c 9:900:-d");
	cr_assert_eq(asked, 1);
	cr_assert_eq(listed.malformed, 1);
	p3_listed_clear(&listed);
}

Test(sift, is_asked_of_nothing_where_uidl_tells_nothing)
{
	int asked = 0;
	struct p3_listed listed = sifted_by(&asked);

	scan(&listed, 1, 100);
	scan(&listed, 2, UINT32_MAX);
	settle(&listed);
	settle(&listed);
	cr_assert_str_eq(shown(&listed), "1:100:- 2:4294967295:-");
	cr_assert_eq(asked, 0);
	p3_listed_clear(&listed);
}

/* Room is made as they come: what came before is still there. */
Test(sift, keeps_as_many_as_there_are)
{
	const uint32_t many = 10000;
	int asked = 0;
	struct p3_listed listed = sifted_by(&asked);
	char text[16];

	for (uint32_t i = 1; i <= many; i++)
		cr_assert_eq(scan(&listed, i, 100 * i), POP3_OK);
	settle(&listed);
	for (uint32_t i = 1; i <= many; i++) {
		snprintf(text, sizeof text, "%s%u", i % 2 == 0 ? "-" : "",
		    (unsigned)i);
		uid(&listed, i, text);
	}
	settle(&listed);
	cr_assert_eq(asked, many);
	cr_assert_eq(listed.count, many / 2);
	for (uint32_t i = 0; i < listed.count; i++) {
		cr_assert_eq(listed.entries[i].msgno, 2 * i + 1);
		cr_assert_eq(listed.entries[i].octets, 100 * (2 * i + 1));
	}
	p3_listed_clear(&listed);
}
