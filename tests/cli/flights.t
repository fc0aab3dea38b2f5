#!/bin/sh
# How many round trips a session takes: a server of this test's own answers
# only what has come in one flight (flights.pl), so that who waits inside one
# waits in vain.  Connecting and the greeting come before the flights.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

# serve BEFORE AFTER SESSION...: in a state of its own
serve() {
	start_over
	rm -f flights.port
	log=$tmp/flights.log
	: >"$log"
	perl "$SOURCE/tests/cli/flights.pl" flights.port "$log" "$@" &
	serving=$!
	children="$children $serving"
	await test -s flights.port || exit 1
	url=pop://jim@127.0.0.1:$(cat flights.port)
	shift 2
	expected=$(printf '%s; end\n' "$@" | sed 's/; /\n/g')
}

# takes CLAIM [ARGUMENT]...: a run
takes() {
	claim=$1
	shift
	pf --timeout 10 "$@"
	exits 0 "$claim"
}

# over CLAIM: all sessions have been played, as they were to be
over() {
	wait "$serving"
	child_forget "$serving"
	is "$(cat "$log")" "$expected" "$1"
}

fetch='--keep --maildir Mail'
knows='PIPELINING UIDL TOP'
log_in='USER jim,PASS secret'
all='RETR 1,RETR 2,RETR 3'

# shellcheck disable=SC2086 # words
{
	serve "$knows" "$knows" \
		"CAPA; $log_in; CAPA,LIST,UIDL; $all; QUIT" \
		"$log_in; LIST,UIDL; QUIT"
	takes 'a first fetch' $fetch
	is "$(files Mail/new)" 3 'brings all'
	takes 'the next one' $fetch
	over 'each takes what it must, and no flight more'

	serve "$knows" "$knows" \
		"CAPA; $log_in; CAPA,LIST,UIDL; $all; DELE 1,DELE 2,DELE 3; QUIT"
	takes 'one that leaves nothing there' --maildir Mail
	over 'deletes in one flight'

	serve "$knows" "$knows" "CAPA; $log_in; CAPA,LIST,UIDL; QUIT" \
		"CAPA; $log_in; CAPA,LIST,UIDL; QUIT"
	takes 'a rehearsal' --keep --dry-run --maildir Mail
	takes 'catching up' --catch-up
	over 'take no more'

	serve "$knows UTF8" "$knows UTF8" \
		"CAPA; UTF8,$log_in; CAPA,LIST,UIDL; $all; QUIT" \
		"UTF8,$log_in; LIST,UIDL; QUIT"
	takes 'where UTF8 is announced' $fetch
	takes 'and in the next fetch' $fetch
	over 'it goes with the login'

	# ---- What a server does not announce, it does not get ----------------

	lockstep="CAPA; USER jim; PASS secret; CAPA; LIST; UIDL"
	lockstep="$lockstep; RETR 1; RETR 2; RETR 3; QUIT"
	serve 'UIDL TOP' 'UIDL TOP' "$lockstep"
	takes 'where PIPELINING is not announced' $fetch
	over 'each command waits for its answer'

	serve "$knows" "$knows" "$lockstep"
	takes 'with --pipeline off' --pipeline off $fetch
	over 'so it does'

	serve 'UIDL TOP' "$knows" \
		"CAPA; USER jim; PASS secret; CAPA; LIST,UIDL; $all; QUIT"
	takes 'where PIPELINING is announced behind login' $fetch
	over 'CAPA goes alone'

	serve - - "CAPA; USER jim; PASS secret; LIST; UIDL; RETR 1; RETR 2; RETR 3; QUIT"
	takes 'where there is no CAPA' $fetch
	over 'it is asked for once'

	serve "$knows" 'UIDL TOP' \
		"CAPA; $log_in; CAPA,LIST,UIDL; RETR 1; RETR 2; RETR 3; QUIT"
	takes 'where PIPELINING is gone behind login' $fetch
	over 'the rest waits'

}

finish
