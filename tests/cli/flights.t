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
	expected=$(printf '%s; end\n' "$@" | sed 's/^[0-9x]*: //; s/; /\n/g')
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

# numbers COMMANDS FIRST LAST: with each number in place of N
numbers() {
	for number in $(seq "$2" "$3"); do
		echo "$1" | sed "s/N/$number/g"
	done | paste -s -d ,
}

fetch='--keep --maildir Mail'
knows='PIPELINING UIDL TOP'
log_in='USER jim,PASS secret'
all='RETR 1,RETR 2,RETR 3'

# shellcheck disable=SC2086 # words
{
	serve "$knows" "$knows" \
		"CAPA; $log_in; CAPA,LIST,UIDL; $all; QUIT" \
		"$log_in; STAT,UIDL; QUIT"
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
		"UTF8,$log_in; STAT,UIDL; QUIT"
	takes 'where UTF8 is announced' $fetch
	takes 'and in the next fetch' $fetch
	over 'it goes with the login'

	# ---- LIST only where it is needed ------------------------------------

	poll="$log_in; STAT,UIDL"
	few='LIST 4,RETR 4,LIST 5,RETR 5'
	serve "$knows" "$knows" \
		"CAPA; $log_in; CAPA,LIST,UIDL; $all; QUIT" \
		"5: $poll; $few; QUIT" \
		"21: $poll; $(numbers 'LIST N,RETR N' 6 21); QUIT" \
		"38: $poll; LIST; $(numbers 'RETR N' 22 38); QUIT" \
		"38: $poll; QUIT"
	takes 'the mail that is there' $fetch
	takes 'two that are new' $fetch
	is "$(files Mail/new)" 5 'come'
	takes 'sixteen' $fetch
	takes 'and seventeen' $fetch
	is "$(files Mail/new)" 38 'come, too'
	takes 'and then none' $fetch
	over 'few are listed with their RETR, many before'

	for option in '--max-size 1000' '--max-octets 1000' --progress=always; do
		serve "$knows" "$knows" \
			"CAPA; $log_in; CAPA,LIST,UIDL; $all; QUIT" \
			"4: $log_in; LIST,UIDL; RETR 4; QUIT"
		takes "with $option" $fetch $option
		takes 'once more' $fetch $option
		over 'all are listed each time'
	done

	serve "$knows" "$knows" \
		"CAPA; $log_in; CAPA,LIST,UIDL; $all; QUIT" \
		"4x4000000: $poll; LIST 4,RETR 4; QUIT" \
		"6x2500000: $poll; LIST; RETR 5,RETR 6; QUIT"
	takes 'mail before large mail' $fetch
	takes 'one message of four megabytes' $fetch
	takes 'and two that are likely to have five' $fetch
	over 'these are listed before'

	serve "$knows" "$knows" \
		"CAPA; $log_in; CAPA,LIST,UIDL; $all; QUIT" \
		"4: $log_in; STAT!,UIDL" \
		"4: CAPA; $log_in; CAPA,LIST,UIDL; RETR 4; QUIT" \
		"5: $poll; LIST 5!,RETR 5" \
		"5: CAPA; $log_in; CAPA,LIST,UIDL; RETR 5; QUIT"
	takes 'a server that says too much' $fetch
	pf --timeout 10 $fetch
	exits 76 'to STAT'
	takes 'is asked as before then' $fetch
	pf --timeout 10 $fetch
	exits 76 'and to LIST of one'
	takes 'is asked as before, too' $fetch
	is "$(files Mail/new)" 5 'all of its mail comes'
	over 'each time with CAPA, and then without again'

	serve "$knows" "$knows" \
		"CAPA; $log_in; CAPA,LIST,UIDL; $all; QUIT" \
		"$poll; DELE 1,DELE 2,DELE 3; QUIT"
	takes 'mail that is kept' $fetch
	takes 'and then is not' --maildir Mail
	over 'is deleted without LIST'

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
