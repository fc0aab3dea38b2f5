#!/bin/sh
# More messages than a batch has: a batch is committed while the next is
# fetched, and whatever happens meanwhile, each message stands in the
# destination exactly once, octet for octet.

# Thousands of files come and go: in memory, where the system has such a place.
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

count=2100 # two batches that are committed beside the session, and a rest

number=0
while [ "$number" -lt "$count" ]; do
	number=$((number + 1))
	printf 'Subject: %d\n\nthis is %d\nFrom here\n' "$number" "$number" \
		>"drop/$(printf %04d "$number").eml"
done
cp -r drop full
$octets arriving drop >sent
server_start

# anew: nothing seen, nothing delivered, the maildrop full
anew() {
	start_over
	mkdir Mail
	rm -rf drop
	cp -rl full drop
}

# some_stand: whether a batch is placed
# shellcheck disable=SC2317,SC2329 # await calls it
some_stand() {
	case $way in
	mbox) [ -s Mail/mbox ] ;;
	maildir) [ -n "$(ls Mail/maildir/new 2>/dev/null)" ] ;;
	esac
}

for way in maildir mbox; do
	anew
	server_stop
	server_start
	pf -v "--$way" "Mail/$way"
	exits 0 "all come, $way"
	stands "$way"
	same got sent 'octet for octet'
	is "$(grep -c 'is delivered' err)" "$count" 'and each is told of'
	is "$(files drop)" 0 'the maildrop is empty'

	# What came whole before is placed, and not asked for again.
	anew
	server_fault cut:2050:10
	pf "--$way" "Mail/$way"
	exits 69 "69: cut inside message 2050, $way"
	stands "$way"
	is "$(wc -l <got | tr -d ' ')" 2049 'those before it stand there'
	server_stop
	server_start
	log_forget
	pf "--$way" "Mail/$way"
	is "$(said 'RETR .*')" 51 'the others come'
	stands "$way"
	same got sent 'each message stands there exactly once'

	# The state is told of a refusal while a batch is committed.
	anew
	server_fault err:RETR:1500
	pf "--$way" "Mail/$way"
	exits 65 "65: message 1500 is refused, $way"
	stands "$way"
	is "$(wc -l <got | tr -d ' ')" $((count - 1)) 'all others come'
	is "$(files drop)" 1 'it stays'

	for signal in TERM KILL; do
		anew
		server_fault stall-in:2050:10
		pf_start "--$way" "Mail/$way"
		ok "SIG$signal once a batch is placed, $way" await some_stand
		kill "-$signal" "$pf_pid"
		pf_wait
		ok 'it dies' test "$status" -ne 0
		mended "$way"
	done
done

finish
