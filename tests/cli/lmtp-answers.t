#!/bin/sh
# Messages handed over to an LMTP server, whatever it answers.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source-path=SCRIPTDIR source=lmtp.sh
. "$SOURCE/tests/cli/lmtp.sh"

for features in $all ''; do
	for step in MAIL RCPT DATA DOT; do
		three no-capa
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

		three no-capa
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

		three no-capa
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
	three no-capa
	sink "$features" 'MAIL:2:421 too long'
	pf --lmtp "$lmtp"
	exits 0 "421 before a message, '$features'"
	got
	same got sent 'each came once'
	sink_stop
	three no-capa
	sink "$features" 'MAIL:2:503 out of sequence'
	pf --lmtp "$lmtp"
	exits 0 "503 to a second message, '$features'"
	got
	same got sent 'each came once'
	is "$(grep -c connected "$dialogue")" 2 'over another connection'
	sink_stop
	three no-capa
	sink "$features" 'MAIL:2:503 out of sequence' 'MAIL:3:503 again'
	pf --lmtp "$lmtp"
	exits 65 "65: 503 to it on a new connection, too, '$features'"
	is "$(left)" 'b ' 'the others are taken'
	sink_stop

	# A sender whom the server takes for no address.
	for code in 501 553; do
		three no-capa
		printf 'Return-Path: <a@b@c>\nSubject: b\n\nb\n' >drop/b.eml
		$octets arriving drop >sent
		sink "$features" "MAIL:2:$code no address"
		pf --lmtp "$lmtp"
		exits 0 "$code to a sender, '$features'"
		got
		same got sent 'each came once'
		is "$(grep -c '^MAIL FROM:<>' "$dialogue")" 3 \
			'without a sender the second, too'
		sink_stop
		three no-capa
		printf 'Return-Path: <a@b@c>\nSubject: b\n\nb\n' >drop/b.eml
		sink "$features" "MAIL:0:$code no address"
		pf --lmtp "$lmtp"
		exits 65 "65: $code also without a sender, '$features'"
		is "$(left)" 'a b c ' 'none is taken'
		is "$(grep -c '^MAIL' "$dialogue")" 4 'one is tried twice'
		sink_stop
	done
done

three no-capa
sink "$all" "RCPT:2:550 $(printf 'escape\033[2Jd')"
pf --lmtp "$lmtp"
like err '550 escape.\[2Jd$' 'its words are told'
unlike err "$(printf '\033')" 'and cleaned'
sink_stop

three no-capa
sink "$all" 'CONNECT:0:554 no'
pf --lmtp "$lmtp"
exits 69 '69: it lets nobody in'
is "$(said 'USER .*')" 0 'then the maildrop is let alone'
sink_stop
sink "$all" 'CONNECT:0:421 later'
pf --lmtp "$lmtp"
exits 75 '75: not now'
sink_stop
sink "$all" 'LHLO:0:500 what?'
pf --lmtp "$lmtp"
exits 69 '69: it speaks no LMTP'
sink_stop
sink "$all" 'CONNECT:0:close'
pf --lmtp "$lmtp"
exits 69 '69: it closes'
sink_stop
for answer in '69 close' '69 554 no' '75 421 later'; do
	three no-capa
	sink "$all" DOT:1:close "CONNECT:2:${answer#* }"
	pf --lmtp "$lmtp"
	exits "${answer%% *}" "$answer where it is connected to once more"
	unlike err 'message [23]' 'for which no message is to blame'
	is "$(left)" 'a b c ' 'and none is taken'
	pf --lmtp "$lmtp"
	exits 0 'the next run'
	sink_stop
done
for answer in '250 ok' '+OK'; do
	three no-capa
	sink "$all" "DATA:2:$answer" 'DATA:3:250 hm'
	pf --lmtp "$lmtp"
	exits 75 "75: $answer is no answer to DATA"
	like err '^popfetch: message 2 stays: ' 'it is told where'
	is "$(left)" 'b c ' 'the one before is taken'
	pf --lmtp "$lmtp"
	exits 0 'the next run has a server that talks sense'
	got
	same got sent 'each came once'
	sink_stop
done

finish
