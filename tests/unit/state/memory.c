/*
 * Memory that runs out: each allocation fails once.
 */
#include "room.h"

#include "tests/unit/base/allocator.h"

TestSuite(memory, .init = room_enter, .fini = room_leave);

#if ALLOCATOR_REPLACED

/* Grows every part of the table, and closes its gaps. */
static enum pop3_status fill(struct pop3_state *state)
{
	static char uid[600];
	struct pop3_state_key k = {uid, sizeof uid, 0};
	enum pop3_status status = POP3_OK;

	for (; k.occurrence < 200 && status == POP3_OK; k.occurrence++)
		status = pop3_state_intend(state, &k, NOW, "somewhere");
	k.occurrence = 0;
	for (; k.occurrence < 190 && status == POP3_OK; k.occurrence++)
		status = pop3_state_forget(state, &k);
	for (int round = 0; round < 3; round++) {
		k.occurrence = 300;
		for (; k.occurrence < 600 && status == POP3_OK; k.occurrence++)
			status = pop3_state_trouble(state, &k, NOW, "somehow");
	}
	if (status == POP3_OK)
		status = pop3_state_listed(state, NULL, 0, NOW, 1);
	return status;
}

/* The state after an append failed is what the file says. */
static void same_as_file(const struct pop3_state *state)
{
	char *said = dump(state), *file = dump_file();

	cr_assert_str_eq(file, said);
	free(file);
	free(said);
}

Test(memory, each_allocation_may_fail_while_appending)
{
	for (long n = 0;; n++) {
		struct pop3_state *state = room_open();
		enum pop3_status status;

		fail_after(n);
		status = fill(state);
		if (!fail_no_more()) {
			cr_assert_eq(status, POP3_OK);
			cr_assert_gt(n, 4);
			room_close(state);
			return;
		}
		/* One that only closes gaps may fail unseen. */
		cr_assert(status == POP3_E_NO_MEMORY || status == POP3_OK);
		same_as_file(state);
		room_close(state);
		unlink(room_path);
	}
}

Test(memory, each_allocation_may_fail_while_opening)
{
	struct pop3_state *state = room_open();
	char *said, *again;

	cr_assert_eq(fill(state), POP3_OK);
	said = dump(state);
	room_close(state);
	for (long n = 0;; n++) {
		struct pop3_error error = {0};
		enum pop3_status status;

		state = NULL;
		fail_after(n);
		status =
		    pop3_state_open(room_path, &room_options, &error, &state);
		if (!fail_no_more()) {
			cr_assert_eq(status, POP3_OK);
			cr_assert_gt(n, 6);
			break;
		}
		cr_assert_eq(status, POP3_E_NO_MEMORY);
		cr_assert_eq(error.status, POP3_E_NO_MEMORY);
		cr_assert_null(state);
	}
	again = dump(state);
	cr_assert_str_eq(again, said);
	room_close(state);
}

#else

Test(memory, cannot_be_made_to_fail_here)
{
	cr_skip_test("the allocator is not ours to replace");
}

#endif
