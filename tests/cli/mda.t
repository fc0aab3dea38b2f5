#!/bin/sh
# Messages handed over to a program: whole, once, with what its exit status
# says, and whatever happens to it or to popfetch.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

# taker NAME LINE...: a program of that name
taker() {
	_taker=$1
	shift
	{
		echo '#!/bin/sh'
		printf '%s\n' "$@"
	} >"$_taker"
	chmod +x "$_taker"
}

# got: digests of what was taken
got() {
	mkdir -p taken
	$octets files taken >got
}

anew() {
	start_over
	rm -rf taken runs
	mkdir taken
	drop_empty
}

# three [FAULT]...: a server with three messages
three() {
	anew
	message a
	message b
	message c
	$octets arriving drop >sent
	server_fault "${1-no-capa}"
}

save='exec cat >"taken/$$"'
taker save "$save"

# ---- Whole, once ------------------------------------------------------------

anew
$octets corpus drop
$octets arriving drop >sent
server_start
pf --mda ./save
exits 0 'messages of all kinds'
silent 'without a word'
got
same got sent 'arrive octet for octet'
is "$(files drop)" 0 'and are deleted'
pf --mda ./save
exits 0 'the next run'
got
same got sent 'brings nothing'
is "$(files state)" 2 'and nothing lies about'

three
pf --keep --mda ./save
pf --keep --mda ./save
got
same got sent '--keep: each comes once'
is "$(files drop)" 3 'and stays'
pf --keep --all --mda ./save
is "$(files taken)" 6 '--all: each comes once more'

three
pf --mda "sh -c 'cat >taken/1; cat' sh"
exits 0 'a shell that was asked for'
three
# shellcheck disable=SC2016
pf --mda 'sh -c "wc -c >>taken/wc; echo told; echo \"\$0\"" $HOME;x'
exits 0 'without one'
# shellcheck disable=SC2016
is "$(sort -u err)" "\$HOME;x
told" 'nothing is expanded; what it prints goes to standard error'
empty out 'and not to standard output'

# ---- Its words ---------------------------------------------------------------

# shellcheck disable=SC2016
taker words 'for word; do printf "<%s>" "$word"; done >>taken/words'

# words WORDS CLAIM FIELD [ARGUMENT]...
words() {
	anew
	printf '%s\nSubject: x\n\nx\n' "$3" >drop/x.eml
	server_fault no-capa
	_words=$1
	_claim=$2
	shift 3
	pf "$@"
	is "$(cat taken/words 2>/dev/null)" "$_words" "$_claim"
}

words '<-f><ann@example.org><a  b><jim>' 'sender and recipient are words' \
	'Return-Path: <ann@example.org>' --mda './words -f %F "a  b" %T'
words '<MAILER-DAEMON><%F>' 'the null sender' \
	'Return-Path: <>' --mda './words %F %%F' --delivered-to x@example.net
# shellcheck disable=SC2016
words '<$HOME`id`|x@example.org>' 'what a shell would run is a word' \
	'Return-Path: <$HOME`id`|x@example.org>' --mda './words %F'
words '<MAILER-DAEMON>' 'a sender is no option' \
	'Return-Path: <-oX@example.org>' --mda './words %F'
words '<MAILER-DAEMON>' 'nor more than a word' \
	'Return-Path: <"a b"@example.org>' --mda './words %F'
words '<jo@example.net>' 'the recipient is --delivered-to' \
	'Subject: y' --mda './words %T' --delivered-to jo@example.net

for bad in './words --from=%F' "./words 'x" ' '; do
	pf --mda "$bad"
	exits 64 "64: '$bad'"
done
run --tls none --mda './words %T' --user=-x "pop://127.0.0.1:$port"
exits 64 '64: a recipient that would be an option'
pf --mda ./words --delivered-to 'a b'
exits 64 '64: --delivered-to is no address'
printf 'account work {\n\thost = pop.example.org\n\tmda = "cat %%T"\n}\n' >work.conf
run --config work.conf --user=-x work
exits 64 '64: a recipient of the command line, for an account'
unlike err 'work.conf' 'which is not what is wrong'
sed -i 's/mda = .*/&\n\tuser = "-x"/' work.conf
run --config work.conf work
exits 78 '78: an account that has it'
like err "work.conf:[0-9]+: account 'work': " 'which is what is wrong'
pf --mda ./words --maildir Mail
exits 64 '64: two destinations'
pf --mda ./nothing
exits 73 '73: there is no such program'
like err "cannot run './nothing': no such file" 'and why'
touch plain
pf --mda ./plain
exits 73 '73: it is no program'

