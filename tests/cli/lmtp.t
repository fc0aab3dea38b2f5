#!/bin/sh
# Messages handed over to an LMTP server: whole, once, whatever it answers and
# wherever it breaks off.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

all=PIPELINING,8BITMIME,SIZE
sinks=0

# sink FEATURES [FAULT]...: a fresh LMTP server; sets $lmtp and $dialogue.
sink() {
	_features=$1
	shift
	sinks=$((sinks + 1))
	dialogue=$tmp/sink-$sinks.log
	: >"$dialogue"
	perl "$SOURCE/tests/cli/lmtp-sink.pl" "$tmp/sink-$sinks" "$tmp/taken" \
		"$dialogue" "$_features" "$@" </dev/null &
	sink_pid=$!
	children="$children $sink_pid"
	await test -s "$tmp/sink-$sinks" || exit 1
	read -r _port <"$tmp/sink-$sinks"
	lmtp=127.0.0.1:$_port
}

sink_stop() {
	kill "$sink_pid"
	wait "$sink_pid" 2>/dev/null
	child_forget "$sink_pid"
}

anew() {
	start_over
	rm -rf taken
	mkdir taken
	drop_empty
}

three() {
	anew
	message a
	message b
	message c
	$octets arriving drop >sent
	server_fault "${1-no-capa}"
}

got() {
	$octets files taken >got
}

# ---- Whole, once ------------------------------------------------------------

for features in $all 8BITMIME ''; do
	anew
	$octets corpus drop
	$octets arriving drop >sent
	server_fault no-capa
	sink "$features"
	pf --lmtp "$lmtp"
	exits 0 "messages of all kinds, announced: '$features'"
	silent 'without a word'
	got
	same got sent 'arrive octet for octet'
	is "$(files drop)" 0 'and are deleted'
	is "$(grep -c connected "$dialogue")" 1 'over one connection'
	is "$(tail -n 1 "$dialogue")" QUIT 'which ends in good order'
	unlike "$dialogue" 'lone LF' 'and has no lone LF'
	case $features in
	*8BITMIME*)
		is "$(grep -c '8BITMIME' "$dialogue")" 1 \
			'the one with 8-bit octets is said to be'
		;;
	'') unlike "$dialogue" 'SIZE=|BODY=' 'nothing is said that is not known' ;;
	esac
	pf --lmtp "$lmtp"
	exits 0 'the next run'
	got
	same got sent 'brings nothing'
	sink_stop
done

anew
printf 'Return-Path: <ann@example.org>\nSubject: x\n\nx\n' >drop/x.eml
printf 'Return-Path: <>\nSubject: x\n\nx\r.\r\nx\n' >drop/y.eml
server_fault no-capa
sink $all
pf --lmtp "$lmtp" --delivered-to jo@example.net
exits 0 'an envelope'
is "$(grep -E '^(MAIL|RCPT)' "$dialogue" | sed 's/ SIZE=[1-9][0-9]*$//')" \
	'MAIL FROM:<ann@example.org>
