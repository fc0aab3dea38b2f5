#!/bin/sh
# Messages handed over to an LMTP server: whole, once.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source-path=SCRIPTDIR source=lmtp.sh
. "$SOURCE/tests/cli/lmtp.sh"

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
sink "$all"
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

finish