# ---- Its exit status -----------------------------------------------------------

# fails N HOW: the message b makes the program end so
fails() {
	taker fails 'cat >taken/$$' "grep -q 'Subject: b' taken/\$\$ || exit 0" \
		'rm taken/$$' "$1"
}

for number in 65 67 1 255; do
	three
	fails "exit $number"
	pf --mda ./fails
	exits 65 "65: a program that exits with $number"
	like err "^popfetch: message 2 stays: './fails' did not take it: exit status $number" \
		'which is told'
	is "$(left)" 'b ' 'the others are taken'
	pf --mda ./fails
	pf --mda ./fails
	like err 'message 1 stays: it failed 2 times, and is tried again' \
		'it rests'
	exits 65 'and that is still a failure'
done
for number in 71 74 75; do
	three
	fails "exit $number"
	pf --mda ./fails
	exits 75 "75: a program that exits with $number"
	like err '^popfetch: message 2 stays for now: ' 'which is told'
	is "$(left)" 'b ' 'the others are taken'
	pf --mda ./fails
	pf --mda ./fails
	exits 75 'each run tries'
	like err '^popfetch: message 1 stays for now: ' 'again'
	pf --mda ./save
	got
	same got sent 'until it is taken'
	is "$(left)" '' 'and deleted'
done
for signal in TERM KILL SEGV; do
	three
	fails "kill -$signal \$\$"
	pf --mda ./fails
	exits 75 "75: a program that dies of SIG$signal"
	like err "stays: './fails' died of signal" 'which is told'
	is "$(left)" 'b ' 'the others are taken'
	pf --mda ./save
	got
	same got sent 'and then this one'
done
for number in 126 127; do
	three
	pf --mda "sh -c 'exit $number'"
	exits 73 "73: exit status $number"
	is "$(left)" 'a b c ' 'ends the run'
done

three
taker hangs 'trap "" TERM' 'while :; do echo >>beats; sleep 0.1; done &' \
	'while :; do sleep 1; done'
pf --max-messages 1 --timeout 1 --mda ./hangs
exits 75 '75: a program that hangs'
like err "'./hangs' did not end within 5 seconds" 'is killed'
cp beats before
sleep 0.5
same beats before 'with what it started'
is "$(left)" 'a b c ' 'the message stays'
pf --mda ./save
got
same got sent 'until it is taken'

taker reads_nothing 'exit 0'
anew
message big "$(head -c 300000 /dev/zero | tr '\0' x)"
server_fault no-capa
pf --mda ./reads_nothing
exits 0 'a program need not read'
is "$(left)" '' 'to take'

# ---- Never torn, never lost ------------------------------------------------------

for fault in cut:2:30 close:RETR:2 stall-in:2:30 cut:2:120; do
	three "$fault"
	pf --timeout 1 --mda ./save
	ok "$fault: a failure" test "$status" -ne 0
	is "$(files taken)" 1 'no part of a message is handed over'
	server_fault no-capa
	pf --mda ./save
	exits 0 'the next run ends well'
	got
	same got sent 'each message came once'
done

# Killed while the program runs: it goes on, and has the whole message.
three
taker slow 'touch runs' 'while [ ! -e go ]; do sleep 0.05; done' "$save"
pf_start --mda ./slow
ok 'killed while the program runs' await test -e runs
kill -KILL "$pf_pid"
pf_wait
touch go
ok 'the program has all of it' await sh -c 'cat taken/* | grep -q "^$"'
server_fault no-capa
pf --mda ./save
exits 0 'the next run ends well'
is "$(files taken)" 4 'one message came twice at most'
$octets files taken | sort -u >got
sort -u sent >want
same got want 'each of them whole'
is "$(files state)" 2 'and nothing lies about'
rm go

three
taker slow 'touch runs' 'sleep 2' "$save"
pf_start --mda ./slow
await test -e runs
kill -TERM "$pf_pid"
pf_wait
exits 143 'of SIGTERM it dies'
ok 'when the program has ended' test "$(files taken)" -ge 1
pf --mda ./save
got
same got sent 'each message came once'

