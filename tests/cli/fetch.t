#!/bin/sh
# Fetching: what arrives, where, how often, and what stays on the server.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

message a 'line one'
message b 'line two' .dot ..dots
message c 'From here' '>From there' ''
$octets arriving drop >sent
server_start

# ---- Maildir ------------------------------------------------------------------

pf --keep --maildir Mail
exits 0 'mail is fetched to a Maildir'
silent 'silence when all is well'
ok 'the Maildir is made' test -d Mail/cur -a -d Mail/new -a -d Mail/tmp
$octets files Mail/new >got
same got sent 'octet for octet'
is "$(files Mail/tmp)" 0 'nothing is left in tmp'
is "$(files drop)" 3 '--keep leaves all copies'
is "$(said 'DELE .*')" 0 'and says no DELE'

pf --keep --maildir Mail
exits 0 'a second run'
silent 'is silent, too'
is "$(files Mail)" 3 'and brings nothing twice'
is "$(said 'RETR .*')" 3 'nor retrieves it'

message d 'line four'
$octets arriving drop >sent
pf --keep --maildir Mail
$octets files Mail >got
same got sent 'a third run brings what is new, alone'

mv Mail/new/* Mail/cur/
find Mail/cur -type f -exec rm {} +
pf --keep --maildir Mail
is "$(files Mail)" 0 'what somebody deleted does not come again'
pf --keep --all --maildir Mail
$octets files Mail >got
same got sent 'unless --all fetches seen ones too'

start_over
pf --maildir Mail
exits 0 'without --keep'
$octets files Mail/new >got
same got sent 'all is fetched'
is "$(files drop)" 0 'and the maildrop is empty'
pf --maildir Mail
exits 0 'an empty maildrop is no failure'
silent 'nor a reason to talk'

message e
pf --keep --maildir Mail
is "$(files drop)" 1 'what has been kept'
pf --maildir Mail
is "$(files drop)" 0 'is deleted once --keep is not said any more'
is "$(files Mail)" 5 'and has not come again'

# ---- mbox ---------------------------------------------------------------------

start_over
message a 'line one' 'no end'
message b 'line two' .dot
message c 'From here' '>From there' ''
$octets arriving drop >sent
pf --keep --mbox mbox
exits 0 'mail is fetched to an mbox'
silent 'in silence'
$octets mbox mbox >got
same got sent 'octet for octet'
not_ok 'no dot-lock is left' test -e mbox.lock
cp mbox before
pf --keep --mbox mbox
same mbox before 'a second run brings nothing twice'
message d
$octets arriving drop >sent
pf --mbox mbox
$octets mbox mbox >got
same got sent 'new mail is appended'
is "$(files drop)" 0 'and deleted from the server'
cmp -n "$(wc -c <before | tr -d ' ')" before mbox >/dev/null
result $? 'what was there before stays as it was'

# ---- Odd octets -----------------------------------------------------------------

for way in maildir mbox; do
	for pipeline in auto off; do
		start_over
		drop_empty
		$octets corpus drop
		$octets arriving drop >sent
		mkdir -p Mail
		pf --pipeline "$pipeline" "--$way" "$way"
		exits 0 "odd messages to $way, pipeline $pipeline"
		if [ "$way" = mbox ]; then
			$octets mbox mbox >got
		else
			$octets files maildir/new >got
		fi
		same got sent 'each octet for octet'
		is "$(files drop)" 0 'all deleted'
		rm -rf maildir mbox
	done
done

# ---- Many, and odd unique-ids -----------------------------------------------------

server_stop
server_start --generate 1000:600
start_over
pf --maildir Mail
exits 0 'a thousand messages'
is "$(files Mail/new)" 1000 'all arrive'
pf --stat
is "$(cat out)" "$(printf '0\t0')" 'all are deleted'

drop_empty
message a
message b
message c
$octets arriving drop >sent
for fault in long-uids:300 duplicate-uids empty-uids wrong-sizes bare-lf \
	no-pipelining lose-behind-login no-top no-capa; do
	start_over
	server_fault "$fault"
	pf --keep --maildir Mail
	exits 0 "fetching in spite of $fault"
	pf --keep --maildir Mail
	$octets files Mail/new >got
	same got sent 'each message exactly once'
done
start_over
server_stop
server_start
pf --keep --maildir Mail
server_fault 'err:UIDL:1:[SYS/TEMP] later'
pf --keep --maildir Mail
exits 75 'UIDL refused for now'
is "$(files Mail)" 3 'does not make old mail new'
mv drop away
mkdir drop
server_stop
server_start
pf --keep --maildir Mail
rmdir drop
mv away drop
pf --keep --maildir Mail
is "$(files Mail)" 3 'nor does a maildrop that looks empty once'
mv drop/a.eml away.eml
pf --keep --maildir Mail
is "$(files Mail)" 3 'nor do other message-numbers'
mv away.eml drop/a.eml

printf '../../x' >drop/a.eml.uid
printf '/etc/passwd' >drop/b.eml.uid
start_over
server_stop
server_start
pf --keep --maildir Mail
pf --keep --maildir Mail
$octets files Mail/new >got
same got sent 'a unique-id is not taken for a path'

rm drop/*.uid
mv drop away
mkdir drop
printf 'Subject: r\r\n\r\na\n.\r\n+OK forged\n.\n\r\n.b\r\n' >drop/r.eml
message s
start_over
server_fault raw-lf
pf --keep --maildir Mail --timeout 5 --pipeline on
exits 0 'bare LFs in a message'
$octets files Mail/new >got
perl -0777 -ne 's/\n\z/\n\n/; print' drop/s.eml >expected
mv expected drop/s.eml
$octets arriving drop >expected
same got expected 'are octets, and a dot behind one ends nothing'
rm -r drop
mv away drop

# ---- Large ------------------------------------------------------------------------

start_over
server_stop
server_start --generate 1:64000000 --fault stall-in:1:63000000 \
	--faulty-sessions 1
pf_start --maildir Mail
await grep -q stalled "$log"
peak=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB$/\1/p' "/proc/$pf_pid/status" \
	2>/dev/null)
kill "$pf_pid"
pf_wait
if [ -n "${SAN-}" ] || [ -z "$peak" ]; then
	ok 'memory is not measured # SKIP' true
else
	echo "# $peak KiB at most"
	ok '64 MB take little memory' test "$peak" -lt 20000
fi
pf --maildir Mail
exits 0 'the next run fetches them'
is "$(cat Mail/new/* | perl -0777 -ne 's/\n/\r\n/g; print length')" \
	64000000 'to the last octet'
start_over
server_stop
server_start

# ---- What is said ---------------------------------------------------------------

start_over
log_forget
pf --keep --dry-run --maildir Mail
exits 0 '--dry-run'
ok 'prints what would be done' test -s out
is "$(said 'RETR .*|DELE .*')" 0 'does nothing'
not_ok 'makes no Maildir' test -e Mail
is "$(files state)" 0 'and no state'
pf --dry-run --maildir Mail
is "$(files drop)" 3 'nor does it delete'
pf --keep --maildir Mail
is "$(files Mail)" 3 'the messages are still to be fetched then'

start_over
pf --keep -v --maildir Mail
ok '-v says a line a message' test "$(wc -l <err)" -ge 3
empty out 'on standard error alone'
start_over
pf --keep -q --maildir Mail
silent '-q says nothing'
start_over
pf --keep --trace --maildir Mail
like err 'RETR 2' '--trace shows the dialogue'
empty out 'on standard error alone'
unlike err "secret|$(printf '\0jim\0secret' | base64)" 'without the secret'
rm -rf state
pf --keep --maildir Mail
is "$(files Mail)" 6 'the state lives in --state-dir'
mkdir -p "$HOME"
run --tls none --password-file password --keep --maildir Mail2 "$url"
is "$(files "$HOME/.local/state/popfetch" | sed 's/^[1-9][0-9]*$/some/')" \
	some 'by default below XDG_STATE_HOME'

finish
