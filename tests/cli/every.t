#!/bin/sh
# Rounds in the foreground: --every.

# shellcheck disable=SC2317,SC2329 # await calls functions
# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

message a one
server_start

# logins COUNT: whether there were so many
logins() {
	[ "$(said QUIT)" -ge "$1" ]
}

# at_ease: the process sleeps
at_ease() {
	! pgrep -P "$pf_pid"
}

pf_start --every 1 --maildir Mail
ok 'a round' await logins 1
message b two
ok 'is followed by others' await logins 3
kill "$pf_pid"
pf_wait
is "$(kill -l "$status")" TERM 'a signal ends them'
is "$(files Mail)" 2 'what comes in between is fetched'
silent 'without a word'

# Of its own signal the first process of a container does not die.
if unshare -rpf true 2>/dev/null; then
	echo 'kill -TERM 1; cat password' >password-command
	timeout -k 5 60 unshare -rpf "$popfetch" --tls none --state-dir state \
		--password-command 'sh password-command' --every 1h --stat \
		"$url" >out 2>err </dev/null
	status=$?
	exits 143 'as the first process of a container it has their status'
else
	echo "ok $((tests += 1)) # SKIP no namespaces"
fi

pf_start --every 1h --stat
await logins 4
await at_ease
kill "$pf_pid"
pf_wait
is "$(kill -l "$status")" TERM 'it ends the sleep at once'
is "$(wc -l <out | tr -d ' ')" 1 'of which there was one round'

# ---- Failures --------------------------------------------------------------------

server_stop
pf_start --every 1 --stat
await test -s err
server_start
ok 'a failure does not end them' await logins 1
kill "$pf_pid"
pf_wait
like err 'connection refused' 'and is told'

echo wrong >bad-password
chmod 600 bad-password
log_forget
"$popfetch" --tls none --password-file bad-password --state-dir state -v \
	--every 1 --stat "$url" >out 2>err </dev/null &
pf_pid=$!
children="$children $pf_pid"
ok 'a refused password makes the account rest' \
	await grep -q '1 accounts* rest' err
is "$(said 'PASS .*')" 1 'nobody is asked meanwhile'
kill "$pf_pid"
pf_wait

# Whoever reads --stdout may go.
message read
mkfifo pipe
exec 3<>pipe
"$popfetch" --tls none --password-file password --state-dir state \
	--every 1 --keep --stdout "$url" >pipe 2>err </dev/null 3>&- &
pf_pid=$!
children="$children $pf_pid"
head -n 1 <&3 >from
like from '^From ' 'a reader has mail of the first round'
exec 3>&-
pf_wait
is "$(kill -l "$status")" PIPE 'when he has gone, so are the rounds'
silent 'without a word'

"$popfetch" --tls none --password-file password --state-dir state \
	--every 1 --maildir Mail "$url" 2>err </dev/null >pipe &
pf_pid=$!
children="$children $pf_pid"
: <pipe
log_forget
ok 'what delivers elsewhere needs none' await logins 2
kill "$pf_pid"
pf_wait
is "$(kill -l "$status")" TERM 'and ends as it is told'

# ---- The option ------------------------------------------------------------------

echo secret >secrets
pf --every 1 --password-fd 3 --stat 3<secrets
exits 64 'a password that can be read once only is refused'
like err 'password-fd' 'with the reason'
pf --every 0 --stat
exits 0 '0 is no loop'
message c three
message d four
for action in --dele=1 --shell --catch-up; do
	pf --every 1 $action
	exits 64 "it does not go with $action"
done
run --configure jim@example.org --every 1
exits 64 'nor with --configure'
is "$(files drop)" 2 'nothing is deleted'
printf 'defaults { every = 1 }' >rounds.conf
pf --config rounds.conf --dele 1 --yes
exits 0 'in the configuration it is not for --dele'
is "$(files drop)" 1 'which deletes once'
pf --every 1x --stat
exits 64 'a bad duration is refused'

finish
