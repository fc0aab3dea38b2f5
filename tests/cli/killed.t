#!/bin/sh
# Terminated or killed, and run again: each message stands in the destination
# exactly once, octet for octet.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source-path=SCRIPTDIR source=forty.sh
. "$SOURCE/tests/cli/forty.sh"

# ---- Before the end -------------------------------------------------------------

for way in maildir mbox; do
	for fault in stall:QUIT stall:DELE:5; do
		anew
		server_fault "$fault"
		pf_start "--$way" "Mail/$way"
		ok "SIGKILL at $fault, $way" await grep -q stalled "$log"
		kill -KILL "$pf_pid"
		pf_wait
		mended "$way"
		is "$(said 'RETR .*')" 0 'no message came twice'
	done
done

# ---- Anywhere -------------------------------------------------------------------

for way in maildir mbox; do
	anew
	server_stop
	server_start
	for delay in 1 2 3 4 5 6 8 10 12 14 17 20 24 28 33 40; do
		pf_start "--$way" "Mail/$way"
		sleep "$(printf '0.%03d' "$delay")"
		kill -KILL "$pf_pid" 2>/dev/null
		pf_wait
	done
	echo "# killed at sixteen moments, $way"
	mended "$way"
done
server_stop

# ---- In the middle of a message -------------------------------------------------

# A signal leaves some seconds for what is under way, which pass in all these
# worlds at once.
worlds=
for way in maildir mbox; do
	for signal in TERM HUP KILL; do
		worlds="$worlds $way:$signal: $way:$signal:--keep"
	done
done

# enter WORLD: sets $way, $signal and $keep.
enter() {
	IFS=: read -r way signal keep <<-EOF
		$1
	EOF
	world "$1"
}

for one in $worlds; do
	enter "$one"
	cp "$top/sent" .
	anew
	server_start --fault stall-in:20:80
	pf_start ${keep:+"$keep"} "--$way" "Mail/$way"
done
for one in $worlds; do
	enter "$one"
	ok "SIG$signal in the middle, $way $keep" await grep -q stalled "$log"
	kill "-$signal" "$pf_pid"
done
for one in $worlds; do
	enter "$one"
	pf_wait
	ok "it dies of SIG$signal, $way $keep" test "$status" -ne 0
	case $signal in
	TERM) exits 143 'of the signal' ;;
	esac
	mended "$way" ${keep:+"$keep"}
	server_stop
done

finish
