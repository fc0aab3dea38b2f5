#!/bin/sh
# Run twice at once: one instance an account, and each message stands in the
# destination exactly once.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source-path=SCRIPTDIR source=forty.sh
. "$SOURCE/tests/cli/forty.sh"

way=maildir
anew
server_fault stall:RETR:5
pf_start --keep --maildir Mail/maildir
ok 'the first instance waits' await grep -q stalled "$log"
pf --keep --maildir Mail/maildir
exits 75 '75: a second instance'
unlike "$log" 'IN-USE' 'our own lock it was, not the server'
run --timeout 1 --tls none --password-file password --state-dir state --stat \
	"$url"
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
kill -TERM "$pf_pid"
pf_wait
is "$(kill -l "$status")" TERM 'until a signal comes'
silent 'of which it dies in silence'
pf_start --keep --lock-timeout 60 --maildir Mail/maildir
sleep 1
kill -TERM "$first"
wait "$first" 2>/dev/null
child_forget "$first"
pf_wait
exits 0 'until the first has gone'
stands "$way"
same got sent 'and does what is left to do'

finish