RCPT TO:<jo@example.net>
MAIL FROM:<>
RCPT TO:<jo@example.net>' 'has sender and recipient'
not_ok 'no CR stands in front of a dot' grep -l "$(printf '\r')\\." taken/*
is "$(head -qn 1 taken/* | sort -u)" 'Delivered-To: jo@example.net' \
	'--delivered-to is in front'
sink_stop

anew
message a
server_fault no-capa
perl "$SOURCE/tests/cli/lmtp-sink.pl" "$tmp/x.socket" taken "$tmp/log" '' &
sink_pid=$!
children="$children $sink_pid"
ok 'a socket' await test -S x.socket
pf --lmtp ./x.socket
exits 0 'is an address, too'
is "$(files taken)" 1 'and takes messages'
is "$(grep RCPT log)" 'RCPT TO:<jim>' 'for the user'
sink_stop

for bad in host host: :24 host:x host:123456 ::1:24; do
	pf --lmtp "$bad"
	exits 64 "64: '$bad'"
done
pf --lmtp 127.0.0.1:1
exits 69 '69: nobody listens'
like err "cannot connect to LMTP server '127.0.0.1:1': connection refused" \
	'and why'
pf --lmtp "$tmp/none.socket"
exits 69 '69: there is no socket'

# ---- What it answers -----------------------------------------------------------

for features in $all ''; do
	for step in MAIL RCPT DATA DOT; do
		three
		sink "$features" "$step:2:550 not you"
		pf --lmtp "$lmtp"
		exits 65 "65: $step is answered with 5xx, '$features'"
		like err '^popfetch: message 2 stays: .* 550 not you$' \
			'the words are told'
		is "$(left)" 'b ' 'the others are taken'
		pf --lmtp "$lmtp"
		exits 0 'the next run tries again'
		got
		same got sent 'each came once'
		sink_stop

		three
		sink "$features" "$step:2:450 later"
		pf --lmtp "$lmtp"
		exits 75 "75: $step is answered with 4xx, '$features'"
		like err '^popfetch: message 2 stays for now: .* 450 later$' \
			'the words are told'
		is "$(left)" 'b ' 'the others are taken'
		pf --lmtp "$lmtp"
		got
		same got sent 'each came once'
		sink_stop

		three
		sink "$features" "$step:2:close"
		pf --lmtp "$lmtp"
		got
		case $step in
		MAIL)
			exits 0 "it has left before a message, '$features'"
			same got sent 'each came once'
			;;
		*)
			exits 75 "75: it breaks off at $step, '$features'"
			is "$(left)" 'b ' 'the others are taken'
			pf --lmtp "$lmtp"
			got
			same got sent 'each came once'
			;;
		esac
		sink_stop
	done
	three
	sink "$features" 'MAIL:2:421 too long'
	pf --lmtp "$lmtp"
	exits 0 "421 before a message, '$features'"
	got
	same got sent 'each came once'
	sink_stop
done

three
sink $all "RCPT:2:550 $(printf 'escape\033[2Jd')"
pf --lmtp "$lmtp"
like err '550 escape.\[2Jd$' 'its words are told'
unlike err "$(printf '\033')" 'and cleaned'
sink_stop

three
sink $all 'CONNECT:0:554 no'
pf --lmtp "$lmtp"
exits 69 '69: it lets nobody in'
is "$(said 'USER .*')" 0 'then the maildrop is let alone'
sink_stop
sink $all 'CONNECT:0:421 later'
pf --lmtp "$lmtp"
exits 75 '75: not now'
sink_stop
sink $all 'LHLO:0:500 what?'
pf --lmtp "$lmtp"
exits 69 '69: it speaks no LMTP'
sink_stop
sink $all 'CONNECT:0:close'
pf --lmtp "$lmtp"
exits 69 '69: it closes'
sink_stop
sink $all 'DATA:1:250 ok'
pf --lmtp "$lmtp"
exits 76 '76: it broke the protocol'
is "$(left)" 'a b c ' 'and got nothing'
sink_stop

# ---- Hostile -----------------------------------------------------------------------

for step in CONNECT LHLO MAIL DOT; do
	for how in endless lines; do
		three
		sink $all "$step:1:$how"
		pf --timeout 1 --max-messages 1 --lmtp "$lmtp"
		ok "$step: $how: a failure" test "$status" -ge 65
		is "$(left)" 'a b c ' 'nothing is deleted'
		sink_stop
	done
done

# These take as long as popfetch is patient, so they do it side by side, each
# with a maildrop of its own.
three
waiting=
for step in CONNECT LHLO MAIL DOT; do
	for how in drip hang; do
		name=$step-$how
		sink $all "$step:1:$how"
		cp -R drop "drop-$name"
		server_start --fault no-capa --maildrop "$tmp/drop-$name"
		pf_start --timeout 1 --max-messages 1 --lmtp "$lmtp"
		waiting="$waiting $name:$pf_pid:$server_pid:$sink_pid"
	done
done
for one in $waiting; do
	IFS=: read -r name pf_pid server_pid sink_pid <<-EOF
		$one
	EOF
	pf_wait
	ok "$name: a failure" test "$status" -ge 65
	is "$(files "drop-$name")" 3 'nothing is deleted'
	server_stop
	sink_stop
done
server_pid=
port_again=0

# ---- Broken off at each octet ----------------------------------------------------------

# A message is taken before the answer that says so, which may be lost.
cut=0
lost=0
doubled=0
anew
message a
cat drop/a.eml drop/a.eml >twice
server_fault no-capa
sink $all "CUT:0:$tmp/cut"
while [ "$cut" -lt 400 ]; do
	start_over
	rm -rf taken
	mkdir taken
	echo "$cut" >"$tmp/cut"
	pf --keep --lmtp "$lmtp"
	first=$status
	rm "$tmp/cut"
	pf --keep --lmtp "$lmtp"
	cat taken/* >got
	if cmp -s got twice; then
		doubled=$((doubled + 1))
	elif [ "$status" -ne 0 ] || ! cmp -s got drop/a.eml; then
		lost=$((lost + 1))
	fi
	[ "$first" -ne 0 ] || break
	cut=$((cut + 1))
done
sink_stop
ok 'broken off at each octet of its answers' test "$cut" -gt 80
is "$lost" 0 'the message comes, whole'
ok 'and twice only where the last answer was lost' test "$doubled" -le 11

# ---- Never torn, never lost ----------------------------------------------------

for fault in cut:2:30 stall-in:2:30 cut:2:120; do
	three "$fault"
	sink $all
	pf --timeout 1 --lmtp "$lmtp"
	ok "$fault: a failure" test "$status" -ne 0
	is "$(files taken)" 1 'no part of a message is handed over'
	server_fault no-capa
	pf --lmtp "$lmtp"
	got
	same got sent 'the next run brings the rest'
	sink_stop
done

anew
for number in $(seq -w 1 40); do
	message "$number" "this is $number"
done
$octets arriving drop >sent
server_fault no-capa
sink $all
kills=0
for delay in 3 5 8 10 12 14 17 20 24 28 33 40; do
	pf_start --lmtp "$lmtp"
	sleep "$(printf '0.%03d' "$delay")"
	kill -KILL "$pf_pid" 2>/dev/null && kills=$((kills + 1))
	pf_wait
done
pf --lmtp "$lmtp"
exits 0 'killed at many moments'
$octets files taken | sort -u >got
same got sent 'each message came, whole'
ok 'and a kill doubles one at most' test "$(files taken)" -le $((40 + kills))

finish