# All that wait share what time is left; how much that is, and that a second
# signal leaves none, is for the unit tests.
three
taker stuck 'echo >>runs' 'exec sleep 60'
rm -f runs
pf_start --pipeline on --mda ./stuck
await test -e runs
kill -TERM "$pf_pid"
pf_wait
exits 143 'SIGTERM while a program hangs'
like err "^popfetch: message 1 stays for now: './stuck' did not end when we had to" \
	'it is killed'
like err "^popfetch: message 3 stays for now: './stuck' was not run, since we had" \
	'nor is it run for the others'
is "$(wc -l <runs | tr -d ' ')" 1 'it was run once'
rm runs
pf_start --pipeline on --mda ./stuck
await test -e runs
kill -HUP "$pf_pid"
kill -TERM "$pf_pid"
pf_wait
exits 129 'two signals, of which the first counts'
pf --mda ./save
got
same got sent 'each message comes'

anew
for number in $(seq -w 1 40); do
	message "$number" "this is $number"
done
$octets arriving drop >sent
server_fault no-capa
kills=0
for delay in 3 5 8 10 12 14 17 20 24 28 33 40; do
	pf_start --mda ./save
	sleep "$(printf '0.%03d' "$delay")"
	kill -KILL "$pf_pid" 2>/dev/null && kills=$((kills + 1))
	pf_wait
done
sleep 0.2
pf --mda ./save
exits 0 'killed at many moments'
$octets files taken | sort -u >got
sort -u sent >want
same got want 'each message came, whole'
ok 'and a kill doubles one at most' test "$(files taken)" -le $((40 + kills))

# ---- Other options -----------------------------------------------------------------

anew
message a
server_fault no-capa
pf --received --delivered-to jim@example.net --mda ./save
cat taken/* >one
is "$(sed -n 1p one)" 'Delivered-To: jim@example.net' '--delivered-to'
like one '^Received: from \[127\.0\.0\.1\]$' '--received: from'
like one '^	by [^ ]+ with POP3 \(popfetch [0-9.]+\);$' 'by'
like one '^	[A-Z][a-z]{2}, [0-9]+ [A-Z][a-z]{2} 20[0-9]{2} [0-9:]{8} \+0000$' \
	'and when'
is "$(sed -n 5,6p one)" "From: Robot <robot@example.org>
To: jim@example.net" 'in front of the message'

three
pf --headers-only --mda ./save
exits 0 '--headers-only'
is "$(files taken)" 3 'hands headers over'
is "$(left)" 'a b c ' 'and deletes nothing'

# ---- Standard output ------------------------------------------------------------------

anew
$octets corpus drop
$octets arriving drop >sent
server_fault no-capa
pf --stdout
exits 0 '--stdout'
$octets mbox out >got
same got sent 'prints an mbox'
is "$(files drop)" 0 'of what is deleted'
three cut:2:120
pf --stdout
$octets mbox out >got
is "$(wc -l <got | tr -d ' ')" 1 'with no part of a message'
three
(
	"$popfetch" --tls none --password-file password --state-dir state \
		--keep --stdout "$url" 2>err
	echo $? >ended
) | true
read -r status <ended
ok 'a closed pipe' test "$status" -ne 0
pf --keep --stdout
$octets mbox out >got
same got sent 'has marked nothing'

three
mkdir full
if [ -e /dev/full ]; then
	"$popfetch" --tls none --password-file password --state-dir state \
		--keep --stdout "$url" >/dev/full 2>err
	status=$?
	exits 74 '74: standard output is full'
	pf --keep --stdout
	$octets mbox out >got
	same got sent 'and nothing is marked'
fi

three
"$popfetch" --tls none --password-file password --state-dir state \
	--stdout "$url" >&- 2>err
status=$?
exits 74 '74: standard output is closed'
is "$(left)" 'a b c ' 'and nothing is deleted'

# ---- A Maildir in a fresh home ------------------------------------------------------------

three
pf --maildir "$HOME/Mail/deep/work"
exits 0 'directories above a Maildir are made'
is "$(files "$HOME/Mail/deep/work/new")" 3 'and it is delivered to'
is "$(find "$HOME/Mail" -maxdepth 1 -perm 700 | wc -l | tr -d ' ')" 2 \
	'nobody else can look into them'

finish
