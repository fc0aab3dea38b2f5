#!/bin/sh
# Cut off, terminated, killed, run twice: each message stands in the
# destination exactly once, octet for octet.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

fill() {
	drop_empty
	for number in $(seq -w 1 40); do
		message "$number" "this is $number" .dot 'From here'
	done
}

# anew: nothing seen, nothing delivered, the maildrop full
anew() {
	start_over
	mkdir Mail
	fill
}

fill
$octets arriving drop >sent
for way in maildir mbox; do

	# ---- The connection ends ----------------------------------------------

	for fault in cut:20:80 cut:1:0 cut:40:160 cut-session:3000 \
		close:RETR:7 close:DELE:3 close:QUIT stall-in:20:80 \
		quit-lost quit-drop quit-err; do
		anew
		server_fault "$fault"
		pf --timeout 1 "--$way" "Mail/$way"
		[ "$status" -ne 0 ]
		result $? "$fault, $way: a failure"
		mended "$way"
		case $fault in
		close:QUIT | quit-*)
			is "$(said 'RETR .*')" 0 'nothing comes twice for it'
			;;
		esac
	done
	anew
	server_fault cut:20:80
	pf --keep "--$way" "Mail/$way"
	exits 69 "69: cut inside a message, $way"
	like err . 'and told'
	mended "$way" --keep

	# ---- Terminated -------------------------------------------------------

	for signal in TERM HUP KILL; do
		for keep in '' --keep; do
			anew
			server_fault stall-in:20:80
			# shellcheck disable=SC2086
			pf_start $keep "--$way" "Mail/$way"
			ok "SIG$signal in the middle, $way $keep" \
				await grep -q 'stalled' "$log"
			kill "-$signal" "$pf_pid"
			pf_wait
			ok 'it dies' test "$status" -ne 0
			case $signal in
			TERM) exits 143 'of the signal' ;;
			esac
			# shellcheck disable=SC2086
			mended "$way" $keep
		done
	done
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

	# ---- Killed anywhere --------------------------------------------------

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

# ---- Twice at once --------------------------------------------------------------

way=maildir
anew
server_fault stall:RETR:5
pf_start --keep --maildir Mail/maildir
ok 'the first instance waits' await grep -q stalled "$log"
pf --keep --maildir Mail/maildir
exits 75 '75: a second instance'
unlike "$log" 'IN-USE' 'our own lock it was, not the server'
run --tls none --password-file password --state-dir state --stat "$url"
exits 75 'while the server lets nobody else in, either'
kill -TERM "$pf_pid"
pf_wait
mended "$way" --keep

anew
server_fault stall:RETR:5 --faulty-sessions 1
pf_start --keep --maildir Mail/maildir
await grep -q stalled "$log"
first=$pf_pid
pf_start --keep --lock-timeout 60 --maildir Mail/maildir
sleep 1
ok 'with --lock-timeout it waits' kill -0 "$pf_pid"
is "$(grep -c connected "$log")" 1 'before it connects'
kill -TERM "$first"
wait "$first" 2>/dev/null
child_forget "$first"
pf_wait
exits 0 'until the first has gone'
stands "$way"
same got sent 'and does what is left to do'

finish
